import { chmod, mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigError } from '../src/errors.js';
import { createLog } from '../src/log.js';
import { startEmbedded } from '../src/store/embedded.js';
import { servePage } from './page/server.js';
import { startSandbox } from './sandbox.js';

const HELP = `npm run sandbox [-- options]

  --litellm URL   a proxy that runs already, instead of the double; its key in LITELLM_MASTER_KEY
  --port N        of the page (default 8080, or the next free one)
  --verbose       the bot's log at level debug
`;

/** LiteLLM's own port, so that what people know works; any other where it is taken. */
const LITELLM_PORT = 4000;
const PAGE_PORT = 8080;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      litellm: { type: 'string' }, port: { type: 'string' }, verbose: { type: 'boolean' }, help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return console.log(HELP);
  const log = createLog(values.verbose ? 'debug' : 'warn', process.stdout.isTTY);
  const key = process.env.LITELLM_MASTER_KEY;
  if (values.litellm !== undefined && key === undefined) throw new ConfigError('--litellm needs the key of that proxy in LITELLM_MASTER_KEY.');

  // Slack's messages are gone when the sandbox ends, so what refers to them is too.
  const folder = await mkdtemp(path.join(tmpdir(), 'litellm-chatops-sandbox-'));
  // Root's databases run under another account, which has to pass through.
  await chmod(folder, 0o711);
  const server = await startEmbedded({ dataDir: path.join(folder, 'data'), dataDirIsDefault: false, log });
  try {
    await Promise.all([server.createDatabase('litellm'), server.createDatabase('bot')]);
    const sandbox = await startSandbox({
      log,
      botDatabaseUrl: server.databaseUrl('bot'),
      litellm: values.litellm === undefined
        ? { databaseUrl: server.databaseUrl('litellm'), adminDatabaseUrl: server.databaseUrl('postgres'), port: await freePort(LITELLM_PORT), seed: true }
        : { url: values.litellm, key: key ?? '' },
    });
    await sandbox.startBot();
    const page = await servePage({
      port: values.port === undefined ? await freePort(PAGE_PORT) : Number(values.port),
      slack: sandbox.slack, litellm: sandbox.litellm,
      about: { proxyUrl: sandbox.env.LITELLM_BASE_URL ?? '', botNote: server.description },
    });
    console.log(`\nThe sandbox is ready: open ${page.url}\nLiteLLM${sandbox.litellm ? ' (a double)' : ''} is at ${sandbox.env.LITELLM_BASE_URL}. Ctrl+C ends it.\n`);
    await interrupted();
    await page.close();
    await sandbox.close();
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
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

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

try {
  await main();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
