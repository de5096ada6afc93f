import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { ConfigError, messageOf } from '../errors.js';
import type { Log } from './log.js';

/** Milliseconds between two tries to become the one who watches. */
const TRY_EVERY_MS = 5_000;

/** What one of several bots on the same database does alone. */
export interface Duty {
  stop(): Promise<void>;
}

export interface LeaderOptions {
  readonly pool: pg.Pool;
  /** Name of the proxy that is watched. */
  readonly proxy: string;
  /** Its address: bots that give one name to two proxies would undo each other's incidents. */
  readonly address: string;
  readonly log: Log;
  /** Called when this bot is the one; stopped when it no longer is. */
  readonly onElected: () => Duty;
}

/**
 * Lets one bot of several on a database watch a proxy: two that see different things would open and resolve in turns.
 * The lock belongs to a connection, so it ends with the bot however it ends.
 * @throws ConfigError where another bot gives the same name to another address
 */
export async function campaign(options: LeaderOptions): Promise<Duty> {
  const ended = new AbortController();
  const first = await join(options);
  const running = serve(options, first, ended.signal);
  return {
    async stop() {
      ended.abort();
      await running;
    },
  };
}

async function serve(options: LeaderOptions, first: pg.PoolClient, ended: AbortSignal): Promise<void> {
  let client: pg.PoolClient | undefined = first;
  while (!ended.aborted) {
    try {
      client ??= await join(options);
      await lead(options, client, ended);
    } catch (error) {
      options.log.warn({ reason: messageOf(error) }, 'not watching for the moment');
      await pause(ended);
    } finally {
      client?.release(true);
      client = undefined;
    }
  }
}

/** A connection on which the claim to the name stands. */
async function join({ pool, proxy, address }: LeaderOptions): Promise<pg.PoolClient> {
  const client = await pool.connect();
  client.on('error', () => {});
  try {
    await client.query('select pg_advisory_lock_shared(hashtext($1), hashtext($2))', [`litellm-chatops ${proxy}`, address]);
    // Two-key advisory locks show as objsubid 2; pg_locks gives the keys as unsigned numbers.
    const { rows } = await client.query<{ others: string }>(
      `select count(*) as others from pg_locks where locktype = 'advisory' and objsubid = 2 and granted
         and database = (select oid from pg_database where datname = current_database())
         and classid::int8 = hashtext($1)::int8 & 4294967295 and objid::int8 <> hashtext($2)::int8 & 4294967295`,
      [`litellm-chatops ${proxy}`, address],
    );
    if (Number(rows[0]?.others) > 0) {
      throw new ConfigError(`Another bot on this database watches a proxy '${proxy}' at an address other than ${address}. Give this bot a database of its own (DATABASE_URL), or both the same LITELLM_BASE_URL.`);
    }
    return client;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** Waits for the lock, does the duty while the connection holds it, and returns when told to end. @throws when the connection broke */
async function lead({ proxy, log, onElected }: LeaderOptions, client: pg.PoolClient, ended: AbortSignal): Promise<void> {
  const broken = new Promise<never>((_, reject) => { client.once('error', reject); client.once('end', () => reject(new Error('the connection ended'))); });
  broken.catch(() => {});
  while (!await Promise.race([isLeader(client, proxy), broken])) {
    await Promise.race([pause(ended), broken]);
    if (ended.aborted) return;
  }
  log.info({ proxy }, 'watching');
  const duty = onElected();
  try {
    await Promise.race([holdOn(client, ended), broken]);
  } finally {
    await duty.stop();
  }
}

/** Asks again and again: a network that died without a word would leave two leaders, as the server gives the lock to another. */
async function holdOn(client: pg.PoolClient, ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    await pause(ended);
    if (!ended.aborted) await client.query('select 1');
  }
}

async function isLeader(client: pg.PoolClient, proxy: string): Promise<boolean> {
  const { rows } = await client.query<{ leads: boolean }>('select pg_try_advisory_lock(hashtextextended($1, 0)) as leads', [`litellm-chatops leader ${proxy}`]);
  return rows[0]?.leads === true;
}

async function pause(ended: AbortSignal): Promise<void> {
  await sleep(TRY_EVERY_MS, undefined, { signal: ended }).catch(() => {});
}
