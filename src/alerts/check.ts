import type { Tuning } from '../config.js';
import type { Proxy } from '../litellm/proxy.js';
import type { Incident, Severity } from '../store/incidents.js';

/** What a check found wrong. */
export interface Finding {
  /** With the proxy's name, what makes two findings the same incident. */
  readonly fingerprint: string;
  /** The check's own word for it; it may change while the incident lasts. */
  readonly cause: string;
  readonly severity: Severity;
  /** What `describe` needs to say what was seen; kept with the incident, so nothing secret. */
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly since: Date;
}

/**
 * - `fire`: it is wrong now. Said in each cycle as long as it is.
 * - `clear`: it is right now, for long enough.
 * - `unsure`: neither; an open incident stays as it is.
 */
export type Verdict =
  | { readonly kind: 'fire'; readonly finding: Finding }
  | { readonly kind: 'clear'; readonly fingerprint: string }
  | { readonly kind: 'unsure'; readonly reason: string };

export interface Step<State> {
  readonly state: State;
  readonly verdict: Verdict;
  /** A probe to make at once instead of at its next time. */
  readonly ask?: string;
}

export interface Observed<Observation> {
  /** Which of the check's probes saw it. */
  readonly probe: string;
  readonly observation: Observation;
}

export interface Probe<Observation> {
  readonly name: string;
  /** Cron expression with seconds. */
  readonly schedule: (tuning: Tuning) => string;
  /** Whether it can be made of this proxy at all. */
  readonly applies: (proxy: Proxy) => boolean;
  /** Looks; the only part that reaches outside. What it cannot see is an observation too: it throws nothing. */
  readonly observe: (proxy: Proxy, tuning: Tuning) => Promise<Observation>;
}

/** How an incident is told, in mrkdwn with outside text escaped. */
export interface Description {
  /** The verdict without its severity: `LiteLLM is down: nothing listens on 127.0.0.1:4000`. */
  readonly verdict: string;
  /** What it means for those who use the proxy: shown while it lasts. */
  readonly means: string;
  /** What was seen, a line each. */
  readonly seen: readonly string[];
  readonly next: readonly string[];
  /** The verdict once it is over: `LiteLLM answers again`. */
  readonly resolved: string;
}

/** One thing that is watched: probes that observe, a pure rule that judges, and the words for it. */
export interface Check<State = unknown, Observation = unknown> {
  readonly name: string;
  readonly probes: readonly Probe<Observation>[];
  readonly initial: State;
  /** Pure: the same state, observation and time give the same step. */
  readonly rule: (state: State, observed: Observed<Observation>, tuning: Tuning, now: Date) => Step<State>;
  readonly describe: (incident: Pick<Incident, 'cause' | 'evidence' | 'startedAt' | 'proxy'>) => Description;
}

/** Fixes a check's types where it is declared, and forgets them where checks are listed. */
export function defineCheck<State, Observation>(check: Check<State, Observation>): Check {
  return check as unknown as Check;
}
