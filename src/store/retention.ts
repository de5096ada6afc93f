import type { Queryable } from './transaction.js';

/** Days that used-up confirmations are kept. */
const CONFIRMATION_DAYS = 1;

/**
 * Deletes what is over and older than the retention: resolved incidents with their messages, audit rows, ended silences.
 * Open incidents stay, however old.
 * @param days as `RETENTION_DAYS`
 * @returns rows deleted, a table
 */
export async function enforceRetention(db: Queryable, days: number, now: Date): Promise<Readonly<Record<string, number>>> {
  const before = (age: number) => new Date(now.getTime() - age * 24 * 3_600_000);
  const statements: readonly [string, string, Date][] = [
    ['incidents', `delete from incidents where state = 'resolved' and resolved_at < $1`, before(days)],
    ['outbox', `delete from outbox o where state in ('sent', 'superseded', 'failed') and created_at < $1
      and not exists (select from incidents i where i.id = o.incident_id and i.state <> 'resolved')`, before(days)],
    ['audit', 'delete from audit where at < $1', before(days)],
    ['silences', 'delete from silences where ends_at < $1', before(days)],
    ['confirmations', 'delete from confirmations where expires_at < $1', before(CONFIRMATION_DAYS)],
  ];
  const deleted: Record<string, number> = {};
  for (const [table, sql, limit] of statements) deleted[table] = (await db.query(sql, [limit])).rowCount ?? 0;
  return deleted;
}
