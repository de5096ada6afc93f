import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool } from '../../src/store/database.js';
import { migrate, migrationNames } from '../../src/store/migrate.js';
import { TABLES, withSearchPath } from '../../src/store/schema.js';
import { silentLog, temporaryDatabases, type TemporaryDatabases } from '../support/postgres.js';
import { sql } from './support/processes.js';

const FOLDER = fileURLToPath(new URL('../../src/store/migrations', import.meta.url));

let databases: TemporaryDatabases;

beforeAll(async () => {
  databases = await temporaryDatabases();
});
afterAll(() => databases.close());

/** A role that may log in and nothing more. @returns the database's URL for it */
async function lesserRole(url: string, name: string): Promise<string> {
  await sql(databases.adminUrl, `DROP ROLE IF EXISTS ${name}`);
  await sql(databases.adminUrl, `CREATE ROLE ${name} LOGIN PASSWORD 'p'`);
  const lesser = new URL(url);
  lesser.username = name;
  lesser.password = 'p';
  return lesser.toString();
}

const grantIn = (error: unknown): string => String(error).split('\n').slice(1).join('\n');

describe('migrations', () => {
  it('run once although four bots start at once', async () => {
    const url = await databases.databaseUrl('four');
    const ran = await Promise.all([1, 2, 3, 4].map(() => migrate(url, silentLog)));
    expect(ran.flat()).toEqual(await migrationNames());
    expect(await migrate(url, silentLog)).toEqual([]);
  });

  it('make the tables that the code names, in a schema of their own', async () => {
    const url = await databases.databaseUrl('tables');
    await migrate(url, silentLog);
    const rows = await sql(url, `SELECT schemaname || '.' || tablename AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`);
    expect(rows.map(({ name }) => String(name)).sort()).toEqual([...TABLES, 'migrations'].map((name) => `litellm_chatops.${name}`).sort());
  });

  it("leave a database's other tables of the same names alone", async () => {
    const url = await databases.databaseUrl('shared');
    await sql(url, `CREATE TABLE public.audit AS SELECT 'theirs' AS whose`);
    await migrate(url, silentLog);
    const pool = openPool(url, silentLog);
    expect((await pool.query('SELECT * FROM audit')).rows).toEqual([]);
    await pool.end();
    expect(await sql(url, 'SELECT whose FROM public.audit')).toEqual([{ whose: 'theirs' }]);
  });

  it('refuse a database that a newer release migrated', async () => {
    const url = await databases.databaseUrl('newer');
    await migrate(url, silentLog);
    await sql(url, `INSERT INTO litellm_chatops.migrations (name, run_on) VALUES ('9999_future', now())`);
    await expect(migrate(url, silentLog)).rejects.toThrow(/newer release.*9999_future/);
  });

  it('that fail leave nothing, and run after they are corrected', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'migrations-'));
    const url = await databases.databaseUrl('broken');
    await cp(FOLDER, folder, { recursive: true });
    await writeFile(join(folder, '0002_broken.sql'), 'CREATE TABLE two (id int); SELECT no_such_function();');
    await expect(migrate(url, silentLog, folder)).rejects.toThrow('no_such_function');
    expect(await sql(url, `SELECT 1 FROM pg_tables WHERE tablename IN ('two', 'incidents')`)).toEqual([]);
    await writeFile(join(folder, '0002_broken.sql'), 'CREATE TABLE two (id int);');
    expect(await migrate(url, silentLog, folder)).toHaveLength(2);
    await rm(folder, { recursive: true });
  });

  it('name the statement that lets a lesser role run them', async () => {
    const url = await databases.databaseUrl('lesser');
    const lesser = await lesserRole(url, 'ct_lesser');
    const error = await migrate(lesser, silentLog).catch((e: unknown) => e);
    expect(String(error)).toMatch(/^ConfigError: The role "ct_lesser" may not create/);
    await sql(url, grantIn(error));
    expect(await migrate(lesser, silentLog)).toEqual(await migrationNames());
    await sql(url, 'DROP OWNED BY ct_lesser CASCADE');
    await sql(url, 'DROP ROLE ct_lesser');
  });

  it("name the statements for tables of another role's", async () => {
    const url = await databases.databaseUrl('foreign');
    await migrate(url, silentLog);
    const lesser = await lesserRole(url, 'ct_foreign');
    const error = await migrate(lesser, silentLog).catch((e: unknown) => e);
    expect(String(error)).toMatch(/which another role owns/);
    await sql(url, grantIn(error));
    expect(await migrate(lesser, silentLog)).toEqual([]);
    expect(await sql(withSearchPath(lesser), 'SELECT count(*)::int AS n FROM outbox')).toEqual([{ n: 0 }]);
    await sql(url, 'DROP OWNED BY ct_foreign CASCADE');
    await sql(url, 'DROP ROLE ct_foreign');
  });
});

describe('the search path', () => {
  it('keeps the options that the operator gave', () => {
    const url = new URL(withSearchPath('postgresql://u@h/d?options=-c%20work_mem%3D8MB&sslmode=disable'));
    expect(url.searchParams.get('options')).toBe('-c work_mem=8MB -c search_path=litellm_chatops');
    expect(url.searchParams.get('sslmode')).toBe('disable');
  });
});
