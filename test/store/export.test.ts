import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type pg from 'pg';
import { openPool } from '../../src/store/database.js';
import { exportDatabase, importDatabase } from '../../src/store/export.js';
import { migrate } from '../../src/store/migrate.js';
import { silentLog, temporaryDatabases, type TemporaryDatabases } from '../support/postgres.js';

let databases: TemporaryDatabases;
const pools: pg.Pool[] = [];

beforeAll(async () => {
  databases = await temporaryDatabases();
});
afterAll(async () => {
  for (const pool of pools) await pool.end();
  await databases.close();
});

async function store(name: string): Promise<pg.Pool> {
  const url = await databases.databaseUrl(name);
  await migrate(url, silentLog);
  const pool = openPool(url, silentLog);
  pools.push(pool);
  return pool;
}

async function exported(pool: pg.Pool): Promise<string[]> {
  const lines: string[] = [];
  await exportDatabase(pool, (line) => void lines.push(line));
  return lines;
}

async function fill(pool: pg.Pool): Promise<void> {
  await pool.query(
    `INSERT INTO incidents (proxy, check_name, fingerprint, cause, severity, state, evidence, started_at, last_seen_at)
     SELECT 'default', 'listener', 'f' || n, E'line\\n"quoted" \\\\ ü 𝄞', 'critical', 'firing', '{"big": 12345678901234567890.125}', '2026-01-02T03:04:05.678901Z', now()
       FROM generate_series(1, 1201) n`,
  );
  await pool.query(`INSERT INTO outbox (incident_id, kind, nonce, channel, payload) VALUES (7, 'card', gen_random_uuid(), 'C1', '{"text": null}')`);
  await pool.query(`INSERT INTO audit (actor, action, outcome) VALUES ('U1', 'key new', 'done')`);
  await pool.query(`INSERT INTO confirmations (action, actor, payload, expires_at) VALUES ('key revoke', 'U1', '[1]', now())`);
  await pool.query(`INSERT INTO silences (proxy, matcher, created_by, ends_at) VALUES ('default', 'f1', 'U1', now() + interval '1 h')`);
}

describe('an export', () => {
  it('read into an empty store makes the same export, and new rows continue the ids', async () => {
    const from = await store('from');
    await fill(from);
    const lines = await exported(from);
    const to = await store('to');
    expect(await importDatabase(to, lines)).toEqual({ incidents: 1201, outbox: 1, audit: 1, confirmations: 1, silences: 1 });
    expect(await exported(to)).toEqual(lines);
    const { rows } = await to.query(`INSERT INTO audit (actor, action, outcome) VALUES ('U1', 'key new', 'done') RETURNING id`);
    expect(rows).toEqual([{ id: '2' }]);
    await expect(importDatabase(to, lines)).rejects.toThrow('The store is not empty');
  });

  it('of an empty store is a header and an end', async () => {
    const lines = await exported(await store('empty'));
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { litellm_chatops_export: 1, migrations: expect.arrayContaining(['0001_initial']) },
      { rows: 0 },
    ]);
  });

  const header = '{"litellm_chatops_export":1,"migrations":["0001_initial"]}';
  const row = '{"table":"audit","row":{"id":1,"at":"2026-01-01","actor":"U1","action":"a","outcome":"done","detail":{}}}';
  it.each([
    ['cut', [header, row], 'is cut: it holds 1 rows'],
    ['empty', [], 'is cut'],
    ['of a newer release', ['{"litellm_chatops_export":1,"migrations":["9999_x"]}'], 'newer release'],
    ['something else', ['{"hello":1}'], 'not an export'],
    ['half a line', [header, row.slice(0, 40)], 'Line 2 of the export is not a JSON object'],
    ['of an unknown table', [header, '{"table":"pg_authid","row":{}}', '{"rows":1}'], 'Line 2 of the export names no table'],
  ])('that is %s is refused and leaves nothing', async (name, lines, words) => {
    const pool = await store(`bad_${name.replaceAll(' ', '_')}`);
    await expect(importDatabase(pool, lines)).rejects.toThrow(words);
    expect((await pool.query('SELECT 1 FROM audit')).rows).toEqual([]);
  });
});
