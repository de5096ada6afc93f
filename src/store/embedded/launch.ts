import { spawn } from 'node:child_process';
import { chown, lstat, mkdir, mkdtemp, open, readFile, rename, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError } from '../../errors.js';
import type { Account } from './account.js';
import { readPidFile } from './postmaster.js';
import { asAccount, CLEAN_ENV, lastLines } from './run.js';
import { PORT, serverArguments } from './settings.js';

/** Repairing after a crash reads at most max_wal_size (64 MB); a slow disk gets this long for it. */
const READY_WITHIN_MS = 60_000;
const LOG_KEPT_BYTES = 1_000_000;

/** sockaddr_un.sun_path less its final zero: 108 bytes on Linux, 104 on macOS. */
const LONGEST_SOCKET_PATH = process.platform === 'darwin' ? 103 : 107;

/**
 * The folder for the socket: the data folder, which is 0700, or where that path is too long for a socket
 * a short folder of the account's own. Its name is drawn anew, so nobody can have prepared it.
 */
export async function chooseSocketDir(pgData: string, account: Account): Promise<string> {
  if (Buffer.byteLength(join(pgData, `.s.PGSQL.${PORT}`)) <= LONGEST_SOCKET_PATH) return pgData;
  const folder = await mkdtemp('/tmp/chatops-').catch(() => mkdtemp(join(tmpdir(), 'chatops-')));
  if (account.dropped) await chown(folder, account.uid, account.gid);
  return folder;
}

/** Recreates a socket folder that was cleaned away, e.g. from /tmp. @throws ConfigError when somebody else did */
export async function ensureSocketDir(socketDir: string, account: Account): Promise<void> {
  const made = await mkdir(socketDir, { recursive: true, mode: 0o700 });
  if (made !== undefined && account.dropped) await chown(socketDir, account.uid, account.gid);
  if (await isPrivate(socketDir, account)) return;
  throw new ConfigError(`The folder of the database's socket, ${socketDir}, is not the account ${account.name}'s alone. Restart the bot.`);
}

/** Whether a folder is the account's own, and nobody else may look in: what keeps others from the socket. */
export async function isPrivate(folder: string, account: Account): Promise<boolean> {
  const found = await lstat(folder).catch(() => undefined);
  return found !== undefined && found.isDirectory() && found.uid === account.uid && (found.mode & 0o077) === 0;
}

/**
 * Starts the server in a session of its own, so that Ctrl-C in a terminal reaches the bot alone, which
 * then stops the server last. Its output goes to a file, so that it outlives a killed bot.
 *
 * @returns true once it accepts connections; false when another server of the folder was quicker
 * @throws ConfigError with PostgreSQL's own last log lines when it does not start
 */
export async function launch(postgres: string, pgData: string, socketDir: string, account: Account): Promise<boolean> {
  const logPath = join(pgData, 'server.log');
  const from = await rotate(logPath);
  const log = await open(logPath, 'a', 0o600);
  const child = spawn(postgres, serverArguments(pgData, socketDir), {
    ...asAccount(account),
    env: CLEAN_ENV,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  child.unref();
  let ended: string | undefined;
  child.once('error', (error) => (ended = error.message));
  child.once('exit', (code, signal) => (ended = signal ?? `exit ${code}`));
  await log.close();

  const end = Date.now() + READY_WITHIN_MS;
  while (ended === undefined && Date.now() < end) {
    const file = await readPidFile(pgData);
    if (file?.ready && file.pid === child.pid) return true;
    await sleep(10);
  }
  const other = await readPidFile(pgData);
  if (ended !== undefined && other !== undefined && other.pid !== child.pid) return false;
  const said = lastLines((await readFile(logPath).catch(() => Buffer.alloc(0))).subarray(from).toString('utf8'));
  if (ended === undefined) child.kill('SIGQUIT');
  throw new ConfigError(
    `The database in ${pgData} did not start (${ended ?? `not ready within ${READY_WITHIN_MS / 1000} s`}). ` +
      `PostgreSQL says (${logPath}):\n${said || '(nothing)'}`,
  );
}

/** Keeps the log and its predecessor bounded. @returns where the new start's lines will begin, in bytes */
async function rotate(path: string): Promise<number> {
  const size = (await stat(path).catch(() => undefined))?.size ?? 0;
  if (size < LOG_KEPT_BYTES) return size;
  await rename(path, `${path}.1`);
  return 0;
}
