import { startEmbedded } from '../../../src/store/embedded.js';

/**
 * A bot as far as the store is concerned, in a process of its own, so that it can be killed.
 * Its argument is a JSON object with options; it prints one JSON line and stops at SIGTERM.
 */
const options = JSON.parse(process.argv[2] ?? '{}') as { dataDir: string; native?: string };
const log = { info: () => {}, warn: () => {}, error: () => {} };

async function main(): Promise<void> {
  const server = await startEmbedded({ ...options, dataDirIsDefault: false, log });
  // The socket's sessions do not keep a process alive that has nothing else to do.
  const alive = setInterval(() => {}, 60_000);
  process.once('SIGTERM', () => void server.stop().then(() => clearInterval(alive)));
  const { description, notes } = server;
  console.log(JSON.stringify({ url: server.databaseUrl(), description, notes }));
}

main().catch((error: unknown) => {
  console.log(JSON.stringify({ error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) }));
});
