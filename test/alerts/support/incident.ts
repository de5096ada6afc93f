import type { Incident } from '../../../src/store/incidents.js';

export const at = (minute: number): Date => new Date(Date.UTC(2026, 0, 15, 12, minute));

/** An incident that fires and has not been posted, but for what is changed. */
export const incident = (change: Partial<Incident> = {}): Incident => ({
  id: 41, proxy: 'default', check: 'listener', fingerprint: 'listener', cause: 'refused', severity: 'critical', state: 'firing',
  evidence: { seen: 'connection refused', address: '127.0.0.1:4000' }, startedAt: at(0), firedAt: at(1), acknowledgedAt: null, acknowledgedBy: null,
  acknowledgedName: null, resolvedAt: null, silencedUntil: null, lastSeenAt: at(1), channel: 'C0ALERTS', messageTs: null, ...change,
});
