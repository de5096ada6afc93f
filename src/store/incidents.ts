import type { Queryable } from './transaction.js';

/**
 * - `pending`: seen, not yet often enough to say. Left by firing or by clearing.
 * - `firing`: posted, and nobody has it. Left by an acknowledgement or by recovery.
 * - `acknowledged`: somebody has it. Left by recovery.
 * - `resolved`: over. Nothing leaves it; the next time is a new incident.
 */
export type IncidentState = 'pending' | 'firing' | 'acknowledged' | 'resolved';

export type Severity = 'critical' | 'warning' | 'notice';

export interface Incident {
  readonly id: number;
  readonly proxy: string;
  readonly check: string;
  /** With the proxy's name, what makes two findings the same incident. */
  readonly fingerprint: string;
  /** The check's own word for what was found last. */
  readonly cause: string;
  readonly severity: Severity;
  readonly state: IncidentState;
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly startedAt: Date;
  readonly firedAt: Date | null;
  readonly acknowledgedAt: Date | null;
  readonly acknowledgedBy: string | null;
  readonly acknowledgedName: string | null;
  readonly resolvedAt: Date | null;
  readonly silencedUntil: Date | null;
  readonly lastSeenAt: Date;
  /** Where its message is; null until it was sent. */
  readonly channel: string | null;
  readonly messageTs: string | null;
}

const COLUMNS = `id::int8 as id, proxy, check_name as "check", fingerprint, cause, severity, state, evidence, started_at as "startedAt",
  fired_at as "firedAt", acknowledged_at as "acknowledgedAt", acknowledged_by as "acknowledgedBy", acknowledged_name as "acknowledgedName",
  resolved_at as "resolvedAt", silenced_until as "silencedUntil", last_seen_at as "lastSeenAt", channel, message_ts as "messageTs"`;

/** pg gives bigint as text; ids stay far below 2^53. */
function toIncident(row: Incident): Incident {
  return { ...row, id: Number(row.id) };
}

/** The open incident of a fingerprint, locked until the transaction ends. */
export async function lockOpenIncident(db: Queryable, proxy: string, fingerprint: string): Promise<Incident | undefined> {
  const { rows } = await db.query<Incident>(
    `select ${COLUMNS} from incidents where proxy = $1 and fingerprint = $2 and state <> 'resolved' for update`, [proxy, fingerprint],
  );
  return rows[0] && toIncident(rows[0]);
}

/** An incident by its number, locked until the transaction ends. */
export async function lockIncident(db: Queryable, id: number): Promise<Incident | undefined> {
  const { rows } = await db.query<Incident>(`select ${COLUMNS} from incidents where id = $1 for update`, [id]);
  return rows[0] && toIncident(rows[0]);
}

export async function readIncident(db: Queryable, id: number): Promise<Incident | undefined> {
  const { rows } = await db.query<Incident>(`select ${COLUMNS} from incidents where id = $1`, [id]);
  return rows[0] && toIncident(rows[0]);
}

/** Open incidents of a proxy that were told, oldest first. */
export async function listOpenIncidents(db: Queryable, proxy: string): Promise<readonly Incident[]> {
  const { rows } = await db.query<Incident>(
    `select ${COLUMNS} from incidents where proxy = $1 and state in ('firing', 'acknowledged') order by id limit 200`, [proxy],
  );
  return rows.map(toIncident);
}

export type NewIncident = Pick<Incident, 'proxy' | 'check' | 'fingerprint' | 'cause' | 'severity' | 'evidence' | 'startedAt' | 'firedAt' | 'channel' | 'silencedUntil'>;

/**
 * Opens an incident in the state `firing`.
 * @returns undefined where another bot opened it at the same moment
 */
export async function insertIncident(db: Queryable, incident: NewIncident): Promise<Incident | undefined> {
  const { rows } = await db.query<Incident>(
    `insert into incidents (proxy, check_name, fingerprint, cause, severity, state, evidence, started_at, fired_at, last_seen_at, channel, silenced_until)
     values ($1, $2, $3, $4, $5, 'firing', $6, $7, $8, $8, $9, $10)
     on conflict (proxy, fingerprint) where state <> 'resolved' do nothing returning ${COLUMNS}`,
    [incident.proxy, incident.check, incident.fingerprint, incident.cause, incident.severity, JSON.stringify(incident.evidence),
      incident.startedAt, incident.firedAt, incident.channel, incident.silencedUntil],
  );
  return rows[0] && toIncident(rows[0]);
}

/** What may change about an incident; the rest is its identity. */
export type IncidentChange = Partial<Pick<Incident, 'cause' | 'severity' | 'state' | 'evidence' | 'acknowledgedAt' | 'acknowledgedBy' | 'acknowledgedName' | 'resolvedAt' | 'silencedUntil' | 'lastSeenAt' | 'channel' | 'messageTs'>>;

const COLUMN_OF: Readonly<Record<keyof IncidentChange, string>> = {
  cause: 'cause', severity: 'severity', state: 'state', evidence: 'evidence', acknowledgedAt: 'acknowledged_at', acknowledgedBy: 'acknowledged_by',
  acknowledgedName: 'acknowledged_name', resolvedAt: 'resolved_at', silencedUntil: 'silenced_until', lastSeenAt: 'last_seen_at',
  channel: 'channel', messageTs: 'message_ts',
};

/** @returns the incident as it is now. @throws Error where there is none with this id */
export async function updateIncident(db: Queryable, id: number, change: IncidentChange): Promise<Incident> {
  const entries = Object.entries(change) as [keyof IncidentChange, unknown][];
  const assignments = entries.map(([field], index) => `${COLUMN_OF[field]} = $${index + 2}`).join(', ');
  const values = entries.map(([field, value]) => (field === 'evidence' ? JSON.stringify(value) : value));
  const { rows } = await db.query<Incident>(`update incidents set ${assignments} where id = $1 returning ${COLUMNS}`, [id, ...values]);
  if (!rows[0]) throw new Error(`no incident ${id}`);
  return toIncident(rows[0]);
}
