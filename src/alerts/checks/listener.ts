import { z } from 'zod';
import { connect, readLiveliness } from '../../litellm/health.js';
import { judgeAnswer, judgeFailure, type Listener, type ListenerFailure } from '../../litellm/listener.js';
import type { Proxy } from '../../litellm/proxy.js';
import { isLoopback } from '../../network.js';
import { code } from '../../slack/escape.js';
import { proxyTitle } from '../../slack/proxy-name.js';
import type { Incident } from '../../store/incidents.js';
import { defineCheck, type Description, type Finding, type Step } from '../check.js';
import type { Tuning } from '../../config.js';

type ProbeName = 'tcp' | 'liveliness';

/** What is remembered between two looks. */
export interface ListenerState {
  /** Misses in a row, a probe. */
  readonly misses: Readonly<Record<ProbeName, number>>;
  /** Answers of `/health/liveliness` in a row; an open TCP connection proves nothing. */
  readonly answers: number;
  /** The first miss since all was well. */
  readonly since: Date | undefined;
  /** What was seen last, and how often in a row it was that. */
  readonly last: { readonly failure: ListenerFailure; readonly times: number } | undefined;
  /** What has been fired with; kept until something else has been seen as often. */
  readonly told: ListenerFailure | undefined;
}

const HEALTHY: ListenerState = { misses: { tcp: 0, liveliness: 0 }, answers: 0, since: undefined, last: undefined, told: undefined };
const FINGERPRINT = 'listener';
const Evidence = z.object({ seen: z.string(), address: z.string() });

/** Nothing listens, something else does, or it listens and does not answer: the outage that LiteLLM itself cannot report. */
export const listener = defineCheck<ListenerState, { readonly listener: Listener; readonly address: string }>({
  name: 'listener',
  initial: HEALTHY,
  probes: [
    {
      name: 'tcp',
      schedule: (tuning) => tuning.checks.listener.tcp,
      applies: (proxy) => proxy.target !== undefined,
      observe: async (proxy, tuning) => ({ listener: await lookByTcp(proxy, tuning.checks.listener.tcpTimeoutMs), address: addressOf(proxy) }),
    },
    {
      name: 'liveliness',
      schedule: (tuning) => tuning.checks.listener.liveliness,
      applies: () => true,
      observe: async (proxy, tuning) => ({ listener: await lookByHttp(proxy, tuning.checks.listener.livelinessTimeoutMs), address: addressOf(proxy) }),
    },
  ],
  rule: (state, { probe, observation }, tuning, now) => judge(state, probe as ProbeName, observation, tuning.checks.listener, now),
  describe,
});

const addressOf = (proxy: Proxy) => (proxy.target ? `${proxy.target.host}:${proxy.target.port}` : proxy.baseUrl.host);

async function lookByTcp(proxy: Proxy, timeoutMs: number): Promise<Listener> {
  const { target } = proxy;
  return look(proxy, async () => ({ kind: 'answers', ms: target ? await connect(target, timeoutMs) : 0 }));
}

function lookByHttp(proxy: Proxy, timeoutMs: number): Promise<Listener> {
  return look(proxy, async () => judgeAnswer(await readLiveliness(proxy.baseUrl, proxy.probes, timeoutMs)));
}

async function look(proxy: Proxy, probe: () => Promise<Listener>): Promise<Listener> {
  try {
    return await probe();
  } catch (error) {
    return judgeFailure(error, isLoopback(proxy.baseUrl.hostname));
  }
}

type Settings = Tuning['checks']['listener'];

/** The rule: pure. */
export function judge(state: ListenerState, probe: ProbeName, seen: { listener: Listener; address: string }, settings: Settings, now: Date): Step<ListenerState> {
  if (seen.listener.kind !== 'answers') return miss(state, probe, seen.listener, seen.address, settings, now);
  return probe === 'tcp' ? opened(state) : answered(state, settings);
}

/** A connection opened: no news unless something was wrong; then what counts is whether it answers. */
function opened(state: ListenerState): Step<ListenerState> {
  const wasDown = state.told !== undefined;
  return {
    state: { ...state, misses: { ...state.misses, tcp: 0 } },
    verdict: { kind: 'unsure', reason: 'a connection opened, which proves no answer' },
    ...(wasDown && { ask: 'liveliness' }),
  };
}

