import { randomUUID } from 'node:crypto';
import { insertIncident, type Incident, type NewIncident } from '../../../src/store/incidents.js';
import { enqueue, type OutboxKind } from '../../../src/store/outbox.js';
import type { Queryable } from '../../../src/store/transaction.js';
import { at } from './open-store.js';

export const newIncident = (change: Partial<NewIncident> = {}): NewIncident => ({
  proxy: 'default', check: 'listener', fingerprint: 'listener', cause: 'refused', severity: 'critical',
  evidence: { seen: 'refused', address: '127.0.0.1:4000' }, startedAt: at(0), firedAt: at(1), channel: 'C0ALERTS', silencedUntil: null, ...change,
});

/** @throws Error where one with this fingerprint is open */
export async function openIncident(db: Queryable, change: Partial<NewIncident> = {}): Promise<Incident> {
  const incident = await insertIncident(db, newIncident(change));
  if (!incident) throw new Error('such an incident is open already');
  return incident;
}

/** Saves a message to be sent. @returns its nonce */
export async function put(db: Queryable, incidentId: number, kind: OutboxKind = 'card', now = at(1)): Promise<string> {
  const nonce = randomUUID();
  await enqueue(db, { incidentId, kind, channel: 'C0ALERTS', payload: { text: nonce }, nonce }, now);
  return nonce;
}
