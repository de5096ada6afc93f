import { createStore } from '../../src/store/transaction.js';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startNotifier, type Notifier } from '../../src/alerts/notify.js';
import type { Outcome } from '../../src/slack/outcome.js';
import type { Sender } from '../../src/slack/sender.js';
import { readIncident, updateIncident, type Incident } from '../../src/store/incidents.js';
import { claim } from '../../src/store/outbox.js';
import { openStore, type Store } from '../store/support/open-store.js';
import { openIncident, put } from '../store/support/rows.js';

let store: Store;
let incident: Incident;
let now: number;
let said: string[];
let notifier: Notifier | undefined;
beforeAll(async () => { store = await openStore(); });
afterAll(() => store.close());
beforeEach(async () => {
  await store.clear();
  incident = await openIncident(store.pool);
  now = Date.UTC(2026, 0, 15, 13);
  said = [];
});
afterEach(async () => { await notifier?.stop(); });

/** Answers the calls of each kind in turn, the last answer for good. */
function run(plan: Partial<Record<'post' | 'update', readonly Outcome[]>> & { find?: readonly (string | Error | undefined)[] }): void {
  const next = <T>(kind: string, answers: readonly T[] | undefined, otherwise: T): T => {
    const count = said.filter((call) => call === kind).length;
    said.push(kind);
    return answers?.length ? answers[Math.min(count, answers.length - 1)] as T : otherwise;
  };
  const sender: Sender = {
    post: async () => next('post', plan.post, sent('9.9')),
    update: async (_, ts) => next('update', plan.update, sent(ts)),
    async find() {
      const answer = next('find', plan.find, undefined);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  notifier = startNotifier({ store: createStore(store.pool), sender, log: pino({ level: 'silent' }), clock: () => new Date(now), random: () => 0 });
}

const sent = (ts: string): Outcome => ({ kind: 'sent', ts });
const rejected = (error: string): Outcome => ({ kind: 'rejected', error });
const unknown: Outcome = { kind: 'unknown', error: 'the connection broke' };
const open = async () => (await store.pool.query<{ state: string }>("select state from outbox where state in ('pending', 'sending')")).rows.length;
/** Moves the clock past every pause until nothing is left to send. */
const untilEmpty = () => expect.poll(async () => { now += 61_000; notifier?.wake(); return open(); }, { timeout: 10_000, interval: 20 }).toBe(0);
const messageTs = async () => (await readIncident(store.pool, incident.id))?.messageTs;

describe('the notifier', () => {
  test('posts a card, remembers which message it is, then says what waits below it', async () => {
    await put(store.pool, incident.id, 'thread');
    await put(store.pool, incident.id);
    run({});
    await untilEmpty();
    expect(said).toEqual(['post', 'post']);
    expect(await messageTs()).toBe('9.9');
  });

  test('updates what is posted already', async () => {
    await updateIncident(store.pool, incident.id, { messageTs: '1.1' });
    await put(store.pool, incident.id);
    run({});
    await untilEmpty();
    expect(said).toEqual(['update']);
    expect(await messageTs()).toBe('1.1');
  });

  test('sends the newest of several cards alone', async () => {
    await put(store.pool, incident.id);
    await put(store.pool, incident.id);
    run({});
    await untilEmpty();
    expect(said).toEqual(['post']);
  });

  test.each<[string, Parameters<typeof run>[0], readonly string[], string]>([
    ['tries again what was refused, without looking: it is not there', { post: [rejected('not_in_channel'), sent('2.2')] }, ['post', 'post'], '2.2'],
    ['looks for what may have arrived, and leaves it where it is', { post: [unknown], find: ['3.3'] }, ['post', 'find'], '3.3'],
    ['repeats what it looked for in vain', { post: [unknown, sent('4.4')], find: [undefined] }, ['post', 'find', 'post'], '4.4'],
    ['looks again where it could not look', { post: [unknown], find: [new Error('down'), '5.5'] }, ['post', 'find', 'find'], '5.5'],
    // A duplicate is better than silence.
    ['repeats unseen after five attempts', { post: [unknown, sent('6.6')], find: [new Error('missing_scope')] }, ['post', 'find', 'find', 'find', 'find', 'find', 'post'], '6.6'],
    // However often it was refused before: what may stand there is looked for.
    ['looks after many refusals, too', { post: [...Array.from({ length: 7 }, () => rejected('not_in_channel')), unknown], find: ['7.7'] }, [...Array.from({ length: 8 }, () => 'post'), 'find'], '7.7'],
    // Looks are counted apart from attempts: the seven refusals take none of the five looks away.
    ['looks again after many refusals, too', { post: [...Array.from({ length: 7 }, () => rejected('not_in_channel')), unknown], find: [new Error('down'), new Error('down'), '7.8'] },
      [...Array.from({ length: 8 }, () => 'post'), 'find', 'find', 'find'], '7.8'],
    ['looks five times again after a repetition whose answer was lost, too', { post: [unknown, unknown, sent('7.9')], find: [new Error('missing_scope')] },
      ['post', ...Array.from({ length: 5 }, () => 'find'), 'post', ...Array.from({ length: 5 }, () => 'find'), 'post'], '7.9'],
  ])('%s', async (_, plan, calls, ts) => {
    await put(store.pool, incident.id);
    run(plan);
    await untilEmpty();
    expect(said).toEqual(calls);
    expect(await messageTs()).toBe(ts);
  });

  test('posts anew what somebody deleted, and looks for that post where its answer is lost', async () => {
    await updateIncident(store.pool, incident.id, { messageTs: '1.1' });
    await put(store.pool, incident.id);
    run({ update: [rejected('message_not_found')], post: [unknown], find: ['8.8'] });
    await untilEmpty();
    expect(said).toEqual(['update', 'post', 'update', 'find']);
    expect(await messageTs()).toBe('8.8');
  });

  test('repeats a lost update without looking', async () => {
    await updateIncident(store.pool, incident.id, { messageTs: '1.1' });
    await put(store.pool, incident.id);
    run({ update: [unknown, sent('1.1')] });
    await untilEmpty();
    expect(said).toEqual(['update', 'update']);
  });

  test('looks for what a bot left behind that died over it', async () => {
    await put(store.pool, incident.id);
    await claim(store.pool, new Date(now), 30_000);
    run({ find: ['2.2'] });
    await untilEmpty();
    expect(said).toEqual(['find']);
    expect(await messageTs()).toBe('2.2');
  });

  // With a database of its own the bot need not wait for the lease.
  test('looks at once for what was left behind where no other bot can be at it', async () => {
    await put(store.pool, incident.id);
    await claim(store.pool, new Date(now), 30_000);
    run({ find: ['2.2'] });
    await expect.poll(() => said, { timeout: 5_000 }).toEqual(['find']);
    await untilEmpty();
    expect(await messageTs()).toBe('2.2');
  });

  test('gives a note up after a day', async () => {
    await updateIncident(store.pool, incident.id, { messageTs: '1.1' });
    await put(store.pool, incident.id, 'thread', new Date(now - 25 * 3_600_000));
    run({ post: [rejected('channel_not_found')] });
    await untilEmpty();
    expect(said).toEqual(['post']);
  });
});
