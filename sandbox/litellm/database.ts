import pg from 'pg';
import { schema } from './schema.js';

/** Thrown by every query while the database is away. */
export class DatabaseLost extends Error {
  override readonly name = 'DatabaseLost';
}

export type Row = Record<string, unknown>;

export interface Database {
  query(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  readonly lost: () => boolean;
  lose(): Promise<void>;
  find(): Promise<void>;
  close(): Promise<void>;
}

const INT8 = 20;
const TIMESTAMP = 1114;

/** LiteLLM keeps UTC in columns without a time zone; pg would read them in this process's own. */
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
    if (oid === INT8) return Number;
    if (oid === TIMESTAMP) return (value) => new Date(`${value.replace(' ', 'T')}Z`);
    return pg.types.getTypeParser(oid, format ?? 'text') as (value: string) => unknown;
  },
};

/** Codes of a connection that broke or was refused, rather than of a bad statement. */
function isConnectionError(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^(ECONN|EPIPE|ENOENT|57P0|08|55000$)/.test(code) || (error instanceof Error && /Connection terminated/.test(error.message));
}

async function administer(adminUrl: string, run: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await run(client);
  } finally {
    await client.end();
  }
}

function createPool(databaseUrl: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 8, types, options: '-c timezone=UTC' });
  pool.on('error', () => undefined); // idle connections are cut when the database is lost
  return pool;
}

async function allow(adminUrl: string, name: string, allowed: boolean): Promise<void> {
  await administer(adminUrl, async (client) => {
    await client.query(`ALTER DATABASE ${client.escapeIdentifier(name)} ALLOW_CONNECTIONS ${allowed}`);
    if (!allowed) await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
  });
}

/** Opens the database, creates LiteLLM's tables where they are missing, and can turn everybody away from it. */
export async function openDatabase(databaseUrl: string, adminUrl: string): Promise<Database> {
  const name = decodeURIComponent(new URL(databaseUrl).pathname.slice(1));
  await allow(adminUrl, name, true); // an earlier double may have died while its database was lost
  const pool = createPool(databaseUrl);
  await pool.query(schema);
  let lost = false;

  return {
    lost: () => lost,
    async query(sql, values = []) {
      if (lost) throw new DatabaseLost('All connection attempts failed');
      try {
        return (await pool.query(sql, [...values])).rows as Row[];
      } catch (error) {
        if (isConnectionError(error)) throw new DatabaseLost('All connection attempts failed', { cause: error });
        throw error;
      }
    },
    async lose() {
      lost = true;
      await allow(adminUrl, name, false);
    },
    async find() {
      await allow(adminUrl, name, true);
      lost = false;
    },
    async close() {
      if (lost) await allow(adminUrl, name, true);
      await pool.end();
    },
  };
}
