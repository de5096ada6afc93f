import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/alerts/check.js';
import { decide, decideAcknowledge, decideSilence, type Situation } from '../../src/alerts/incident.js';
import { at, incident } from './support/incident.js';

const finding: Finding = { fingerprint: 'listener', cause: 'refused', severity: 'critical', evidence: { seen: 'now' }, since: at(0) };
const situation = (change: Partial<Situation> = {}): Situation => ({ proxy: 'default', check: 'listener', channel: 'C0ALERTS', open: undefined, silencedUntil: undefined, wasTold: change.open?.messageTs !== undefined && change.open.messageTs !== null, ...change });
const fire = (change: Partial<Finding> = {}) => ({ kind: 'fire', finding: { ...finding, ...change } } as const);
const clear = { kind: 'clear', fingerprint: 'listener' } as const;
const posted = incident({ messageTs: '1.1' });

describe('a verdict', () => {
  test.each<[string, Parameters<typeof decide>[0], Partial<Situation>, object]>([
    ['opens an incident and tells it', fire(), {}, { kind: 'open', tell: true, incident: { startedAt: at(0), firedAt: at(9), silencedUntil: null, channel: 'C0ALERTS', check: 'listener' } }],
    ['tells what was never told and is not silenced', fire(), { open: incident() }, { kind: 'change', tell: true, reason: 'nobody was told' }],
    // Its card was saved, and somebody silenced it before it arrived.
    ['resolves what was told in spite of a later silence', clear, { open: incident({ silencedUntil: at(30) }), wasTold: true }, { kind: 'change', tell: true }],
    ['opens it untold within a silence', fire(), { silencedUntil: at(30) }, { kind: 'open', tell: false, incident: { silencedUntil: at(30) } }],
    ['says nothing twice', fire(), { open: posted }, { kind: 'nothing' }],
    ['says nothing twice while somebody has it', fire(), { open: { ...posted, state: 'acknowledged' } }, { kind: 'nothing' }],
    ['tells a changed cause', fire({ cause: 'hung' }), { open: posted }, { kind: 'change', tell: true, change: { cause: 'hung', evidence: { seen: 'now' }, lastSeenAt: at(9) } }],
    // The message is there already, and an update makes no noise.
    ['shows a changed cause in a silenced message', fire({ cause: 'hung' }), { open: { ...posted, silencedUntil: at(30) }, silencedUntil: at(30) }, { kind: 'change', tell: true }],
    ['keeps a changed cause to itself where nothing was told yet', fire({ cause: 'hung' }), { open: incident({ silencedUntil: at(30) }), silencedUntil: at(30) }, { kind: 'change', tell: false }],
    ['tells, with a note, what outlasts its silence', fire(), { open: { ...posted, silencedUntil: at(8) } }, { kind: 'change', tell: true, note: expect.stringContaining('silence is over') as string, change: { silencedUntil: null } }],
    ['tells without a note what was never told', fire(), { open: incident({ silencedUntil: at(8) }) }, { kind: 'change', tell: true, change: { silencedUntil: null, cause: 'refused' } }],
    ['stays quiet while the silence was lengthened', fire(), { open: { ...posted, silencedUntil: at(8) }, silencedUntil: at(30) }, { kind: 'nothing' }],
    ['resolves, and says so', clear, { open: posted }, { kind: 'change', tell: true, change: { state: 'resolved', resolvedAt: at(9), lastSeenAt: at(9) } }],
    ['resolves what somebody has', clear, { open: { ...posted, state: 'acknowledged' } }, { kind: 'change', tell: true, change: { state: 'resolved' } }],
    ['resolves a silenced message, too', clear, { open: { ...posted, silencedUntil: at(30) } }, { kind: 'change', tell: true }],
    // Its card waits in the outbox: Slack could not be reached.
    ['resolves what is not posted yet, and says so', clear, { open: incident(), wasTold: true }, { kind: 'change', tell: true }],
    ['resolves without a word what a silence covered whole', clear, { open: incident({ silencedUntil: at(30) }) }, { kind: 'change', tell: false, change: { state: 'resolved' } }],
    ['has nothing to resolve', clear, {}, { kind: 'nothing' }],
  ])('%s', (_, verdict, change, expected) => {
    const decision = decide(verdict, situation(change), at(9));
    expect(decision).toMatchObject(expected);
    expect(decision.reason).not.toBe('');
    if (!('note' in expected)) expect(decision).not.toHaveProperty('note');
  });
});

const omar = { id: 'U0OMAR', name: 'omar' };

describe('acknowledging', () => {
  test.each<[string, Parameters<typeof decideAcknowledge>[0], object]>([
    ['gives a firing incident to whoever clicks', posted, { kind: 'change', change: { state: 'acknowledged', acknowledgedAt: at(9), acknowledgedBy: 'U0OMAR', acknowledgedName: 'omar' } }],
    ['leaves it with who has it', incident({ state: 'acknowledged', acknowledgedBy: 'U0ADA', acknowledgedName: 'ada', acknowledgedAt: at(3) }), { kind: 'already', by: 'ada', at: at(3) }],
    ['changes nothing for the same person again', incident({ state: 'acknowledged', acknowledgedBy: 'U0OMAR', acknowledgedName: 'omar', acknowledgedAt: at(3) }), { kind: 'already', by: 'omar', at: at(3) }],
    ['names the id where the name is lost', incident({ state: 'acknowledged', acknowledgedBy: 'U0ADA' }), { kind: 'already', by: 'U0ADA' }],
    ['refuses what is over', incident({ state: 'resolved', resolvedAt: at(5) }), { kind: 'over', at: at(5) }],
  ])('%s', (_, open, expected) => {
    expect(decideAcknowledge(open, omar, at(9))).toMatchObject(expected);
  });
});

describe('silencing', () => {
  test.each<[string, Parameters<typeof decideSilence>[0], object]>([
    ['is for firing incidents', posted, { kind: 'change', change: { silencedUntil: at(60) } }],
    ['is for acknowledged ones', incident({ state: 'acknowledged' }), { kind: 'change' }],
    ['lengthens a silence', incident({ silencedUntil: at(30) }), { kind: 'change', change: { silencedUntil: at(60) } }],
    ['is not for what is over', incident({ state: 'resolved', resolvedAt: at(5) }), { kind: 'over', at: at(5) }],
  ])('%s', (_, open, expected) => {
    expect(decideSilence(open, at(60))).toMatchObject(expected);
  });
});
