import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/errors.js';
import { openPool } from '../../src/store/database.js';
import { campaign, type Duty } from '../../src/store/leader.js';
import { silentLog, temporaryDatabases, type TemporaryDatabases } from '../support/postgres.js';

/** Milliseconds within which another takes over: a try each five seconds. */
const TAKEOVER = { timeout: 8_000, interval: 50 };
const ADDRESS = 'http://127.0.0.1:4000/';

let databases: TemporaryDatabases;
let url: string;
let watcher: pg.Pool;
beforeAll(async () => {
  databases = await temporaryDatabases();
  url = await databases.databaseUrl('leader');
  watcher = openPool(url, silentLog);
});
afterAll(async () => { await watcher.end(); await databases.close(); });

let leading: string[];
let ends: (() => Promise<unknown>)[];
beforeEach(() => { leading = []; ends = []; });
afterEach(async () => {
  for (const end of ends.toReversed()) await end();
  await expect.poll(async () => (await locks()).length).toBe(0);
});

interface Bot { readonly duty: Duty; readonly pool: pg.Pool; readonly events: string[] }

/** @param name also of its connections, by which they are found */
async function join(name: string, { proxy = 'default', address = ADDRESS } = {}): Promise<Bot> {
  const pool = openPool(`${url}${url.includes('?') ? '&' : '?'}application_name=${name}`, silentLog);
  ends.push(() => pool.end());
  const events: string[] = [];
  const duty = await campaign({
    pool, proxy, address, log: silentLog,
    onElected() {
      leading.push(name);
      events.push('elected');
      return { stop: async () => { leading.splice(leading.indexOf(name), 1); events.push('relieved'); } };
    },
  });
  ends.push(() => duty.stop());
  return { duty, pool, events };
}

/** Processes that hold an advisory lock here. */
const locks = async () => (await watcher.query<{ pid: number }>(
  `select distinct pid from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`,
)).rows;
const terminate = (name: string) => watcher.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [name]);

describe('of several bots on one database', () => {
  test('one leads, and the next when it stops', async () => {
    const first = await join('first');
    await expect.poll(() => leading).toEqual(['first']);
    const second = await join('second');
    await new Promise((resolve) => { setTimeout(resolve, 300); });
    expect(leading).toEqual(['first']);
    await first.duty.stop();
    expect(leading).toEqual([]);
    await expect.poll(() => leading, TAKEOVER).toEqual(['second']);
    expect([first.events, second.events]).toEqual([['elected', 'relieved'], ['elected']]);
  });

  test('another takes over when the connection of the first breaks, which stops its duty and campaigns again', async () => {
    const first = await join('first');
    await expect.poll(() => leading).toEqual(['first']);
    const second = await join('second');
    await terminate('first');
    await expect.poll(() => first.events).toEqual(['elected', 'relieved']);
    await expect.poll(() => leading, TAKEOVER).toHaveLength(1);
    const [heir, loser] = leading[0] === 'first' ? [first, second] : [second, first];
    await heir.duty.stop();
    await expect.poll(() => leading, TAKEOVER).toHaveLength(1);
    expect(loser.events.at(-1)).toBe('elected');
  }, 30_000);

  test('one that is alone leads again after its connection broke', async () => {
    const bot = await join('alone');
    await expect.poll(() => leading).toEqual(['alone']);
    await terminate('alone');
    await expect.poll(() => bot.events, TAKEOVER).toEqual(['elected', 'relieved', 'elected']);
    expect(leading).toEqual(['alone']);
  });

  test('one that waits and loses its connection goes on waiting', async () => {
    const first = await join('first');
    await expect.poll(() => leading).toEqual(['first']);
    await join('second');
    await terminate('second');
    await first.duty.stop();
    await expect.poll(() => leading, { ...TAKEOVER, timeout: 12_000 }).toEqual(['second']);
  });

  test('each leads for a proxy of its own name', async () => {
    await join('first');
    await join('second', { proxy: 'other', address: 'http://127.0.0.1:5000/' });
    await expect.poll(() => leading.toSorted()).toEqual(['first', 'second']);
  });

  test('one name for two addresses is refused, as long as the other is there', async () => {
    const first = await join('first');
    const elsewhere = join('second', { address: 'http://127.0.0.1:5000/' });
    await expect(elsewhere).rejects.toThrow(ConfigError);
    await expect(elsewhere).rejects.toThrow(/watches a proxy 'default' at an address other than http:\/\/127\.0\.0\.1:5000\//);
    expect(leading).toEqual(['first']);
    await first.duty.stop();
    await join('third', { address: 'http://127.0.0.1:5000/' });
    await expect.poll(() => leading).toEqual(['third']);
  });
});

test('who stops keeps neither lock nor connection', async () => {
  const bot = await join('first');
  await expect.poll(() => leading).toEqual(['first']);
  expect(await locks()).toHaveLength(1);
  await bot.duty.stop();
  await expect.poll(locks).toEqual([]);
  expect(bot.pool.totalCount).toBe(0);
});

test('who stops while another leads is not elected any more', async () => {
  const first = await join('first');
  await expect.poll(() => leading).toEqual(['first']);
  const second = await join('second');
  await second.duty.stop();
  await first.duty.stop();
  expect(second.events).toEqual([]);
});
