import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { finishAudit, insertAudit, listAudit, type AuditEntry } from '../../src/store/audit.js';
import { at, openStore, type Store } from './support/open-store.js';

let store: Store;
beforeAll(async () => { store = await openStore(); });
afterAll(() => store.close());
beforeEach(() => store.clear());

const entry = (change: Partial<AuditEntry> = {}): AuditEntry => ({
  actor: 'U1', actorName: 'Ada', team: 'T1', action: 'key new', target: 'ci', proxy: 'default', outcome: 'started', ...change,
});
const finishedAt = async () => (await store.pool.query<{ finished_at: Date | null }>('select finished_at from audit')).rows[0]?.finished_at;

test('a change is recorded before it is done, and finished afterwards with what both moments know', async () => {
  const id = await insertAudit(store.pool, entry({ detail: { models: ['a'] } }), at(1));
  expect(await finishedAt()).toBeNull();
  await finishAudit(store.pool, id, 'failed', { error: 'no' }, at(2));
  expect(await listAudit(store.pool, 10)).toEqual([{ id, at: at(1), ...entry({ outcome: 'failed' }), detail: { models: ['a'], error: 'no' } }]);
  expect(await finishedAt()).toEqual(at(2));
});

test('what is over at once is finished at once', async () => {
  await insertAudit(store.pool, entry({ outcome: 'refused' }), at(1));
  expect(await finishedAt()).toEqual(at(1));
});

test('the newest come first, as many as asked for, also of the same moment', async () => {
  for (const target of ['a', 'b', 'c', 'd']) await insertAudit(store.pool, entry({ target }), at(1));
  await insertAudit(store.pool, entry({ target: 'older' }), at(0));
  expect((await listAudit(store.pool, 3)).map(({ target }) => target)).toEqual(['d', 'c', 'b']);
});

test('hostile text is data', async () => {
  const target = `'; drop table audit; -- <!channel> \u202E \\ "`;
  await insertAudit(store.pool, entry({ target, detail: { why: target } }), at(1));
  expect(await listAudit(store.pool, 1)).toMatchObject([{ target, detail: { why: target } }]);
});
