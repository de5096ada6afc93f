import type pg from 'pg';
import { messageOf, StoreError } from '../errors.js';

/** A pool, or one connection within a transaction. */
export type Queryable = pg.Pool | pg.PoolClient;

/**
 * Runs a piece of work in one transaction.
 * @throws StoreError when the database cannot be used; what `work` throws, after a rollback
 */
export async function transaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw new StoreError(`the bot's database cannot be used: ${messageOf(error)}`, { cause: error });
  });
  let broken: Error | undefined;
  // Without a listener an error on a checked-out connection would end the process.
  const onError = (error: Error) => { broken = error; };
  client.on('error', onError);
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((cause: Error) => { broken = cause; });
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}
