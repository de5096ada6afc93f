import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { updateIncident, type Incident } from '../../src/store/incidents.js';
import { claim, markFailed, markRetry, markSent, supersedeCards, wasTold } from '../../src/store/outbox.js';
import { at, openStore, type Store } from './support/open-store.js';
import { openIncident, put } from './support/rows.js';

const LEASE_MS = 30_000;

let store: Store;
let incident: Incident;
beforeAll(async () => { store = await openStore(); });
afterAll(() => store.close());
beforeEach(async () => {
  await store.clear();
  incident = await openIncident(store.pool);
});

const take = (now = at(2)) => claim(store.pool, now, LEASE_MS);
const posted = () => updateIncident(store.pool, incident.id, { messageTs: '1.1' });
const states = async () => (await store.pool.query<{ state: string }>('select state from outbox order by id')).rows.map(({ state }) => state);

describe('claiming', () => {
  test('gives what was saved, its first attempt counted', async () => {
    const nonce = await put(store.pool, incident.id);
    expect(await take()).toMatchObject({ incidentId: incident.id, kind: 'card', nonce, channel: 'C0ALERTS', payload: { text: nonce }, attempts: 1, unknownSince: null, messageTs: null });
    expect(await take()).toBeUndefined();
  });

  test('never gives two bots the same row', async () => {
    const others = await Promise.all(Array.from({ length: 12 }, (_, index) => openIncident(store.pool, { fingerprint: `f${index}` })));
    for (const { id } of others) await put(store.pool, id);
    // The losers of a race may go away empty-handed; nobody may get what another has.
    const rounds = await Promise.all(Array.from({ length: 24 }, () => take()));
    const ids = rounds.flatMap((row) => (row ? [row.id] : []));
    expect(new Set(ids).size).toBe(ids.length);
    while (await take()) ids.push(0);
    expect(ids).toHaveLength(12);
  });

  test('keeps the order of one incident: the second card waits for the first, also while that one is retried', async () => {
    const first = await put(store.pool, incident.id);
    const second = await put(store.pool, incident.id);
    const row = await take();
    expect(row?.nonce).toBe(first);
    expect(await take()).toBeUndefined();
    await markRetry(store.pool, row?.id ?? 0, { error: 'not_in_channel', at: at(3), unknownSince: null, looks: 0 });
    expect(await take()).toBeUndefined();
    const again = await take(at(3));
    expect(again).toMatchObject({ nonce: first, attempts: 2 });
    await markSent(store.pool, row?.id ?? 0, '1.1', at(3));
    expect((await take(at(3)))?.nonce).toBe(second);
  });

  test('does not let a stuck incident hold up another', async () => {
    await put(store.pool, incident.id);
    await take();
    const other = await openIncident(store.pool, { fingerprint: 'other' });
    await put(store.pool, other.id);
    expect((await take())?.incidentId).toBe(other.id);
  });

  test('lets a thread note wait for its card to be posted', async () => {
    const note = await put(store.pool, incident.id, 'thread');
    expect(await take()).toBeUndefined();
    const card = await put(store.pool, incident.id);
    const row = await take();
    expect(row?.nonce).toBe(card);
    await posted();
    await markSent(store.pool, row?.id ?? 0, '1.1', at(2));
    expect(await take()).toMatchObject({ nonce: note, messageTs: '1.1' });
  });

  test('gives nothing before its time', async () => {
    await put(store.pool, incident.id, 'card', at(5));
    expect(await take(at(4, 59))).toBeUndefined();
    expect(await take(at(5))).toBeDefined();
  });

  test('gives what a clock that ran ahead planned for much later', async () => {
    const nonce = await put(store.pool, incident.id);
    await markRetry(store.pool, (await take())?.id ?? 0, { error: 'not_in_channel', at: at(12, 2), unknownSince: null, looks: 0 });
    expect(await take(at(2, 1))).toMatchObject({ nonce, attempts: 2 });
  });

  test('lets a pause that Slack may have asked for pass', async () => {
    await put(store.pool, incident.id);
    await markRetry(store.pool, (await take())?.id ?? 0, { error: 'ratelimited', at: at(12), unknownSince: null, looks: 0 });
    expect(await take(at(2))).toBeUndefined();
  });

  test('says how often it was looked for, and whether the incident is over', async () => {
    await put(store.pool, incident.id);
    const row = await take();
    expect(row).toMatchObject({ looks: 0, isOver: false });
    await markRetry(store.pool, row?.id ?? 0, { error: 'x', at: at(3), unknownSince: at(2), looks: 3 });
    await updateIncident(store.pool, incident.id, { state: 'resolved', resolvedAt: at(3) });
    expect(await take(at(3))).toMatchObject({ attempts: 2, looks: 3, isOver: true });
  });

  test('gives back what a dead bot left, after the lease and as of unknown outcome', async () => {
    const nonce = await put(store.pool, incident.id);
    await take(at(2));
    expect(await take(at(2, 29))).toBeUndefined();
    const again = await take(at(2, 30));
    expect(again).toMatchObject({ nonce, attempts: 2, unknownSince: at(2), looks: 0 });
    // A second death does not make it younger: it may stand in the channel since the first.
    expect(await take(at(4))).toMatchObject({ attempts: 3, unknownSince: at(2), looks: 0 });
  });

  test('keeps an unknown outcome over a retry, and forgets it when the sender says so', async () => {
    await put(store.pool, incident.id);
    const row = await take();
    await markRetry(store.pool, row?.id ?? 0, { error: 'timeout', at: at(3), unknownSince: at(2), looks: 0 });
    expect(await take(at(3))).toMatchObject({ unknownSince: at(2), looks: 0 });
    await markRetry(store.pool, row?.id ?? 0, { error: 'x', at: at(4), unknownSince: null, looks: 0 });
    expect(await take(at(4))).toMatchObject({ unknownSince: null, looks: 0 });
  });

  test('gives neither what was sent nor what was given up', async () => {
    await put(store.pool, incident.id);
    await markSent(store.pool, (await take())?.id ?? 0, '1.1', at(2));
    await put(store.pool, incident.id);
    await markFailed(store.pool, (await take())?.id ?? 0, 'e'.repeat(2_000));
    expect(await take(at(59))).toBeUndefined();
    expect(await states()).toEqual(['sent', 'failed']);
    const { rows } = await store.pool.query<{ error: string }>("select error from outbox where state = 'failed'");
    expect(rows[0]?.error).toHaveLength(500);
  });
});

