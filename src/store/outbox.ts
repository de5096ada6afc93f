import type { Queryable } from './transaction.js';

/**
 * - `pending`: to be sent, at `nextAttemptAt` at the earliest.
 * - `sending`: a bot is at it. One that stays so longer than a lease was left by a bot that died: its outcome is unknown.
 * - `sent`: Slack has it.
 * - `superseded`: a newer card of the same incident took its place before it was sent.
 * - `failed`: given up, with the reason in `error`.
 */
export type OutboxState = 'pending' | 'sending' | 'sent' | 'superseded' | 'failed';

/** `card` is an incident's one message, posted first and updated afterwards; `thread` a note below it. */
export type OutboxKind = 'card' | 'thread';

export interface OutboxRow {
  readonly id: number;
  readonly incidentId: number;
  readonly kind: OutboxKind;
  /** By which the message is known again in the channel. */
  readonly nonce: string;
  readonly channel: string;
  readonly payload: unknown;
  readonly attempts: number;
  /** How often the look into the channel failed. */
  readonly looks: number;
  /** Whether the incident is over. */
  readonly isOver: boolean;
  readonly createdAt: Date;
  /** Set where an earlier attempt's outcome is unknown: since when it may stand in the channel. */
  readonly unknownSince: Date | null;
  /** The incident's message, where it was posted. */
  readonly messageTs: string | null;
}

export async function enqueue(db: Queryable, row: Pick<OutboxRow, 'incidentId' | 'kind' | 'channel' | 'payload' | 'nonce'>, now: Date): Promise<void> {
  await db.query(
    `insert into outbox (incident_id, kind, nonce, channel, payload, state, next_attempt_at, created_at) values ($1, $2, $3, $4, $5, 'pending', $6, $6)`,
    [row.incidentId, row.kind, row.nonce, row.channel, JSON.stringify(row.payload), now],
  );
}

/** @returns whether anything about an incident was, or is about to be, posted */
export async function wasTold(db: Queryable, incidentId: number): Promise<boolean> {
  const { rows } = await db.query<{ told: boolean }>(
    `select exists (select from outbox where incident_id = $1 and kind = 'card' and state in ('pending', 'sending', 'sent')) as told`, [incidentId],
  );
  return rows[0]?.told === true;
}

/** Cards that were never tried and that a newer one of the same incident replaces. */
export async function supersedeCards(db: Queryable): Promise<void> {
  await db.query(`update outbox o set state = 'superseded' where state = 'pending' and kind = 'card' and unknown_since is null
    and exists (select from outbox n where n.incident_id = o.incident_id and n.kind = 'card' and n.state = 'pending' and n.id > o.id)`);
}

/**
 * Takes the next row that may be sent: the oldest of an incident of which nothing is being sent,
 * a thread note only where the card is posted. An attempt far ahead was planned by a clock that ran ahead: it is due. Rows of a bot that died come back after the lease, their outcome unknown.
 * @param leaseMs milliseconds after which a bot that took a row counts as dead
 */
export async function claim(db: Queryable, now: Date, leaseMs: number): Promise<OutboxRow | undefined> {
  const { rows } = await db.query<OutboxRow>(
    `update outbox o set state = 'sending', attempts = attempts + 1, sending_since = $1,
            unknown_since = coalesce(o.unknown_since, case when o.state = 'sending' then o.sending_since end)
       from incidents i
      where i.id = o.incident_id and o.id = (
        select c.id from outbox c join incidents ci on ci.id = c.incident_id
         where ((c.state = 'pending' and (c.next_attempt_at <= $1 or c.next_attempt_at > $1 + interval '10 minutes')) or (c.state = 'sending' and c.sending_since <= $2))
           and (c.kind = 'card' or ci.message_ts is not null)
           and not exists (select from outbox e where e.incident_id = c.incident_id and e.id <> c.id and e.state = 'sending' and e.sending_since > $2)
           and not exists (select from outbox e where e.incident_id = c.incident_id and e.id < c.id and e.kind = c.kind and e.state in ('pending', 'sending'))
         order by c.id limit 1 for update of c skip locked)
      returning o.id::int8 as id, o.incident_id::int8 as "incidentId", o.kind, o.nonce, o.channel, o.payload, o.attempts, o.looks, i.state = 'resolved' as "isOver", o.created_at as "createdAt",
                o.unknown_since as "unknownSince", i.message_ts as "messageTs"`,
    [now, new Date(now.getTime() - leaseMs)],
  );
  return rows[0] && { ...rows[0], id: Number(rows[0].id), incidentId: Number(rows[0].incidentId) };
}

/**
 * Hands back what a bot left when it died, its outcome unknown.
 * Only for a database that no other bot uses: there nothing can be under way at start.
 */
export async function recoverAbandoned(db: Queryable): Promise<void> {
  await db.query(`update outbox set state = 'pending', unknown_since = coalesce(unknown_since, sending_since) where state = 'sending'`);
}

export async function markSent(db: Queryable, id: number, ts: string | undefined, now: Date): Promise<void> {
  await db.query(`update outbox set state = 'sent', sent_at = $2, message_ts = $3, error = null where id = $1`, [id, now, ts ?? null]);
}

/** @param unknownSince set where the message may stand in the channel after all */
export async function markRetry(db: Queryable, id: number, retry: { error: string; at: Date; unknownSince: Date | null; looks: number }): Promise<void> {
  await db.query(`update outbox set state = 'pending', next_attempt_at = $2, error = $3, unknown_since = $4, looks = $5 where id = $1`,
    [id, retry.at, retry.error.slice(0, 500), retry.unknownSince, retry.looks]);
}

export async function markFailed(db: Queryable, id: number, error: string): Promise<void> {
  await db.query(`update outbox set state = 'failed', error = $2 where id = $1`, [id, error.slice(0, 500)]);
}
