import { UserError } from '../errors.js';
import { name } from '../slack/escape.js';
import { ago, dateToken, duration } from '../slack/time.js';
import { insertAudit } from '../store/audit.js';
import { lockIncident, updateIncident, type Incident } from '../store/incidents.js';
import { insertSilence, revokeSilences, silencedUntil } from '../store/silences.js';
import type { Queryable, Store } from '../store/transaction.js';
import { sayCard } from './apply.js';
import type { Check } from './check.js';
import { decideAcknowledge, decideSilence, type ClickDecision, type IncidentClick } from './incident.js';

/** Who clicked. */
export interface Clicker {
  readonly id: string;
  readonly name: string;
  readonly teamId: string;
}

export interface ClickContext {
  readonly store: Store;
  readonly checks: readonly Check[];
}

/** What a click did, as its clicker is told in private where the incident's own message does not show it. */
export interface ClickResult {
  readonly incident: Incident;
  readonly changed: boolean;
  /** mrkdwn */
  readonly answer: string;
}

/** Milliseconds that the button silences for. */
const SILENCE_MS = 3_600_000;

/**
 * Gives an incident to somebody: one transaction with its audit row, and only the first one changes anything.
 * @throws UserError where there is no such incident; StoreError
 */
export function acknowledge(context: ClickContext, id: number, actor: Clicker, now: Date): Promise<ClickResult> {
  return click(context, id, actor, 'acknowledge', now, async (_, incident) => decideAcknowledge(incident, actor, now));
}

/**
 * Keeps an incident's kind quiet for an hour. It stays open, and is told again if it outlasts the silence.
 * @throws UserError where there is no such incident; StoreError
 */
export function silence(context: ClickContext, id: number, actor: Clicker, now: Date): Promise<ClickResult> {
  const until = new Date(now.getTime() + SILENCE_MS);
  return click(context, id, actor, 'silence', now, async (db, incident) => {
    const current = await silencedUntil(db, incident.proxy, incident.fingerprint, now);
    // A second click within a minute is the same click.
    if (current && until.getTime() - current.getTime() < 60_000) return { kind: 'already', by: actor.name, at: now };
    const decision = decideSilence(incident, until);
    if (decision.kind === 'change') {
      await insertSilence(db, {
        proxy: incident.proxy, matcher: incident.fingerprint, createdBy: actor.id, createdName: actor.name,
        reason: `button on #${incident.id}`, startsAt: now, endsAt: until,
      });
    }
    return decision;
  });
}

/**
 * Ends the silence of an incident's kind. What is still wrong is told in the check's next round.
 * @throws UserError where there is no such incident; StoreError
 */
export function unsilence(context: ClickContext, id: number, actor: Clicker, now: Date): Promise<ClickResult> {
  return click(context, id, actor, 'unsilence', now, async (db, incident) => {
    const ended = await revokeSilences(db, incident.proxy, incident.fingerprint, now);
    if (ended === 0 && incident.silencedUntil === null) return { kind: 'already', by: actor.name, at: now };
    return { kind: 'change', change: { silencedUntil: null } };
  });
}

/** By the second part of a button's action id. */
export const clicks: Readonly<Record<IncidentClick, (context: ClickContext, id: number, actor: Clicker, now: Date) => Promise<ClickResult>>> = {
  acknowledge, silence, unsilence,
};

type Decide = (db: Queryable, incident: Incident) => Promise<ClickDecision>;

function click({ store, checks }: ClickContext, id: number, actor: Clicker, action: IncidentClick, now: Date, decide: Decide): Promise<ClickResult> {
  return store.transaction(async (db) => {
    const incident = await lockIncident(db, id);
    if (!incident) throw new UserError(`There is no incident #${id}.`, { hint: '`/llm status` lists the open ones.' });
    const decision = await decide(db, incident);
    if (decision.kind !== 'change') return { incident, changed: false, answer: explain(incident, decision, action, now) };
    const changed = await updateIncident(db, id, decision.change);
    await insertAudit(db, {
      actor: actor.id, actorName: actor.name, team: actor.teamId, action, target: `#${id}`, proxy: incident.proxy, outcome: 'done',
    }, now);
    const check = checks.find((candidate) => candidate.name === incident.check);
    if (check) await sayCard(db, changed, check, now);
    return { incident: changed, changed: true, answer: done(changed, action) };
  });
}

function explain(incident: Incident, decision: Exclude<ClickDecision, { kind: 'change' }>, action: IncidentClick, now: Date): string {
  if (decision.kind === 'over') return `Incident #${incident.id} is over since ${ago(decision.at, now)}: there is nothing to ${action}.`;
  if (action === 'silence') return `Incident #${incident.id} is silenced already.`;
  if (action === 'unsilence') return 'There is no silence to end.';
  return `*${name(decision.by)}* has incident #${incident.id} since ${ago(decision.at, now)}.`;
}

function done(incident: Incident, action: IncidentClick): string {
  if (action === 'acknowledge') return `Incident #${incident.id} is yours.`;
  if (action === 'unsilence') return `Alerts like #${incident.id} are told again.`;
  return `Alerts like #${incident.id} are silent until ${dateToken(incident.silencedUntil as Date)} (${duration(SILENCE_MS)}), new ones too; #${incident.id} stays open.`;
}
