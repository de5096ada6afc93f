import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { insertAudit } from '../../src/store/audit.js';
import { insertConfirmation } from '../../src/store/confirmations.js';
import { updateIncident } from '../../src/store/incidents.js';
import { claim, markSent, wasTold } from '../../src/store/outbox.js';
import { enforceRetention } from '../../src/store/retention.js';
import { insertSilence } from '../../src/store/silences.js';
import { at, openStore, type Store } from './support/open-store.js';
import { openIncident, put } from './support/rows.js';

let store: Store;
beforeAll(async () => { store = await openStore(); });
afterAll(() => store.close());
beforeEach(() => store.clear());

const DAY_MS = 24 * 3_600_000;
const after = (days: number) => new Date(at(0).getTime() + days * DAY_MS);
const audit = (now: Date) => insertAudit(store.pool, { actor: 'U1', actorName: 'Ada', team: 'T1', action: 'key new', target: 'ci', proxy: 'default', outcome: 'done' }, now);

test('what is over and old goes, what is open stays however old, and so do its messages that wait', async () => {
  const open = await openIncident(store.pool, { fingerprint: 'open' });
  const over = await openIncident(store.pool, { fingerprint: 'over' });
  await put(store.pool, over.id);
  await markSent(store.pool, (await claim(store.pool, at(1), 1_000))?.id ?? 0, '1.1', at(1));
  await put(store.pool, over.id);
  await updateIncident(store.pool, over.id, { state: 'resolved', resolvedAt: at(2) });
  await put(store.pool, open.id);
  await audit(at(0));
  await audit(after(9));
  await insertSilence(store.pool, { proxy: 'default', matcher: 'x', createdBy: 'U1', createdName: 'Omar', reason: '', startsAt: at(0), endsAt: at(5) });
  await insertSilence(store.pool, { proxy: 'default', matcher: 'x', createdBy: 'U1', createdName: 'Omar', reason: '', startsAt: at(0), endsAt: after(20) });
  expect(await enforceRetention(store.pool, 10, after(10 + 1))).toMatchObject({ incidents: 1, audit: 1, silences: 1 });
  const { rows } = await store.pool.query<{ incident_id: string }>('select incident_id from outbox');
  expect(rows).toEqual([{ incident_id: String(open.id) }]);
});

// By its messages an open incident knows that it was told, and where: without them it would be told anew.
test('what was said about an incident that is still open stays, however old', async () => {
  const { id } = await openIncident(store.pool);
  await put(store.pool, id);
  await markSent(store.pool, (await claim(store.pool, at(1), 1_000))?.id ?? 0, '1.1', at(1));
  expect(await enforceRetention(store.pool, 10, after(100))).toMatchObject({ incidents: 0, outbox: 0 });
  expect(await wasTold(store.pool, id)).toBe(true);
  await updateIncident(store.pool, id, { state: 'resolved', resolvedAt: after(99) });
  expect(await enforceRetention(store.pool, 10, after(100))).toMatchObject({ incidents: 0, outbox: 1 });
});

test('nothing goes before its time', async () => {
  const { id } = await openIncident(store.pool);
  await updateIncident(store.pool, id, { state: 'resolved', resolvedAt: at(0) });
  await audit(at(0));
  await insertConfirmation(store.pool, { action: 'key revoke', actor: 'U1', proxy: 'default', payload: {}, expiresAt: at(5) }, at(0));
  expect(await enforceRetention(store.pool, 10, new Date(at(0).getTime() + DAY_MS))).toEqual({ incidents: 0, outbox: 0, audit: 0, silences: 0, confirmations: 0 });
});

test('a used or expired question is kept for a day', async () => {
  await insertConfirmation(store.pool, { action: 'key revoke', actor: 'U1', proxy: 'default', payload: {}, expiresAt: at(5) }, at(0));
  expect(await enforceRetention(store.pool, 180, new Date(at(5).getTime() + DAY_MS + 1))).toMatchObject({ confirmations: 1 });
});
