import { afterAll, beforeAll, expect, test } from 'vitest';
import { consumeConfirmation, insertConfirmation, readConfirmation } from '../../src/store/confirmations.js';
import { at, openStore, type Store } from './support/open-store.js';

let store: Store;
beforeAll(async () => { store = await openStore(); });
afterAll(() => store.close());

const ask = () => insertConfirmation(store.pool, { action: 'key revoke', actor: 'U1', proxy: 'default', payload: { alias: 'ci', token: 'hash' }, expiresAt: at(5) }, at(0));

test('what was shown is what is confirmed', async () => {
  const id = await ask();
  expect(await readConfirmation(store.pool, id)).toEqual({ id, action: 'key revoke', actor: 'U1', proxy: 'default', payload: { alias: 'ci', token: 'hash' }, expiresAt: at(5), usedAt: null });
});

test('is used once, however often its button is clicked at the same moment', async () => {
  const id = await ask();
  const clicks = await Promise.all(Array.from({ length: 10 }, () => consumeConfirmation(store.pool, id, at(1))));
  expect(clicks.filter(Boolean)).toHaveLength(1);
  expect((await readConfirmation(store.pool, id))?.usedAt).toEqual(at(1));
  expect(await consumeConfirmation(store.pool, id, at(2))).toBe(false);
});

test('one that never was is neither read nor used', async () => {
  const id = '00000000-0000-4000-8000-000000000000';
  expect(await readConfirmation(store.pool, id)).toBeUndefined();
  expect(await consumeConfirmation(store.pool, id, at(1))).toBe(false);
});

// A button's value comes from outside: a forged one must end as "too old", not as an error of the database.
test('something that is no id at all is not found either', async () => {
  expect(await readConfirmation(store.pool, "x' or 1=1")).toBeUndefined();
});
