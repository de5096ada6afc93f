import pg from 'pg';
import type { Secret } from '../config.js';
import { messageOf } from '../errors.js';

/**
 * LiteLLM's own database, read only: a slow query must neither hold the bot up nor burden the proxy.
 * @returns a pool, or undefined where no address was given
 */
export function openLitellmDatabase(url: Secret | undefined, onError: (error: Error) => void): pg.Pool | undefined {
  if (url === undefined) return undefined;
  const pool = new pg.Pool({
    connectionString: guarded(url.reveal()),
    application_name: 'litellm-chatops',
    max: 4,
    connectionTimeoutMillis: 2_000,
    idleTimeoutMillis: 30_000,
    query_timeout: 4_000,
  });
  pool.on('error', onError);
  return pool;
}

/** Parameters of an address that pg puts in the place of ours. */
const OURS = ['statement_timeout', 'query_timeout', 'connectionTimeoutMillis', 'application_name'];

/** Settings in the address would take the place of ours, so ours are put behind them there. */
function guarded(address: string): string {
  const url = new URL(address);
  const own = url.searchParams.get('options');
  for (const name of OURS) url.searchParams.delete(name);
  url.searchParams.set('options', [...(own ? [own] : []), '-c default_transaction_read_only=on -c statement_timeout=3000'].join(' '));
  return url.href;
}

/** Codes that say the database is there and will not serve us: a login, a right, a table, TLS, or a pooler that takes no settings. */
const REFUSAL = /^(08P01|28|3D|42|ERR_TLS|ERR_SSL|UNABLE_TO_VERIFY)|CERT/;

/**
 * Asks LiteLLM's database, or its API where there is no database or where it refuses us.
 * A database that is merely away is no reason to ask the API, which cannot do without it either.
 * @throws what the chosen way throws
 */
export async function sqlOrApi<T>(database: pg.Pool | undefined, bySql: (database: pg.Pool) => Promise<T>, byApi: () => Promise<T>): Promise<T> {
  if (!database) return byApi();
  try {
    return await bySql(database);
  } catch (error) {
    const { code = '' } = error as { code?: string };
    if (!REFUSAL.test(code)) throw error;
    return byApi();
  }
}

/**
 * Tries the database once, for the log: whoever named it should learn at start that it does not serve.
 * @returns why it does not, with the remedy; undefined where it does
 */
export async function checkLitellmDatabase(database: pg.Pool): Promise<string | undefined> {
  try {
    await database.query('select 1 from "LiteLLM_SpendLogs", "LiteLLM_VerificationToken", "LiteLLM_DailyUserSpend" limit 0');
    return undefined;
  } catch (error) {
    return `LITELLM_DATABASE_URL cannot be read (${messageOf(error)}): it needs the right to connect and to select from LiteLLM's tables, without a pooler in between`;
  }
}
