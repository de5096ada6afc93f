import pg from 'pg';
import type { Secret } from '../config.js';

/**
 * LiteLLM's own database, read only: a slow query must neither hold the bot up nor burden the proxy.
 * @returns a pool, or undefined where no address was given
 */
export function openLitellmDatabase(url: Secret | undefined, onError: (error: Error) => void): pg.Pool | undefined {
  if (url === undefined) return undefined;
  const pool = new pg.Pool({
    connectionString: url.reveal(),
    application_name: 'litellm-chatops',
    max: 4,
    connectionTimeoutMillis: 2_000,
    idleTimeoutMillis: 30_000,
    query_timeout: 4_000,
    options: '-c default_transaction_read_only=on -c statement_timeout=3000',
  });
  pool.on('error', onError);
  return pool;
}
