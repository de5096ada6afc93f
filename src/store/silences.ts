import type { Queryable } from './transaction.js';

export interface Silence {
  readonly proxy: string;
  /** The fingerprint whose incidents are not told while it lasts. */
  readonly matcher: string;
  readonly createdBy: string;
  readonly createdName: string;
  readonly reason: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

export async function insertSilence(db: Queryable, silence: Silence): Promise<void> {
  await db.query(
    'insert into silences (proxy, matcher, created_by, created_name, reason, starts_at, ends_at) values ($1, $2, $3, $4, $5, $6, $7)',
    [silence.proxy, silence.matcher, silence.createdBy, silence.createdName, silence.reason, silence.startsAt, silence.endsAt],
  );
}

/** @returns when the last silence that covers a fingerprint ends, or undefined where none does */
export async function silencedUntil(db: Queryable, proxy: string, fingerprint: string, now: Date): Promise<Date | undefined> {
  const { rows } = await db.query<{ until: Date | null }>(
    'select max(ends_at) as until from silences where proxy = $1 and matcher = $2 and starts_at <= $3 and ends_at > $3 and revoked_at is null',
    [proxy, fingerprint, now],
  );
  return rows[0]?.until ?? undefined;
}

/** @returns how many silences of a fingerprint were ended early by this */
export async function revokeSilences(db: Queryable, proxy: string, fingerprint: string, now: Date): Promise<number> {
  const { rowCount } = await db.query(
    'update silences set revoked_at = $3 where proxy = $1 and matcher = $2 and starts_at <= $3 and ends_at > $3 and revoked_at is null',
    [proxy, fingerprint, now],
  );
  return rowCount ?? 0;
}
