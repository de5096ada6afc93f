import type { Queryable } from './transaction.js';

/** Something that a person is asked to confirm. It outlives a restart of the bot, and is used once. */
export interface Confirmation {
  readonly id: string;
  readonly action: string;
  /** The only one who may confirm it. */
  readonly actor: string;
  readonly proxy: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
}

const COLUMNS = 'id, action, actor, proxy, payload, expires_at as "expiresAt", used_at as "usedAt"';

export async function insertConfirmation(db: Queryable, confirmation: Pick<Confirmation, 'action' | 'actor' | 'proxy' | 'payload' | 'expiresAt'>, now: Date): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    'insert into confirmations (action, actor, proxy, payload, created_at, expires_at) values ($1, $2, $3, $4, $5, $6) returning id',
    [confirmation.action, confirmation.actor, confirmation.proxy, JSON.stringify(confirmation.payload), now, confirmation.expiresAt],
  );
  return (rows[0] as { id: string }).id;
}

/** @param id from a button, so perhaps no id at all: compared as text, which refuses nothing */
export async function readConfirmation(db: Queryable, id: string): Promise<Confirmation | undefined> {
  const { rows } = await db.query<Confirmation>(`select ${COLUMNS} from confirmations where id::text = $1`, [id]);
  return rows[0];
}

/** Uses it up. @returns false where it was used before, even at the same moment */
export async function consumeConfirmation(db: Queryable, id: string, now: Date): Promise<boolean> {
  const { rowCount } = await db.query('update confirmations set used_at = $2 where id = $1 and used_at is null', [id, now]);
  return rowCount === 1;
}
