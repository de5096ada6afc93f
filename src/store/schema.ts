/**
 * The bot's own schema. People point DATABASE_URL at LiteLLM's database, too; there the bot's tables
 * must neither meet LiteLLM's nor be found by its migrations.
 */
export const SCHEMA = 'litellm_chatops';

/** Where the migrations that ran are listed, in the same schema. */
export const MIGRATIONS_TABLE = 'migrations';

/** The tables, each after those it refers to. A test compares the list with the database. */
export const TABLES = ['incidents', 'outbox', 'audit', 'confirmations', 'silences'] as const;

/**
 * The URL with the bot's schema as the search path, so that queries name tables without it.
 *
 * It travels in the startup message (libpq's `options`), and therefore costs no round trip and cannot be
 * forgotten on a new connection; what the operator gave as `options` is kept.
 */
export function withSearchPath(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  const given = url.searchParams.get('options');
  url.searchParams.set('options', `${given ? `${given} ` : ''}-c search_path=${SCHEMA}`);
  return url.toString();
}
