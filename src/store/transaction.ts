import type pg from 'pg';
import { messageOf, StoreError } from '../errors.js';

/** Something that queries run on: the store, or one connection within a transaction. */
export interface Queryable {
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<pg.QueryResult<Row>>;
}

/** The bot's own database. Whatever goes wrong in it is a StoreError, whose cause is pg's. */
export interface Store extends Queryable {
  /** Runs a piece of work in one transaction. @throws StoreError; what `work` throws, after a rollback */
  transaction<T>(work: (db: Queryable) => Promise<T>): Promise<T>;
}

export function createStore(pool: pg.Pool): Store {
  return {
    query: <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) => orStoreError(pool.query<Row>(text, values)),
    transaction: (work) => transaction(pool, work),
  };
}

/** As `Store.transaction`. */
export async function transaction<T>(pool: pg.Pool, work: (db: Queryable) => Promise<T>): Promise<T> {
  const client = await orStoreError(pool.connect());
  let broken: Error | undefined;
  // Without a listener an error on a checked-out connection would end the process.
  const onError = (error: Error) => { broken = error; };
  client.on('error', onError);
  const db: Queryable = { query: <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) => orStoreError(client.query<Row>(text, values)) };
  try {
    await db.query('begin');
    const result = await work(db);
    await db.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((cause: Error) => { broken = cause; });
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

async function orStoreError<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw new StoreError(messageOf(error), { cause: error });
  }
}

/**
 * Takes a lock until the transaction ends, however it ends.
 * @returns false where somebody else has it
 */
export async function tryLock(db: Queryable, name: string): Promise<boolean> {
  const { rows } = await db.query<{ locked: boolean }>('select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as locked', [`litellm-chatops ${name}`]);
  return rows[0]?.locked === true;
}
