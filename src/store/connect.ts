import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { ConfigError } from '../errors.js';
import type { Log } from './log.js';

const OLDEST = 14;
const NEWEST_TRIED = 18;
const CONNECT_WITHIN_MS = 5_000;
const RETRY_EVERY_MS = 1_000;

/** SQLSTATEs that waiting does not cure: no such role, password or permission (28), database (3D), protocol (08P01). */
const FINAL = /^(28|3D|08P01)/;

/**
 * Waits until an outside server answers, and looks whether its version will do.
 *
 * @param retryForMs how long a server that is away is waited for, in milliseconds
 * @returns the version, e.g. `16.4`, and a note where it is newer than any that was tried
 * @throws ConfigError naming host, port, user and database, never the password
 */
export async function awaitServer(
  databaseUrl: string,
  log: Log,
  retryForMs: number,
): Promise<{ version: string; note: string | undefined }> {
  const end = Date.now() + retryForMs;
  for (let told = false; ; told = true) {
    try {
      return await readVersion(databaseUrl);
    } catch (error) {
      if (error instanceof ConfigError) throw error;
      if (isFinal(error) || Date.now() + RETRY_EVERY_MS > end) throw refusal(error, databaseUrl);
      if (!told) log.warn({ server: describeServer(databaseUrl), reason: reasonOf(error) }, 'Waiting for the database');
    }
    await sleep(RETRY_EVERY_MS);
  }
}

/** User, host, port and database of a URL, without its password or anything else. */
export function describeServer(databaseUrl: string): string {
  const { user, host, port, database } = new pg.Client({ connectionString: databaseUrl });
  const place = host.startsWith('/') ? `the socket in ${host}` : `${host}:${port}`;
  return `${place}, database ${database}, user ${user}`;
}

/** @throws ConfigError when it is no PostgreSQL URL; neither value nor cause is kept, for they may hold a password */
export function assertUrl(databaseUrl: string): void {
  const form = 'It has the form postgresql://user:password@host:5432/database; in a password, / @ : % # ? are written %2F %40 %3A %25 %23 %3F.';
  const protocol = URL.canParse(databaseUrl) ? new URL(databaseUrl).protocol : '';
  if (protocol !== 'postgresql:' && protocol !== 'postgres:') {
    throw new ConfigError(`DATABASE_URL is not a PostgreSQL URL. ${form}`);
  }
  try {
    describeServer(databaseUrl);
  } catch (error) {
    // The parser also reads the files that sslrootcert, sslcert and sslkey name.
    const { code, path } = error as NodeJS.ErrnoException;
    throw new ConfigError(path ? `DATABASE_URL names the file ${path}, which cannot be read (${code}).` : `DATABASE_URL cannot be read. ${form}`);
  }
}

async function readVersion(databaseUrl: string): Promise<{ version: string; note: string | undefined }> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: CONNECT_WITHIN_MS });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version_num: string }>('SHOW server_version_num');
    const number = Number(rows[0]?.server_version_num);
    const major = Math.floor(number / 10_000);
    const version = `${major}.${number % 10_000}`;
    if (major < OLDEST) {
      throw new ConfigError(
        `The server of DATABASE_URL (${describeServer(databaseUrl)}) is PostgreSQL ${version}; ${OLDEST} or newer is needed.`,
      );
    }
    const note = `PostgreSQL ${version} is newer than any that this release was tried with (${OLDEST} to ${NEWEST_TRIED}).`;
    return { version, note: major > NEWEST_TRIED ? note : undefined };
  } finally {
    await client.end().catch(() => {});
  }
}

function isFinal(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  // Without a code it is pg's own: a time-out, which is worth waiting for, or a refusal of TLS, which then takes as long.
  if (code === undefined) return false;
  return FINAL.test(code) || code.includes('CERT') || code.startsWith('ERR_TLS') || code.startsWith('ERR_SSL');
}

function refusal(error: unknown, databaseUrl: string): ConfigError {
  return new ConfigError(
    `The server of DATABASE_URL (${describeServer(databaseUrl)}) cannot be used: ${reasonOf(error)}. ` +
      'Correct DATABASE_URL or start that server; without DATABASE_URL the bot brings a database of its own.',
    { cause: error },
  );
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') return 'nothing listens there';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its host name is not known';
  if (code === '08P01') return `${message} (name the server itself, not a pooler such as PgBouncer: the bot keeps locks and settings in its sessions)`;
  return message || code || 'unknown error';
}
