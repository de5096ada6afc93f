import type pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Secret } from '../../src/config.js';
import { checkLitellmDatabase, openLitellmDatabase, sqlOrApi } from '../../src/litellm/database.js';
import { temporaryDatabases, type TemporaryDatabases } from '../support/postgres.js';
import { sql } from '../store/support/processes.js';

let databases: TemporaryDatabases;
let url: string;
beforeAll(async () => {
  databases = await temporaryDatabases();
  url = await databases.databaseUrl('litellm');
});
afterAll(() => databases.close());

const pools: pg.Pool[] = [];
afterEach(async () => { for (const pool of pools.splice(0)) await pool.end(); });

function open(change: (url: URL) => void = () => {}): pg.Pool {
  const address = new URL(url);
  change(address);
  const pool = openLitellmDatabase(new Secret(address.href), () => {}) as pg.Pool;
  pools.push(pool);
  return pool;
}

const withParameter = (name: string, value: string) => (address: URL) => { address.searchParams.set(name, value); };
const show = async (pool: pg.Pool, setting: string) => Object.values((await pool.query<Record<string, string>>(`show ${setting}`)).rows[0] ?? {})[0];

test('there is none without an address', () => {
  expect(openLitellmDatabase(undefined, () => {})).toBeUndefined();
});

describe("LiteLLM's database", () => {
  test.each<[string, (address: URL) => void]>([
    ['an address without parameters', () => {}],
    ['options of its own', withParameter('options', '-c default_transaction_read_only=off -c statement_timeout=0 -c search_path=elsewhere')],
    ['a time-out of its own', withParameter('statement_timeout', '0')],
    ["Prisma's parameters", (address) => { address.searchParams.set('connection_limit', '10'); address.searchParams.set('schema', 'public'); address.searchParams.set('pool_timeout', '60'); }],
  ])('is read only and in a hurry with %s', async (_, change) => {
    const pool = open(change);
    expect(await show(pool, 'default_transaction_read_only')).toBe('on');
    expect(await show(pool, 'statement_timeout')).toBe('3s');
    await expect(pool.query('create table made (id int)')).rejects.toMatchObject({ code: '25006' });
  });

  test('keeps the other options that its address has', async () => {
    expect(await show(open(withParameter('options', '-c search_path=elsewhere')), 'search_path')).toBe('elsewhere');
  });

  test('ends a query that takes too long', async () => {
    await expect(open(withParameter('query_timeout', '0')).query('select pg_sleep(20)')).rejects.toMatchObject({ code: '57014' });
  });
});

/** @returns by which way something was read, or the code of the error */
async function way(pool: pg.Pool | undefined, query = 'select 1'): Promise<string> {
  return sqlOrApi(pool, async (database) => { await database.query(query); return 'sql'; }, () => Promise.resolve('api')).catch((error: unknown) => String((error as { code?: string }).code));
}

describe('reading', () => {
  test('goes by SQL where there is a database, and by the API where there is none', async () => {
    expect([await way(open()), await way(undefined)]).toEqual(['sql', 'api']);
  });

  test.each<[string, (address: URL) => void, string]>([
    ['a table that is not there (42P01)', () => {}, 'select 1 from "LiteLLM_SpendLogs"'],
    ['a column of another release (42703)', () => {}, 'select nothing'],
    ['a role that is not there (28000)', (address) => { address.username = 'nobody_has_this_name'; }, 'select 1'],
    ['a database that is not there (3D000)', (address) => { address.pathname = '/nobody_has_this_name'; }, 'select 1'],
  ])('goes by the API where it meets %s', async (_, change, query) => {
    expect(await way(open(change), query)).toBe('api');
  });

  test('goes by the API where the role may not read (42501)', async () => {
    await sql(url, 'create table "Closed" (id int); drop role if exists ct_reader; create role ct_reader login password \'p\'');
    const pool = open((address) => { address.username = 'ct_reader'; address.password = 'p'; });
    expect(await way(pool, 'select 1 from "Closed"')).toBe('api');
    await sql(url, 'drop role ct_reader');
  });

  test.each<[string, string]>([['nothing listens (ECONNREFUSED)', 'ECONNREFUSED'], ['it is shutting down', '57P01'], ['it has too many connections', '53300'], ['the query took too long', '57014']])(
    'asks nobody else where %s', async (_, code) => {
      const pool = { query: () => Promise.reject(Object.assign(new Error('away'), { code })) } as unknown as pg.Pool;
      expect(await way(pool)).toBe(code);
    },
  );

  test('asks nobody else where the address refuses the connection', async () => {
    const pool = open((address) => { address.searchParams.delete('host'); address.host = '127.0.0.1:1'; });
    expect(await way(pool)).toBe('ECONNREFUSED');
  });

  test.each(['SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ERR_TLS_CERT_ALTNAME_INVALID', '08P01'])('goes by the API where the database is there and cannot be used: %s', async (code) => {
    const pool = { query: () => Promise.reject(Object.assign(new Error('no'), { code })) } as unknown as pg.Pool;
    expect(await way(pool)).toBe('api');
  });
});

describe('the look at start', () => {
  test('says what is wrong and what is needed', async () => {
    expect(await checkLitellmDatabase(open())).toMatch(/^LITELLM_DATABASE_URL cannot be read \(relation "LiteLLM_SpendLogs" does not exist\): it needs the right to connect and to select from LiteLLM's tables, without a pooler in between$/);
  });

  test('says nothing where all three tables can be read', async () => {
    const full = await databases.databaseUrl('full');
    await sql(full, 'create table "LiteLLM_SpendLogs" (id int); create table "LiteLLM_VerificationToken" (id int); create table "LiteLLM_DailyUserSpend" (id int)');
    expect(await checkLitellmDatabase(open((address) => { address.pathname = new URL(full).pathname; }))).toBeUndefined();
  });
});
