import { spawn } from 'node:child_process';
import type { Account } from './account.js';

/** How a finished program ended. */
export interface Outcome {
  /** Exit code; undefined when the program could not be started at all or a signal ended it. */
  code: number | undefined;
  /** Node's error code when it could not be started, e.g. ENOENT (also: its dynamic loader is missing) or EACCES. */
  startError: string | undefined;
  stdout: string;
  stderr: string;
}

/**
 * What PostgreSQL's programs see of the environment: nothing of the bot's, so that neither a secret
 * nor a stray PGDATA, PGPORT or LD_LIBRARY_PATH reaches them. `LC_ALL=C` keeps their messages in English.
 */
export const CLEAN_ENV = { PATH: '/usr/bin:/bin', LC_ALL: 'C' };

/** spawn options that run a program as `account`; only root may and need change it. */
export function asAccount(account: Account): { uid?: number; gid?: number; cwd: string } {
  // The bot's own working directory may be one that the account cannot enter, hence '/'.
  return account.dropped ? { uid: account.uid, gid: account.gid, cwd: '/' } : { cwd: '/' };
}

/**
 * Runs a program to its end without a shell and keeps its output.
 *
 * @param timeoutMs after this many milliseconds it is killed
 * @returns how it ended; never throws
 */
export function run(file: string, args: string[], account: Account, timeoutMs: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      ...asAccount(account),
      env: CLEAN_ENV,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', (error: NodeJS.ErrnoException) =>
      resolve({ code: undefined, startError: error.code ?? error.message, stdout, stderr }),
    );
    child.once('close', (code) => resolve({ code: code ?? undefined, startError: undefined, stdout, stderr }));
  });
}

/** The last `count` non-empty lines, which is where PostgreSQL's programs say what went wrong. */
export function lastLines(text: string, count = 8): string {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-count)
    .join('\n');
}
