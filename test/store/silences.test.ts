import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { insertSilence, silencedUntil } from '../../src/store/silences.js';
import { at, openStore, type Store } from './support/open-store.js';

let store: Store;
beforeAll(async () => { store = await openStore(); });
afterAll(() => store.close());
beforeEach(() => store.clear());

const silence = (from: Date, to: Date, matcher = 'listener', proxy = 'default') =>
  insertSilence(store.pool, { proxy, matcher, createdBy: 'U1', createdName: 'Omar', reason: 'test', startsAt: from, endsAt: to });
const until = (now: Date) => silencedUntil(store.pool, 'default', 'listener', now);

test('the longest of several counts', async () => {
  await silence(at(0), at(10));
  await silence(at(0), at(30));
  await silence(at(0), at(20));
  expect(await until(at(5))).toEqual(at(30));
});

test.each([
  ['covers its first moment', at(10), at(20)],
  ['covers its last second', at(19, 59), at(20)],
  ['does not cover the moment of its end', at(20), undefined],
  ['does not cover what was before', at(9), undefined],
])('a silence %s', async (_, now, expected) => {
  await silence(at(10), at(20));
  expect(await until(now)).toEqual(expected);
});

test('of another fingerprint or proxy, or revoked, it says nothing', async () => {
  await silence(at(0), at(30), 'database');
  await silence(at(0), at(30), 'listener', 'staging');
  await silence(at(0), at(30));
  await store.pool.query("update silences set revoked_at = now() where matcher = 'listener' and proxy = 'default'");
  expect(await until(at(5))).toBeUndefined();
});
