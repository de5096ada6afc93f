import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { assertUrl, awaitServer, describeServer } from './connect.js';
import type { Log } from './log.js';
import { migrate } from './migrate.js';
import { withSearchPath } from './schema.js';

/** A person waits for an answer in Slack; a query that takes longer than this helps nobody. */
const STATEMENT_TIMEOUT_MS = 10_000;
const CONNECT_WITHIN_MS = 5_000;
const POOL_SIZE = 10;
const END_WITHIN_MS = 1_000;
/** Of a compose file in which both start together. */
const RETRY_FOR_MS = 30_000;

export interface DatabaseOptions {
  /** An outside server, PostgreSQL 14 to 18; undefined: the bot brings its own. */
  databaseUrl?: string | undefined;
  dataDir: string;
  /** Nobody named dataDir. */
  dataDirIsDefault: boolean;
  log: Log;
  /** How long an outside server that is away is waited for, in milliseconds. */
  retryForMs?: number;
}

export interface Database {
  /** Its connections have the bot's schema as search path. */
  pool: pg.Pool;
  /** For the bot's first log line. */
  description: string;
  /** What an operator should know about this start. */
  notes: string[];
  /** The folder that took the place of dataDir; as root without a name it is another one. */
  dataDir: string;
  /** Ends the connections, and the embedded server where there is one. Safe to call again. */
  close(): Promise<void>;
}

/** Where the database comes from: its URL, and what to do when done with it. */
interface Source {
  url: string;
  description: string;
  notes: string[];
  dataDir: string;
  stop(): Promise<void>;
}

/**
 * Opens the bot's database, migrated to this release.
 *
 * @throws ConfigError saying what to change when that cannot be done
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { databaseUrl } = options;
  const source = databaseUrl === undefined ? await embedded(options) : await outside(databaseUrl, options);
  try {
    const ran = await migrate(source.url, options.log);
    if (ran.length > 0) options.log.info({ migrations: ran }, 'Migrated the database');
  } catch (error) {
    await source.stop();
    throw error;
  }
  const pool = openPool(source.url, options.log);
  let closed: Promise<void> | undefined;
  // Sessions that do not end, of a frozen server for instance, must not keep the server from being stopped.
  const end = () => Promise.race([pool.end(), sleep(END_WITHIN_MS, undefined, { ref: false })]);
  const close = (): Promise<void> => (closed ??= end().finally(() => source.stop()));
  return { pool, description: source.description, notes: source.notes, dataDir: source.dataDir, close };
}

/** A pool on a migrated database. */
export function openPool(databaseUrl: string, log: Log): pg.Pool {
  const pool = new pg.Pool({
    connectionString: withSearchPath(databaseUrl),
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    // The server's own limit cannot reach us when the network is gone; this one is ours.
    query_timeout: STATEMENT_TIMEOUT_MS + 2_000,
    idle_in_transaction_session_timeout: 30_000,
    keepAlive: true,
    application_name: 'litellm-chatops',
  });
  // A connection that breaks while idle is replaced at its next use; without a listener it would end the process.
  pool.on('error', (error) => log.warn({ err: error }, 'An idle database connection broke'));
  return pool;
}

async function outside(databaseUrl: string, options: DatabaseOptions): Promise<Source> {
  assertUrl(databaseUrl);
  const { version, note } = await awaitServer(databaseUrl, options.log, options.retryForMs ?? RETRY_FOR_MS);
  return {
    url: databaseUrl,
    description: `PostgreSQL ${version} at ${describeServer(databaseUrl)}`,
    notes: note === undefined ? [] : [note],
    dataDir: options.dataDir,
    stop: async () => {},
  };
}

/** Loaded only where it is used: with a server of one's own none of it is needed. */
async function embedded(options: DatabaseOptions): Promise<Source> {
  const { startEmbedded } = await import('./embedded.js');
  const server = await startEmbedded(options);
  const { description, notes, dataDir } = server;
  return { url: server.databaseUrl(), description, notes, dataDir, stop: () => server.stop() };
}
