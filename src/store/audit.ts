import type { Queryable } from './transaction.js';

/**
 * - `started`: about to be done, or the bot died over it: nobody recorded how it ended.
 * - `done`, `failed`: how it ended.
 * - `refused`: the person may not, or a check said no; nothing was done.
 * - `unknown`: LiteLLM was asked and nobody can tell whether it did it.
 * - `cancelled`: the person took it back before anything was done.
 */
export type AuditOutcome = 'started' | 'done' | 'refused' | 'failed' | 'unknown' | 'cancelled';

export interface AuditEntry {
  readonly actor: string;
  readonly actorName: string;
  readonly team: string;
  /** As the permission is called: `key new`, `acknowledge`. */
  readonly action: string;
  /** The alias, or the incident as `#41`; never a secret. */
  readonly target: string;
  readonly proxy: string;
  readonly outcome: AuditOutcome;
  readonly detail?: Readonly<Record<string, unknown>>;
}

export interface AuditRow extends Required<AuditEntry> {
  readonly id: number;
  readonly at: Date;
}

const COLUMNS = 'id, at, actor, actor_name as "actorName", team, action, target, proxy, outcome, detail';

/** @returns the row's id, by which `finishAudit` knows it */
export async function insertAudit(db: Queryable, entry: AuditEntry, now: Date): Promise<number> {
  const { rows } = await db.query<{ id: string }>(
    `insert into audit (at, actor, actor_name, team, action, target, proxy, outcome, detail, finished_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, case when $8 = 'started' then null else $1::timestamptz end) returning id`,
    [now, entry.actor, entry.actorName, entry.team, entry.action, entry.target, entry.proxy, entry.outcome, JSON.stringify(entry.detail ?? {})],
  );
  return Number(rows[0]?.id);
}

export async function finishAudit(db: Queryable, id: number, outcome: AuditOutcome, detail: Readonly<Record<string, unknown>>, now: Date): Promise<void> {
  await db.query(
    `update audit set outcome = $2, detail = detail || $3::jsonb, finished_at = case when $2 = 'started' then null else $4::timestamptz end where id = $1`,
    [id, outcome, JSON.stringify(detail), now],
  );
}

/** Rows of an action that began before a time and whose end nobody wrote, oldest first. */
export async function listUnfinishedAudit(db: Queryable, proxy: string, action: string, before: Date): Promise<readonly AuditRow[]> {
  const { rows } = await db.query<AuditRow>(
    `select ${COLUMNS} from audit where proxy = $1 and action = $2 and outcome = 'started' and at < $3 order by id limit 100`, [proxy, action, before],
  );
  return rows.map((row) => ({ ...row, id: Number(row.id) }));
}

/** The latest rows, newest first. */
export async function listAudit(db: Queryable, limit: number): Promise<readonly AuditRow[]> {
  const { rows } = await db.query<AuditRow>(
    `select ${COLUMNS} from audit order by at desc, id desc limit $1`, [limit],
  );
  return rows.map((row) => ({ ...row, id: Number(row.id) }));
}
