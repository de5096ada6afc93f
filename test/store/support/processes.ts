import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

export const isRoot = process.getuid?.() === 0;

const BOT = fileURLToPath(new URL('bot.ts', import.meta.url));
const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));

export interface Bot {
  process: ChildProcess;
  url: string;
  description: string;
  notes: string[];
  /** What it printed instead, when it refused. */
  error: string | undefined;
}

/** Starts a bot's store in a process of its own and waits for its line. @param uid as root: whose process */
export async function startBot(options: { dataDir: string; native?: string }, uid?: number): Promise<Bot> {
  const child = spawn(process.execPath, ['--import', 'tsx', BOT, JSON.stringify(options)], {
    cwd: REPOSITORY,
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  for await (const line of createInterface(child.stdout)) {
    return { error: undefined, ...(JSON.parse(line) as Omit<Bot, 'process' | 'error'>), process: child };
  }
  throw new Error('the bot said nothing');
}

export async function kill(bot: Bot, signal: NodeJS.Signals): Promise<void> {
  const gone = bot.process.exitCode === null && bot.process.signalCode === null ? once(bot.process, 'exit') : undefined;
  bot.process.kill(signal);
  await gone;
}

export async function serverPid(dataDir: string): Promise<number> {
  return Number((await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0]);
}

/** Runs one statement on a connection of its own. */
export async function sql(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Tries until it does not throw. */
export async function eventually<T>(attempt: () => Promise<T>, withinMs = 10_000): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
