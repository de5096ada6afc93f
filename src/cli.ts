#!/usr/bin/env node
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { loadConfig, loadStoreConfig } from './config.js';
import { ConfigError } from './errors.js';
import { createLog } from './log.js';

const VERBS: Readonly<Record<string, { readonly help: string; readonly run: () => Promise<void> }>> = {
  start: { help: 'run the bot', run: start },
  migrate: { help: "bring the bot's database up to this release, and stop", run: migrate },
  export: { help: "write the bot's database to standard output, as JSON lines", run: exportAll },
  import: { help: 'read an export from standard input into an empty database', run: importAll },
};

/** How long a stop may take before the process ends without it. */
const STOP_MS = 10_000;

async function start(): Promise<void> {
  const config = loadConfig();
  const log = await createLog(config.logLevel, process.stdout.isTTY);
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort(new ConfigError(`Stopped by ${signal}.`)));
  stop.signal.addEventListener('abort', () => { setTimeout(() => process.exit(1), STOP_MS).unref(); });
  const { startBot } = await import('./main.js');
  const bot = await startBot(config, log, stop.signal);
  if (!stop.signal.aborted) await once(stop.signal, 'abort');
  log.info({}, 'stopping');
  await bot.stop();
}

async function withDatabase(work: (pool: import('pg').Pool) => Promise<void>): Promise<void> {
  const { store, logLevel } = loadStoreConfig();
  // Standard output may be the export itself.
  const log = await createLog(logLevel === 'info' ? 'warn' : logLevel, false);
  const { openDatabase } = await import('./store/database.js');
  const database = await openDatabase({ databaseUrl: store.databaseUrl?.reveal(), dataDir: store.dataDir, dataDirIsDefault: store.dataDirIsDefault, log });
  try {
    await work(database.pool);
  } finally {
    await database.close();
  }
}

async function migrate(): Promise<void> {
  await withDatabase(() => Promise.resolve());
  console.error('The database is up to date.');
}

async function exportAll(): Promise<void> {
  const { exportDatabase } = await import('./store/export.js');
  await withDatabase((pool) => exportDatabase(pool, async (line) => {
    if (!process.stdout.write(line)) await once(process.stdout, 'drain');
  }));
}

async function importAll(): Promise<void> {
  const { importDatabase } = await import('./store/export.js');
  await withDatabase(async (pool) => {
    const counts = await importDatabase(pool, inputLines());
    const parts = Object.entries(counts).map(([table, rows]) => `${rows} ${table}`);
    console.error(parts.length === 0 ? 'The export holds nothing, so nothing was imported.' : `Imported ${parts.join(', ')}.`);
  });
}

/** Reads only when it is asked to: a reader that is made earlier drops what comes before somebody listens. */
async function* inputLines(): AsyncGenerator<string> {
  yield* createInterface({ input: process.stdin, crlfDelay: Infinity });
}

function usage(): string {
  const verbs = Object.entries(VERBS).map(([verb, { help }]) => `  ${verb.padEnd(9)}${help}`);
  return ['Usage: litellm-chatops <verb>', '', ...verbs, '  help     this list', '  version  the version of this package'].join('\n');
}

function version(): string {
  return (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version;
}

async function main(verb: string | undefined): Promise<void> {
  if (verb === undefined || /^(-h|--help|help)$/.test(verb)) return console.log(usage());
  if (/^(-v|--version|version)$/.test(verb)) return console.log(version());
  const known = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
  if (!known) throw new ConfigError(`There is no verb '${verb}'.\n\n${usage()}`);
  await known.run();
}

try {
  await main(process.argv[2]);
  process.exitCode = 0;
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
