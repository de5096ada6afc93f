import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PORT } from './settings.js';

/** What the server's own file postmaster.pid says; PostgreSQL documents its lines in src/include/utils/pidfile.h. */
export interface PidFile {
  pid: number;
  /** Empty while the server is only just starting. */
  socketDir: string;
  /** Accepts connections. */
  ready: boolean;
}

/** No process can have this number: Linux ends at 2^22, macOS at 99999. */
const NO_PROCESS = 99_999_999;

/** Reads postmaster.pid, which may be half-written at a server's start. */
export async function readPidFile(pgData: string): Promise<PidFile | undefined> {
  const text = await readFile(join(pgData, 'postmaster.pid'), 'utf8').catch(() => undefined);
  const lines = text?.split('\n') ?? [];
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0 || pid === NO_PROCESS) return undefined;
  return { pid, socketDir: lines[4]?.trim() ?? '', ready: lines[7]?.trim() === 'ready' };
}

/** Whether a process of this number exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Whether process `pid` is the server of this folder. A number alone proves nothing: after a restart of
 * the machine or container it may be anybody's. Told by the command line, which even root in a container
 * may read of another account's process (unlike its working directory).
 */
export async function isServerOf(pid: number, pgData: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform === 'linux') {
    const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    const words = text.split('\0');
    return words[words.indexOf('-D') + 1] === pgData;
  }
  const { stdout } = await promisify(execFile)('/bin/ps', ['-ww', '-p', String(pid), '-o', 'command=']).catch(() => ({
    stdout: '',
  }));
  return stdout.includes(`-D ${pgData} `);
}

/**
 * Lets a server start where a dead one's files name a process that now is somebody else's: PostgreSQL
 * refuses while that number is alive. Only the number is replaced; the rest of postmaster.pid stays, for
 * by it PostgreSQL still refuses while remains of the old server hold its shared memory.
 */
export async function disownStaleFiles(pgData: string, socketDir: string): Promise<void> {
  const path = join(pgData, 'postmaster.pid');
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return;
  await writeFile(path, [String(NO_PROCESS), ...text.split('\n').slice(1)].join('\n'));
  await rm(join(socketDir, `.s.PGSQL.${PORT}.lock`), { force: true });
}

/** Signals a process that may have ended already. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Waits until the server is gone. @returns whether it is, within `timeoutMs` */
export async function waitUntilGone(pid: number, pgData: string, timeoutMs: number): Promise<boolean> {
  const end = Date.now() + timeoutMs;
  while (await isServerOf(pid, pgData)) {
    if (Date.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
}

/**
 * Stops the server: fast (sessions are ended, everything is written out), and where that does not end
 * within its time, harder. Even the hardest loses nothing that was committed; the next start repairs.
 */
export async function stopServer(pid: number, pgData: string, patienceMs = 8_000): Promise<void> {
  for (const name of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (!(await isServerOf(pid, pgData))) return;
    signal(pid, name);
    if (await waitUntilGone(pid, pgData, name === 'SIGINT' ? patienceMs : 3_000)) return;
  }
  throw new Error(`PostgreSQL (process ${pid}) does not end, not even when killed`);
}
