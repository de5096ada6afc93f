import type pg from 'pg';
import { openPool } from '../../../src/store/database.js';
import { migrate } from '../../../src/store/migrate.js';
import { silentLog, temporaryDatabases } from '../../support/postgres.js';

export interface Store {
  readonly pool: pg.Pool;
  /** Empties every table of the bot. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** The bot's tables in a database of their own. */
export async function openStore(): Promise<Store> {
  const databases = await temporaryDatabases();
  const url = await databases.databaseUrl('store');
  await migrate(url, silentLog);
  const pool = openPool(url, silentLog);
  return {
    pool,
    async clear() { await pool.query('truncate incidents, outbox, audit, confirmations, silences'); },
    async close() {
      await pool.end();
      await databases.close();
    },
  };
}

export const at = (minute: number, second = 0): Date => new Date(Date.UTC(2026, 0, 15, 12, minute, second));
