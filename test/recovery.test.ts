import { pino } from 'pino';
import type { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { UpstreamError } from '../src/errors.js';
import type { Proxy } from '../src/litellm/proxy.js';
import { startRecovery } from '../src/recovery.js';
import type { Queryable } from '../src/store/transaction.js';

const MINUTE_MS = 60_000;
const START = Date.UTC(2026, 0, 15, 12);

interface Row { id: string; at: Date; target: string; actor: string; outcome: string; detail: Record<string, unknown> }
let rows: Row[];
/** Aliases of the keys that the proxy has; by request their own. */
let keys: Map<string, string>;
let isAway: boolean;
let told: string[];
let recovery: { stop(): Promise<void> } | undefined;

beforeEach(() => {
  [rows, keys, isAway, told] = [[], new Map(), false, []];
  vi.useFakeTimers({ now: START });
});
afterEach(async () => {
  await recovery?.stop();
  vi.useRealTimers();
});

/** The audit as it is asked here. */
const store = {
  query: (text: string, values: unknown[] = []) => {
    if (text.startsWith('select')) return Promise.resolve({ rows: rows.filter(({ at, outcome }) => outcome === 'started' && at < (values[3 - 1] as Date)) });
    const row = rows.find(({ id }) => Number(id) === values[0]) as Row;
    row.outcome = values[1] as string;
    return Promise.resolve({ rows: [] });
  },
} as unknown as Queryable;

const ask = <T>(answer: () => T) => (isAway ? Promise.reject(new UpstreamError('the connection broke', { kind: 'reset', request: 'GET /key/list' })) : Promise.resolve(answer()));
const proxy = {
  name: 'default',
  client: {
    read: (path: string, { query }: { query: Record<string, string> }) => ask(() => {
      const alias = path === '/key/list' ? query.key_alias ?? '' : query.key ?? '';
      const request = keys.get(alias);
      if (path === '/key/list') return { keys: request === undefined ? [] : [{ token: alias, key_alias: alias, metadata: { litellm_chatops: { request } } }] };
      return { info: { status: request === undefined ? 'deleted' : null } };
    }),
    change: (_: string, { body }: { body: { keys: string[] } }) => ask(() => { keys.delete(body.keys[0] ?? ''); return {}; }),
  },
} as unknown as Proxy;

const client = { chat: { postEphemeral: (message: { user: string; text: string }) => { told.push(`${message.user}: ${message.text}`); return Promise.resolve({ ok: true }); } } } as unknown as WebClient;

/** A key whose making began so many milliseconds after the start, and of which nobody knows more. */
function unfinished(alias: string, afterMs: number, detail: Record<string, unknown> = {}): void {
  rows.push({ id: String(rows.length + 1), at: new Date(START + afterMs), target: alias, actor: 'U0ADA', outcome: 'started', detail: { request: `of ${alias}`, channel: 'C0ALERTS', ...detail } });
  keys.set(alias, `of ${alias}`);
}

async function start(isExclusive = true): Promise<void> {
  recovery = startRecovery({ store, proxy, client, log: pino({ level: 'silent' }), clock: () => new Date(), isExclusive });
  await vi.advanceTimersByTimeAsync(0);
}

describe('at start', () => {
  test('a bot alone on its database settles all that an earlier run left', async () => {
    unfinished('left', -1);
    await start();
    expect([...keys.keys()]).toEqual([]);
    expect(rows.map(({ outcome }) => outcome)).toEqual(['cancelled']);
    expect(told).toEqual([expect.stringMatching(/^U0ADA: The key left was made, and its secret is not known to have reached you: it has been deleted again/)]);
  });

  test('one of several leaves alone what another may be at', async () => {
    unfinished('old', -3 * MINUTE_MS);
    unfinished('young', -MINUTE_MS);
    await start(false);
    expect([...keys.keys()]).toEqual(['young']);
  });
});

describe('each minute', () => {
  test('what could not be settled at once is looked after, until it is', async () => {
    await start();
    unfinished('lost', 1_000, { again: true });
    isAway = true;
    await vi.advanceTimersByTimeAsync(10 * MINUTE_MS);
    expect(rows.map(({ outcome }) => outcome)).toEqual(['started']);
    isAway = false;
    await vi.advanceTimersByTimeAsync(MINUTE_MS);
    expect(rows.map(({ outcome }) => outcome)).toEqual(['cancelled']);
    expect([...keys.keys()]).toEqual([]);
    await vi.advanceTimersByTimeAsync(10 * MINUTE_MS);
    expect(told).toHaveLength(1);
  });

  test('what may still be under way is left for two minutes', async () => {
    await start();
    unfinished('lost', 0, { again: true });
    await vi.advanceTimersByTimeAsync(2 * MINUTE_MS - 1);
    expect([...keys.keys()]).toEqual(['lost']);
    await vi.advanceTimersByTimeAsync(MINUTE_MS);
    expect([...keys.keys()]).toEqual([]);
  });

  test('what no command left for later is left alone: somebody may be shown its secret', async () => {
    await start();
    unfinished('under-way', 0);
    await vi.advanceTimersByTimeAsync(10 * MINUTE_MS);
    expect([...keys.keys()]).toEqual(['under-way']);
  });

  test("a key of the same alias that another request made is nobody's to delete", async () => {
    unfinished('shared', -1);
    keys.set('shared', 'of somebody else');
    await start();
    expect([...keys.keys()]).toEqual(['shared']);
    expect(rows.map(({ outcome }) => outcome)).toEqual(['failed']);
    expect(told).toEqual([expect.stringContaining('was not made after all')]);
  });
});

test('nothing is settled any more once it is stopped', async () => {
  await start();
  await recovery?.stop();
  unfinished('lost', 0, { again: true });
  await vi.advanceTimersByTimeAsync(10 * MINUTE_MS);
  expect([...keys.keys()]).toEqual(['lost']);
});
