import type { Incident, IncidentChange, NewIncident } from '../store/incidents.js';
import type { Finding, Verdict } from './check.js';

/** What to do about a verdict, with the reason for the log. `tell` is whether people must see the change. */
export type Decision =
  | { readonly kind: 'nothing'; readonly reason: string }
  | { readonly kind: 'open'; readonly incident: NewIncident; readonly tell: boolean; readonly reason: string }
  | { readonly kind: 'change'; readonly change: IncidentChange; readonly tell: boolean; readonly note?: string; readonly reason: string };

export interface Situation {
  readonly proxy: string;
  readonly check: string;
  readonly channel: string;
  readonly open: Incident | undefined;
  /** Whether a message about the open incident was, or is about to be, posted. */
  readonly wasTold: boolean;
  /** When the last silence that covers the fingerprint ends. */
  readonly silencedUntil: Date | undefined;
}

/** Pure: one open incident a fingerprint, told when it opens, when its cause changes and when it is over. */
export function decide(verdict: Exclude<Verdict, { kind: 'unsure' }>, situation: Situation, now: Date): Decision {
  if (verdict.kind === 'clear') return recover(situation, now);
  return situation.open ? persist(verdict.finding, situation.open, situation, now) : open(verdict.finding, situation, now);
}

function open(finding: Finding, { proxy, check, channel, silencedUntil }: Situation, now: Date): Decision {
  const { fingerprint, cause, severity, evidence, since } = finding;
  return {
    kind: 'open',
    incident: { proxy, check, fingerprint, cause, severity, evidence, startedAt: since, firedAt: now, channel, silencedUntil: silencedUntil ?? null },
    tell: silencedUntil === undefined,
    reason: silencedUntil ? 'opened in silence' : 'opened',
  };
}

function persist(finding: Finding, incident: Incident, { silencedUntil, wasTold }: Situation, now: Date): Decision {
  if (incident.silencedUntil && !silencedUntil) {
    return {
      kind: 'change', tell: true, reason: 'the silence is over',
      change: { silencedUntil: null, lastSeenAt: now, cause: finding.cause, evidence: finding.evidence },
      ...(wasTold && { note: 'The silence is over, and it is still so.' }),
    };
  }
  if (!wasTold && !silencedUntil) return { kind: 'change', tell: true, reason: 'nobody was told', change: { lastSeenAt: now, cause: finding.cause, evidence: finding.evidence } };
  if (finding.cause === incident.cause) return { kind: 'nothing', reason: 'known' };
  return {
    kind: 'change', tell: silencedUntil === undefined || wasTold, reason: 'the cause changed',
    change: { cause: finding.cause, evidence: finding.evidence, lastSeenAt: now },
  };
}

function recover({ open: incident, wasTold }: Situation, now: Date): Decision {
  if (!incident) return { kind: 'nothing', reason: 'all is well' };
  // What was never told needs no end: a silence covered the whole of it.
  return { kind: 'change', tell: wasTold, reason: 'recovered', change: { state: 'resolved', resolvedAt: now, lastSeenAt: now } };
}

/** What the buttons of an incident do. */
export type IncidentClick = 'acknowledge' | 'silence' | 'unsilence';

/** What a click may do to an incident, or why not. */
export type ClickDecision =
  | { readonly kind: 'change'; readonly change: IncidentChange }
  | { readonly kind: 'already'; readonly by: string; readonly at: Date }
  | { readonly kind: 'over'; readonly at: Date };

/** Pure: the first to acknowledge has it; a repetition changes nothing; what is over cannot be had. */
export function decideAcknowledge(incident: Incident, actor: { readonly id: string; readonly name: string }, now: Date): ClickDecision {
  if (incident.state === 'resolved') return { kind: 'over', at: incident.resolvedAt ?? now };
  if (incident.state === 'acknowledged') {
    return { kind: 'already', by: incident.acknowledgedName ?? incident.acknowledgedBy ?? '?', at: incident.acknowledgedAt ?? now };
  }
  return { kind: 'change', change: { state: 'acknowledged', acknowledgedAt: now, acknowledgedBy: actor.id, acknowledgedName: actor.name } };
}

/** Pure: a silence may be lengthened; what is over needs none. */
export function decideSilence(incident: Incident, until: Date): ClickDecision {
  if (incident.state === 'resolved') return { kind: 'over', at: incident.resolvedAt ?? until };
  return { kind: 'change', change: { silencedUntil: until } };
}
