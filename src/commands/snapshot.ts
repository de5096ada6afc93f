import { setTimeout as sleep } from 'node:timers/promises';
import { connect, readLiveliness, readReadiness, readVersion, type Readiness } from '../litellm/health.js';
import { judgeAnswer, judgeFailure, type Listener } from '../litellm/listener.js';
import type { FailureReport } from '../litellm/failures/failures.js';
import { countKeys, type KeyCounts } from '../litellm/keys.js';
import { listModels } from '../litellm/models.js';
import type { Proxy } from '../litellm/proxy.js';
import { readSpendToday } from '../litellm/spend.js';
import { StoreError, UpstreamError } from '../errors.js';
import { isLoopback } from '../network.js';
import { listOpenIncidents, type Incident } from '../store/incidents.js';
import type { Queryable } from '../store/transaction.js';

/** Something that was asked for: had, or not had and why. */
export type Part<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

/** All that is known of a proxy at one moment; nothing in it waits for anything else. */
export interface Snapshot {
  readonly at: Date;
  readonly proxy: Pick<Proxy, 'name' | 'baseUrl' | 'target' | 'keyIsMaster'>;
  readonly listener: Listener;
  readonly readiness: Part<Readiness>;
  readonly version: Part<string>;
  readonly models: Part<readonly string[]>;
  readonly failing: Part<FailureReport>;
  readonly keys: Part<KeyCounts>;
  /** US dollars since midnight UTC. */
  readonly spend: Part<number>;
  readonly incidents: Part<readonly Incident[]>;
}

/** Milliseconds. */
const TCP_MS = 1_500;
const LIVELINESS_MS = 4_000;
const OWN_DATABASE_MS = 2_500;
const RECENT_MS = 15 * 60_000;
const WEEK_MS = 7 * 24 * 3_600_000;

/**
 * Asks everything side by side: it takes as long as the slowest call, and a call that fails hides no other.
 * A listener that does not answer ends the rest at once: nothing else can be had from it.
 */
export async function takeSnapshot(proxy: Proxy, db: Queryable, now: Date): Promise<Snapshot> {
  const end = new AbortController();
  const source = { client: proxy.client.within(end.signal), database: proxy.database };
  const { client } = source;
  const looking = lookAtListener(proxy);
  const silent = looking.then((listener) => (listener.kind === 'answers' ? new Promise<never>(() => {}) : end.abort()));
  const asking = <T>(answer: Promise<T>) => settle(Promise.race([answer, silent.then(() => Promise.reject(new UpstreamError('the proxy does not answer', { kind: 'timeout', request: 'GET /' })))]));
  // LiteLLM's database is asked past LiteLLM, and may answer while it does not.
  const ofDatabase = proxy.database ? settle : asking;
  const [listener, readiness, version, models, failing, keys, spend, incidents] = await Promise.all([
    looking,
    asking(readReadiness(client)),
    asking(readVersion(client)),
    asking(listModels(client)),
    asking(proxy.failures.read(new Date(now.getTime() - RECENT_MS), now)),
    ofDatabase(countKeys(source, now, new Date(now.getTime() + WEEK_MS))),
    ofDatabase(readSpendToday(source, now)),
    settle(Promise.race([listOpenIncidents(db, proxy.name), sleep(OWN_DATABASE_MS).then(() => Promise.reject(new StoreError('no answer in time')))])),
  ]);
  return { at: now, proxy, listener, readiness, version, models, failing, keys, spend, incidents };
}

async function settle<T>(promise: Promise<T>): Promise<Part<T>> {
  try {
    return { ok: true, value: await promise };
  } catch (error) {
    return { ok: false, error };
  }
}

/** A connection first: a refused one needs no further look, and tells more than a failed request. */
async function lookAtListener(proxy: Proxy): Promise<Listener> {
  try {
    if (proxy.target) await connect(proxy.target, TCP_MS);
    return judgeAnswer(await readLiveliness(proxy.baseUrl, proxy.probes, LIVELINESS_MS));
  } catch (error) {
    return judgeFailure(error, isLoopback(proxy.baseUrl.hostname));
  }
}
