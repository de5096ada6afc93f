import { hostname } from 'node:os';
import pg from 'pg';
import { ConfigError } from '../../errors.js';
import { DATABASE, PORT, SUPERUSER } from './settings.js';

/** Of the advisory lock that a bot holds while it uses the server: "chatops" as a number. */
const LOCK_KEY = 0x6368_6174;

/** A killed bot's session may outlive it for a moment, so the lock is tried this long. */
const LOCK_PATIENCE_MS = 1_500;

/** `unavailable`: it is starting, stopping or recovering. `silent`: it takes connections but does not answer. */
export type Connection =
  | { state: 'open'; client: pg.Client }
  | { state: 'unavailable' | 'silent' | 'nobody' };

/** Where a server listens, as a URL for `pg` and for libpq. `localhost` is a placeholder that `host` overrides. */
export function socketUrl(socketDir: string, database: string): string {
  return `postgresql://${SUPERUSER}@localhost/${encodeURIComponent(database)}?host=${encodeURIComponent(socketDir)}&port=${PORT}`;
}

/**
 * Opens the session that holds the lock, in the database `postgres`, which every server has.
 *
 * @param timeoutMs how long an answer may take
 */
export async function connect(socketDir: string, timeoutMs: number): Promise<Connection> {
  const client = new pg.Client({
    connectionString: socketUrl(socketDir, 'postgres'),
    connectionTimeoutMillis: timeoutMs,
    application_name: `${process.pid}@${hostname()}`.slice(0, 63),
  });
  // Without a listener a session that breaks later would end the process.
  client.on('error', () => {});
  const from = performance.now();
  try {
    await client.connect();
    return { state: 'open', client };
  } catch (error) {
    void client.end().catch(() => {});
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ENOTDIR') return { state: 'nobody' };
    // An answer, be it a refusal or a closed connection, comes before the time is up; a frozen server's never does.
    return { state: performance.now() - from < timeoutMs - 50 ? 'unavailable' : 'silent' };
  }
}

/**
 * Takes the lock that makes this bot the only one on the folder. It ends with the session, so a killed
 * bot holds nothing.
 *
 * @returns false when the session broke meanwhile
 * @throws ConfigError when a living bot holds it, naming that one's process
 */
export async function takeLock(client: pg.Client, pgData: string): Promise<boolean> {
  const end = Date.now() + LOCK_PATIENCE_MS;
  try {
    for (;;) {
      const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [LOCK_KEY]);
      if (rows[0]?.taken) return true;
      if (Date.now() > end) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const holder = await lockHolder(client);
    throw new ConfigError(
      `Another litellm-chatops (process ${holder}) is using ${pgData}. Stop it first, give this one a DATA_DIR of its own, ` +
        'or set DATABASE_URL to a PostgreSQL server, which several bots may share.',
    );
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    return false;
  }
}

async function lockHolder(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT a.application_name AS name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
      WHERE l.locktype = 'advisory' AND l.granted AND l.classid = 0 AND l.objid = $1::bigint::oid`,
    [LOCK_KEY],
  );
  const [pid, host] = (rows[0]?.name ?? 'unknown').split('@');
  return host === undefined || host === hostname() ? `${pid}` : `${pid} on ${host}`;
}

/** The running server's version, as `postgres -V` says it. */
export async function serverVersion(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
  return rows[0]?.server_version.split(' ')[0] ?? '';
}

/** Creates a database unless it exists; safe when two do so at once. */
export async function createDatabase(client: pg.Client, name: string): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
  if (rowCount) return;
  await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`).catch((error: NodeJS.ErrnoException) => {
    // duplicate_database, or its unique index when both ran at the same moment
    if (error.code !== '42P04' && error.code !== '23505') throw error;
  });
}

/** The bot's own database. */
export const ensureBotDatabase = (client: pg.Client): Promise<void> => createDatabase(client, DATABASE);