function answered(state: ListenerState, settings: Settings): Step<ListenerState> {
  const answers = state.answers + 1;
  if (answers >= settings.answers) return { state: { ...HEALTHY, answers }, verdict: { kind: 'clear', fingerprint: FINGERPRINT } };
  return {
    state: { ...state, misses: { tcp: 0, liveliness: 0 }, answers },
    verdict: { kind: 'unsure', reason: `${answers} of ${settings.answers} answers` },
  };
}

function miss(state: ListenerState, probe: ProbeName, failure: ListenerFailure, address: string, settings: Settings, now: Date): Step<ListenerState> {
  const misses = { ...state.misses, [probe]: state.misses[probe] + 1 };
  const times = state.last?.failure.kind === failure.kind ? state.last.times + 1 : 1;
  const since = state.since ?? now;
  const told = state.told === undefined || times >= settings.misses ? failure : state.told;
  const next = { misses, answers: 0, since, last: { failure, times } };
  if (misses[probe] < settings.misses && state.told === undefined) {
    return { state: { ...next, told: undefined }, verdict: { kind: 'unsure', reason: `${misses[probe]} of ${settings.misses} misses` } };
  }
  return { state: { ...next, told }, verdict: { kind: 'fire', finding: findingOf(told, address, since) } };
}

function findingOf(failure: ListenerFailure, address: string, since: Date): Finding {
  return { fingerprint: FINGERPRINT, cause: failure.kind, severity: 'critical', since, evidence: { seen: failure.seen, address } };
}

interface Words { readonly verdict: (who: string, address: string) => string; readonly means: string; readonly next: readonly string[] }

const WORDS: Readonly<Record<ListenerFailure['kind'], Words>> = {
  refused: {
    verdict: (who, address) => `${who} is down: nothing listens on ${address}`,
    means: 'Everything that uses it gets "connection refused". The proxy is not running, or is still starting: in full mode that takes 25 to 40 s.',
    next: ['Start LiteLLM, or read the end of its log: `Application startup failed` names what stopped it.'],
  },
  unreachable: {
    verdict: (who, address) => `${who} cannot be reached on ${address}`,
    means: 'The name has no address, there is no route, or a firewall swallows the packets. The proxy itself may be well.',
    next: ['Check `LITELLM_BASE_URL`, name resolution and the network between this bot and the proxy.'],
  },
  hung: {
    verdict: (who, address) => `${who} accepts connections on ${address} and does not answer`,
    means: 'Clients wait until they time out. The process is there and stuck: frozen, overloaded, or still at "Waiting for application startup".',
    next: ['Look at its CPU and the end of its log; if it does not recover, restart it.'],
  },
  closed: {
    verdict: (who, address) => `${who} accepts connections on ${address} and closes them`,
    means: 'Requests fail at once. The proxy is going down or crashing, or a forwarder in front of it has nothing behind it.',
    next: ["Read the end of LiteLLM's log; where a forwarder or container owns the port, look behind it."],
  },
  'other-service': {
    verdict: (who, address) => `something that is not ${who} answers on ${address}`,
    means: 'Where its port is taken, LiteLLM starts on a random one without a word: the proxy may be running elsewhere.',
    next: ['Find out who has the port (`ss -ltnp`), stop it, and restart LiteLLM.'],
  },
  'wrong-answer': {
    verdict: (who, address) => `${who} on ${address} answers its liveliness check with an error`,
    means: 'The proxy, or a gateway in front of it, refuses even the check that asks nothing of it.',
    next: ["If it is a gateway's answer (502, 503, 504), look behind it; else read LiteLLM's log."],
  },
};

function describe({ cause, evidence, proxy }: Pick<Incident, 'cause' | 'evidence' | 'proxy'>): Description {
  // A newer release may have written a cause that this one does not know.
  const words = WORDS[cause as ListenerFailure['kind']] ?? WORDS['wrong-answer'];
  const { seen, address } = Evidence.parse(evidence);
  const [who, where] = [proxyTitle(proxy), code(address, 120)];
  return {
    verdict: words.verdict(who, where),
    means: words.means,
    seen: [`Seen: ${code(seen)}`],
    next: words.next,
    resolved: `${who} answers again on ${where}`,
  };
}
