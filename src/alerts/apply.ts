import { randomUUID } from 'node:crypto';
import { insertIncident, lockOpenIncident, updateIncident, type Incident } from '../store/incidents.js';
import { enqueue, wasTold } from '../store/outbox.js';
import { silencedUntil } from '../store/silences.js';
import type { Queryable, Store } from '../store/transaction.js';
import type { Message } from '../slack/blocks.js';
import { renderIncident, renderResolvedNote } from './card.js';
import type { Check, Verdict } from './check.js';
import { decide, type Decision } from './incident.js';

export interface ApplyContext {
  readonly store: Store;
  readonly proxy: string;
  /** Channel id that new incidents are told in. */
  readonly channel: string;
}

/**
 * Carries a verdict out in one transaction: the incident changes and what is to be said about it is saved, or neither.
 * @returns what was decided. @throws StoreError or an error of pg
 */
export function applyVerdict({ store, proxy, channel }: ApplyContext, check: Check, verdict: Exclude<Verdict, { kind: 'unsure' }>, now: Date): Promise<Decision> {
  const fingerprint = verdict.kind === 'fire' ? verdict.finding.fingerprint : verdict.fingerprint;
  return store.transaction(async (db) => {
    const open = await lockOpenIncident(db, proxy, fingerprint);
    const until = verdict.kind === 'fire' ? await silencedUntil(db, proxy, fingerprint, now) : undefined;
    const told = open !== undefined && await wasTold(db, open.id);
    const decision = decide(verdict, { proxy, check: check.name, channel, open, silencedUntil: until, wasTold: told }, now);
    await carryOut(db, decision, open, check, now);
    return decision;
  });
}

async function carryOut(db: Queryable, decision: Decision, open: Incident | undefined, check: Check, now: Date): Promise<void> {
  if (decision.kind === 'nothing') return;
  if (decision.kind === 'open') {
    const incident = await insertIncident(db, decision.incident);
    if (incident && decision.tell) await sayCard(db, incident, check, now);
    return;
  }
  const incident = await updateIncident(db, (open as Incident).id, decision.change);
  if (!decision.tell) return;
  await sayCard(db, incident, check, now);
  if (incident.state === 'resolved') await sayBelow(db, incident, renderResolvedNote(incident, check.describe(incident)), now);
  if (decision.note) await sayBelow(db, incident, { text: decision.note }, now);
}

/** Saves an incident's message as it has to look now; the notifier posts or updates it. */
export function sayCard(db: Queryable, incident: Incident, check: Check, now: Date): Promise<void> {
  return say(db, 'card', incident, renderIncident(incident, check.describe(incident)), now);
}

function sayBelow(db: Queryable, incident: Incident, message: Message, now: Date): Promise<void> {
  return say(db, 'thread', incident, message, now);
}

async function say(db: Queryable, kind: 'card' | 'thread', incident: Incident, payload: Message, now: Date): Promise<void> {
  if (incident.channel === null) return;
  await enqueue(db, { incidentId: incident.id, kind, channel: incident.channel, payload, nonce: randomUUID() }, now);
}
