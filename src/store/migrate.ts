import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { ConfigError } from '../errors.js';
import type { Log } from './log.js';
import { MIGRATIONS_TABLE, SCHEMA } from './schema.js';

/** Any number that no other user of node-pg-migrate in the same database has. */
const LOCK_VALUE = 0x6c6c_6d63;
/** How long another bot's migrations, or a lock on a table, may be waited for. */
const LOCK_TIMEOUT_MS = 60_000;

/** Beside this module, in src/ as in dist/ (scripts/copy-migrations.mjs brings them there). */
const FOLDER = fileURLToPath(new URL('./migrations/', import.meta.url));

/**
 * Brings the bot's schema up to this release. Safe when several bots start at once: one works, the
 * others wait.
 *
 * @param databaseUrl a role that may create the schema, or owns it
 * @param folder numbered SQL files
 * @returns the names of the migrations that ran now
 * @throws ConfigError when the database belongs to a newer release, or the role may not do it
 */
export async function migrate(databaseUrl: string, log: Log, folder = FOLDER): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query(`SET lock_timeout = ${LOCK_TIMEOUT_MS}`);
    const known = await migrationNames(folder);
    if (isCurrent(known, await applied(client))) return [];
    await assertMayMigrate(client);
    const ran = await runAll(client, folder, log);
    isCurrent(known, await applied(client));
    return ran;
  } catch (error) {
    throw await explain(error, client);
  } finally {
    await client.end().catch(() => {});
  }
}

/** The names of this release's migrations, in their order. */
export async function migrationNames(folder = FOLDER): Promise<string[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => name.endsWith('.sql'))
    .map((name) => name.slice(0, -'.sql'.length))
    .sort();
}

/** Loaded only when there is something to run: the runner brings megabytes that a running bot has no use for. */
async function runAll(client: pg.Client, folder: string, log: Log): Promise<string[]> {
  const { runner } = await import('node-pg-migrate');
  const ran = await runner({
    dbClient: client,
    dir: folder,
    ignorePattern: String.raw`(?!.*\.sql$).*`,
    direction: 'up',
    migrationsTable: MIGRATIONS_TABLE,
    migrationsSchema: SCHEMA,
    schema: SCHEMA,
    createSchema: !(await schemaExists(client)),
    singleTransaction: true,
    lockValue: LOCK_VALUE,
    advisoryLockMode: 'wait',
    logger: quiet(log),
  });
  return ran.map(({ name }) => name);
}

/** @throws ConfigError when migrations ran there that this release does not know */
function isCurrent(known: string[], present: string[]): boolean {
  const unknown = present.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new ConfigError(
      `The database was migrated by a newer release of litellm-chatops (it knows ${unknown.join(', ')}, this one does not). ` +
        'Start that release or a later one, or give this one a database of its own.',
    );
  }
  return known.every((name) => present.includes(name));
}

async function applied(client: pg.Client): Promise<string[]> {
  const { rows: found } = await client.query(
    'SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2',
    [SCHEMA, MIGRATIONS_TABLE],
  );
  if (found.length === 0) return [];
  const { rows } = await client.query<{ name: string }>(`SELECT name FROM ${SCHEMA}.${MIGRATIONS_TABLE} ORDER BY id`);
  return rows.map(({ name }) => name);
}

async function schemaExists(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [SCHEMA]);
  return rows.length > 0;
}

/** Asks before trying, so that the answer can name the exact statement. */
async function assertMayMigrate(client: pg.Client): Promise<void> {
  const exists = await schemaExists(client);
  const { rows } = await client.query<{ may: boolean; role: string; database: string }>(
    `SELECT current_user AS role, current_database() AS database,
            ${exists ? `has_schema_privilege($1, 'CREATE') AND has_schema_privilege($1, 'USAGE')` : `has_database_privilege(current_database(), 'CREATE') AND $1 <> ''`} AS may`,
    [SCHEMA],
  );
  const row = rows[0];
  if (row === undefined || row.may) return;
  const role = pg.escapeIdentifier(row.role);
  const grant = exists
    ? `GRANT USAGE, CREATE ON SCHEMA ${SCHEMA} TO ${role};`
    : `CREATE SCHEMA ${SCHEMA} AUTHORIZATION ${role};`;
  throw new ConfigError(
    `The role ${role} may not create the bot's tables in the database ${pg.escapeIdentifier(row.database)}. ` +
      `Run there, as its owner or a superuser:\n${grant}`,
  );
}

async function explain(error: unknown, client: pg.Client): Promise<unknown> {
  const code = (error as { code?: string } | undefined)?.code;
  if (code === '55P03') {
    return new ConfigError(
      `The database's migrations waited ${LOCK_TIMEOUT_MS / 1000} s for a lock that another session holds (another bot's ` +
        'migrations, or somebody in psql). End that session and start again.',
      { cause: error },
    );
  }
  if (code !== '42501') return error;
  const { rows } = await client.query<{ role: string }>('SELECT current_user AS role');
  const role = pg.escapeIdentifier(rows[0]?.role ?? '');
  return new ConfigError(
    `The role ${role} may not use the bot's tables, which another role owns. Run as that owner or a superuser:\n` +
      `GRANT USAGE, CREATE ON SCHEMA ${SCHEMA} TO ${role};\n` +
      `GRANT ALL ON ALL TABLES IN SCHEMA ${SCHEMA} TO ${role};\n` +
      `GRANT ALL ON ALL SEQUENCES IN SCHEMA ${SCHEMA} TO ${role};`,
    { cause: error },
  );
}

function quiet(log: Log): { info(text: string): void; warn(text: string): void; error(text: string): void } {
  return {
    info: () => {},
    warn: (text) => log.warn({ text }, 'Migration warning'),
    error: (text) => log.error({ text }, 'Migration error'),
  };
}
