import { chmod, mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigError, messageOf } from '../src/errors.js';
import { createLog } from '../src/log.js';
import { startEmbedded } from '../src/store/embedded.js';
import { servePage, type Page, type PageOptions } from './page/server.js';
import { startSandbox, type RealProxy } from './sandbox.js';

const HELP = `npm run sandbox [-- options]

  --litellm URL   a proxy that runs already, instead of the double; its key in LITELLM_MASTER_KEY
  --port N        of the page (default 8080, or any free one)
  --verbose       the bot's log at level debug
`;

/** LiteLLM's own port, so that what people know works; any other where it is taken. */
const LITELLM_PORT = 4000;
const PAGE_PORT = 8080;

interface Options {
  readonly litellm: RealProxy | undefined;
  readonly port: number | undefined;
  readonly verbose: boolean;
}

/** Undone in the reverse order of its doing, also when a later step of the start fails. */
type Closing = () => Promise<unknown>;

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env);
  if (!options) return console.log(HELP);
  const interruption = interrupted();
  const closings: Closing[] = [];
  try {
    await start(options, closings);
    await interruption;
  } finally {
    for (const close of closings.reverse()) await close().catch((error: unknown) => console.error(error));
  }
}

async function start({ litellm, port, verbose }: Options, closings: Closing[]): Promise<void> {
  const log = await createLog(verbose ? 'debug' : 'warn', process.stdout.isTTY);
  // Slack's messages are gone when the sandbox ends, so what refers to them is too.
  const folder = await mkdtemp(path.join(tmpdir(), 'litellm-chatops-sandbox-'));
  closings.push(() => rm(folder, { recursive: true, force: true }));
  // Root's databases run under another account, which has to pass through.
  await chmod(folder, 0o711);
  const server = await startEmbedded({ dataDir: path.join(folder, 'data'), dataDirIsDefault: false, log });
  closings.push(() => server.stop());
  await Promise.all([server.createDatabase('litellm'), server.createDatabase('bot')]);
  const sandbox = await startSandbox({
    log,
    botDatabaseUrl: server.databaseUrl('bot'),
    litellm: litellm ?? { databaseUrl: server.databaseUrl('litellm'), adminDatabaseUrl: server.databaseUrl('postgres'), port: await freePort(LITELLM_PORT), seed: true },
  });
  closings.push(() => sandbox.close());
  await sandbox.startBot();
  const proxyUrl = sandbox.env.LITELLM_BASE_URL ?? '';
  const page = await openPage({
    port: port ?? await freePort(PAGE_PORT),
    slack: sandbox.slack, litellm: sandbox.litellm,
    about: { proxyUrl, botNote: `The real bot, with ${server.description.split(' in /')[0] ?? 'a database'} of its own.` },
  });
  closings.push(() => page.close());
  console.log(`\nThe sandbox is ready: open ${page.url}\nLiteLLM${sandbox.litellm ? ' (a double)' : ''} is at ${proxyUrl}. Ctrl+C ends it.\n`);
}

/**
 * @returns undefined where only the help is asked for
 * @throws ConfigError that says what was expected
 */
function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): Options | undefined {
  const { help, litellm, port, verbose = false } = parse(args);
  if (help) return undefined;
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) < 65_536)) throw new ConfigError(`--port is '${port}': expected a number up to 65535.`);
  return { litellm: litellm === undefined ? undefined : readProxy(litellm, env.LITELLM_MASTER_KEY), port: port === undefined ? undefined : Number(port), verbose };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { litellm: { type: 'string' }, port: { type: 'string' }, verbose: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    }).values;
  } catch (error) {
    throw new ConfigError(`${messageOf(error)}\n\n${HELP}`, { cause: error });
  }
}

function readProxy(url: string, key: string | undefined): RealProxy {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw new ConfigError(`--litellm is '${url}': expected an address such as http://127.0.0.1:4000.`);
  if (!key) throw new ConfigError('--litellm needs the key of that proxy in LITELLM_MASTER_KEY.');
  return { url, key };
}

async function openPage(options: PageOptions): Promise<Page> {
  try {
    return await servePage(options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new ConfigError(`Port ${options.port} is taken: give another one by --port, or none for any that is free.`, { cause: error });
  }
}

/** @returns the port if nothing listens there, else 0: any free one */
function freePort(port: number): Promise<number> {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', () => resolve(0));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(port)));
  });
}

/**
 * Ctrl+C, a kill, a closed terminal. Further ones are ignored: impatience (and tsx, which sends the same one again)
 * would cut the ending short and leave PostgreSQL running.
 */
function interrupted(): Promise<void> {
  // A terminal that was closed takes no more output.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
}

try {
  await main();
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  // What a failed start left open would keep the process.
  process.exit(error instanceof ConfigError ? 2 : 1);
}
