import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { insertIncident, listOpenIncidents, lockIncident, lockOpenIncident, readIncident, updateIncident } from '../../src/store/incidents.js';
import { transaction } from '../../src/store/transaction.js';
import { at, openStore, type Store } from './support/open-store.js';
import { newIncident, openIncident } from './support/rows.js';

let store: Store;
beforeAll(async () => { store = await openStore(); });
afterAll(() => store.close());
beforeEach(() => store.clear());

describe('an incident', () => {
  test('comes back as it was saved, its id a number', async () => {
    const incident = await openIncident(store.pool, { evidence: { seen: '<!channel> "quoted" ümlaut', nested: { a: [1] } } });
    expect(incident).toMatchObject({ ...newIncident(), evidence: { seen: '<!channel> "quoted" ümlaut', nested: { a: [1] } }, state: 'firing', lastSeenAt: at(1), messageTs: null });
    expect(typeof incident.id).toBe('number');
    expect(await readIncident(store.pool, incident.id)).toEqual(incident);
  });

  test('is opened once, however many bots see it at the same moment', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => insertIncident(store.pool, newIncident())));
    expect(made.filter((incident) => incident !== undefined)).toHaveLength(1);
    expect(await listOpenIncidents(store.pool, 'default')).toHaveLength(1);
  });

  test.each([
    ['another proxy', { proxy: 'staging' }],
    ['another fingerprint', { fingerprint: 'database' }],
  ])('of %s may be open beside it', async (_, change) => {
    await openIncident(store.pool);
    expect(await insertIncident(store.pool, newIncident(change))).toBeDefined();
  });

  test('that is resolved gives way to a new one', async () => {
    const first = await openIncident(store.pool);
    await updateIncident(store.pool, first.id, { state: 'resolved', resolvedAt: at(5) });
    const second = await openIncident(store.pool);
    expect(second.id).toBeGreaterThan(first.id);
    expect((await transaction(store.pool, (db) => lockOpenIncident(db, 'default', 'listener')))?.id).toBe(second.id);
  });

  test('that is resolved is not listed, an acknowledged one is', async () => {
    const held = await openIncident(store.pool);
    await updateIncident(store.pool, held.id, { state: 'acknowledged', acknowledgedAt: at(2), acknowledgedBy: 'U1', acknowledgedName: 'Olga' });
    const over = await openIncident(store.pool, { fingerprint: 'other' });
    await updateIncident(store.pool, over.id, { state: 'resolved', resolvedAt: at(3) });
    expect((await listOpenIncidents(store.pool, 'default')).map(({ id, acknowledgedName }) => [id, acknowledgedName])).toEqual([[held.id, 'Olga']]);
    expect(await listOpenIncidents(store.pool, 'staging')).toEqual([]);
  });

  test('that does not exist is not found, and cannot be changed', async () => {
    expect(await readIncident(store.pool, 999)).toBeUndefined();
    expect(await lockIncident(store.pool, 999)).toBeUndefined();
    await expect(updateIncident(store.pool, 999, { cause: 'hung' })).rejects.toThrow('no incident 999');
  });

  test('cannot be resolved without a time, nor held by nobody', async () => {
    const { id } = await openIncident(store.pool);
    await expect(updateIncident(store.pool, id, { state: 'resolved' })).rejects.toThrow(/check constraint/);
    await expect(updateIncident(store.pool, id, { state: 'acknowledged' })).rejects.toThrow(/check constraint/);
  });

  test('is held by a lock until the transaction ends: the second writer sees what the first wrote', async () => {
    const { id } = await openIncident(store.pool);
    const take = (name: string) => transaction(store.pool, async (db) => {
      const incident = await lockIncident(db, id);
      if (incident?.state === 'acknowledged') return incident.acknowledgedName;
      await updateIncident(db, id, { state: 'acknowledged', acknowledgedAt: at(2), acknowledgedBy: name, acknowledgedName: name });
      return name;
    });
    const names = await Promise.all(['a', 'b', 'c', 'd'].map(take));
    expect(new Set(names).size).toBe(1);
  });
});

describe('a transaction', () => {
  test('that throws leaves nothing, and its connection is good for the next', async () => {
    await expect(transaction(store.pool, async (db) => {
      await insertIncident(db, newIncident());
      throw new Error('after all not');
    })).rejects.toThrow('after all not');
    expect(await listOpenIncidents(store.pool, 'default')).toEqual([]);
  });

  test('on a database that is gone says so as the store, not as a driver', async () => {
    const other = await openStore();
    await other.close();
    await expect(transaction(other.pool, () => Promise.resolve())).rejects.toMatchObject({ name: 'StoreError' });
  });
});