describe('superseding', () => {
  test('drops older unsent cards of the same incident, and nothing else', async () => {
    const other = await openIncident(store.pool, { fingerprint: 'other' });
    await put(store.pool, incident.id);
    await put(store.pool, incident.id);
    await put(store.pool, incident.id, 'thread');
    await put(store.pool, other.id);
    const newest = await put(store.pool, incident.id);
    await supersedeCards(store.pool);
    expect(await states()).toEqual(['superseded', 'superseded', 'pending', 'pending', 'pending']);
    expect((await take())?.incidentId).toBe(other.id);
    expect((await take())?.nonce).toBe(newest);
  });

  test('leaves a card that is being sent, and one whose outcome is unknown: it may have to be found', async () => {
    await put(store.pool, incident.id);
    const row = await take();
    await put(store.pool, incident.id);
    await supersedeCards(store.pool);
    expect(await states()).toEqual(['sending', 'pending']);
    await markRetry(store.pool, row?.id ?? 0, { error: 'timeout', at: at(3), unknownSince: at(2), looks: 0 });
    await supersedeCards(store.pool);
    expect(await states()).toEqual(['pending', 'pending']);
  });
});

describe('an incident', () => {
  const told = () => wasTold(store.pool, incident.id);

  test('is told as soon as its message waits to be sent, while it is sent, and afterwards', async () => {
    expect(await told()).toBe(false);
    await put(store.pool, incident.id);
    expect(await told()).toBe(true);
    const row = await take();
    expect(await told()).toBe(true);
    await markSent(store.pool, row?.id ?? 0, '1.1', at(2));
    expect(await told()).toBe(true);
  });

  test('is not told by a message that was given up, by a note below one, or by that of another incident', async () => {
    await put(store.pool, incident.id);
    await markFailed(store.pool, (await take())?.id ?? 0, 'channel_not_found');
    await put(store.pool, incident.id, 'thread');
    await put(store.pool, (await openIncident(store.pool, { fingerprint: 'other' })).id);
    expect(await told()).toBe(false);
  });
});

test('a message cannot be saved twice under one nonce', async () => {
  await put(store.pool, incident.id);
  await expect(store.pool.query('insert into outbox (incident_id, kind, nonce, channel, payload) select incident_id, kind, nonce, channel, payload from outbox')).rejects.toThrow(/unique/);
});
