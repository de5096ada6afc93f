import pg from 'pg';
import { ConfigError } from '../errors.js';
import { migrationNames } from './migrate.js';
import { MIGRATIONS_TABLE, SCHEMA, TABLES } from './schema.js';
import { transaction, type Queryable } from './transaction.js';

/** Rows that are in memory at once. */
const BATCH = 500;

/** The first line of an export. */
interface Header {
  /** Version of this format. */
  litellm_chatops_export: 1;
  /** The migrations that the exported database had. */
  migrations: string[];
}

/** The last line, by which a cut file is known. */
interface Trailer {
  rows: number;
}

/** Ours is the slow side, and the pool's limit for idle transactions is meant for others. */
const WAIT_FOR_US = 'SET LOCAL idle_in_transaction_session_timeout = 0';

/**
 * Writes every table as JSON lines: a header, then `{"table":…,"row":…}`, a trailer; all of one moment.
 *
 * Values pass as PostgreSQL wrote them, so large numbers and microseconds survive.
 *
 * @param pool of `openPool`, whose search path is the bot's schema
 * @param write takes one line with its newline; waited for, so that a slow pipe bounds the memory
 */
export async function exportDatabase(pool: pg.Pool, write: (line: string) => Promise<void> | void): Promise<void> {
  await transaction(pool, async (client) => {
    await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query(WAIT_FOR_US);
    const { rows } = await client.query<{ name: string }>(`SELECT name FROM ${MIGRATIONS_TABLE} ORDER BY id`);
    const header: Header = { litellm_chatops_export: 1, migrations: rows.map(({ name }) => name) };
    await write(`${JSON.stringify(header)}\n`);
    let count = 0;
    for (const table of TABLES) count += await exportTable(client, table, write);
    await write(`${JSON.stringify({ rows: count } satisfies Trailer)}\n`);
  });
}

async function exportTable(client: Queryable, table: string, write: (line: string) => Promise<void> | void): Promise<number> {
  let count = 0;
  await client.query(
    `DECLARE rows NO SCROLL CURSOR FOR SELECT json_build_object('table', $$${table}$$, 'row', row_to_json(t))::text AS line FROM ${table} t ORDER BY t.id`,
  );
  for (;;) {
    const { rows } = await client.query<{ line: string }>(`FETCH ${BATCH} FROM rows`);
    for (const { line } of rows) await write(`${line}\n`);
    count += rows.length;
    if (rows.length < BATCH) break;
  }
  await client.query('CLOSE rows');
  return count;
}

/**
 * Reads an export into an empty store, all or nothing. Ids are kept, and new rows continue after them.
 *
 * @param pool a migrated database of this release
 * @param lines of an export of this release or an older one
 * @returns rows read, a table
 * @throws ConfigError when the store is not empty, or the lines are not an export that this release can read
 */
export async function importDatabase(pool: pg.Pool, lines: AsyncIterable<string> | Iterable<string>): Promise<Record<string, number>> {
  return await transaction(pool, async (client) => {
    await client.query(WAIT_FOR_US);
    await assertEmpty(client);
    const counts: Record<string, number> = {};
    for await (const { table, rows } of batches(lines)) {
      await insert(client, table, rows);
      counts[table] = (counts[table] ?? 0) + rows.length;
    }
    for (const table of Object.keys(counts)) await continueIds(client, table);
    return counts;
  });
}

/** Checks the lines and groups those of one table. */
async function* batches(lines: AsyncIterable<string> | Iterable<string>): AsyncGenerator<{ table: string; rows: string[] }> {
  let number = 0;
  let count = 0;
  let end: number | undefined;
  let batch: { table: string; rows: string[] } | undefined;
  for await (const line of lines) {
    if (line.trim() === '') continue;
    number += 1;
    const value = parse(line, number);
    if (number === 1) {
      await assertReadable(value);
    } else if ('rows' in value) {
      end = Number(value.rows);
    } else {
      const table = tableOf(value, number);
      if (batch && (batch.table !== table || batch.rows.length >= BATCH)) yield batch;
      if (batch?.table !== table || batch.rows.length >= BATCH) batch = { table, rows: [] };
      batch.rows.push(line);
      count += 1;
    }
  }
  if (batch) yield batch;
  if (end !== count) throw new ConfigError(`The export is cut: it holds ${count} rows of ${end ?? 'an unknown number'}.`);
}

/** Names the columns that the export has, so that an older one leaves newer columns to their defaults. */
async function insert(client: Queryable, table: string, lines: string[]): Promise<void> {
  const first = JSON.parse(lines[0] ?? '{}') as { row?: object };
  const columns = Object.keys(first.row ?? {}).map((name) => pg.escapeIdentifier(name));
  await client.query(
    `INSERT INTO ${table} (${columns.join(', ')}) OVERRIDING SYSTEM VALUE
     SELECT ${columns.map((name) => `r.${name}`).join(', ')}
       FROM unnest($1::text[]) AS line, jsonb_populate_record(NULL::${table}, line::jsonb -> 'row') AS r`,
    [lines],
  );
}

/** Lets the identity column continue after the highest id that was read. */
async function continueIds(client: Queryable, table: string): Promise<void> {
  const { rows } = await client.query<{ sequence: string | null }>(
    `SELECT pg_get_serial_sequence($1, 'id') AS sequence`,
    [`${SCHEMA}.${table}`],
  );
  const sequence = rows[0]?.sequence;
  if (sequence) await client.query(`SELECT setval($1::regclass, (SELECT max(id) FROM ${table})::bigint)`, [sequence]);
}

async function assertReadable(header: Partial<Header>): Promise<void> {
  if (header.litellm_chatops_export !== 1 || !Array.isArray(header.migrations)) {
    throw new ConfigError('This is not an export of litellm-chatops: its first line must have litellm_chatops_export 1.');
  }
  const known = await migrationNames();
  const unknown = header.migrations.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new ConfigError(`The export is of a newer release (it has ${unknown.join(', ')}). Import it with that release or a later one.`);
  }
}

async function assertEmpty(client: Queryable): Promise<void> {
  for (const table of TABLES) {
    const { rows } = await client.query(`SELECT 1 FROM ${table} LIMIT 1`);
    if (rows.length > 0) throw new ConfigError(`The store is not empty: ${table} has rows. Import into a new DATA_DIR or database.`);
  }
}

function tableOf({ table, row }: { table?: unknown; row?: unknown }, number: number): string {
  const known = TABLES.find((name) => name === table);
  if (known !== undefined && typeof row === 'object' && row !== null) return known;
  throw new ConfigError(`Line ${number} of the export names no table of this release.`);
}

function parse(line: string, number: number): object {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Said below; the parser's own words would quote the row.
  }
  throw new ConfigError(`Line ${number} of the export is not a JSON object; the file may have been cut.`);
}
