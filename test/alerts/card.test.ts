import { describe, expect, test } from 'vitest';
import { renderIncident, renderResolvedNote } from '../../src/alerts/card.js';
import { listener } from '../../src/alerts/checks/listener.js';
import type { Incident } from '../../src/store/incidents.js';
import { buttonsOf, textOf } from '../support/house.js';
import { expectAccepted, expectHarmless } from '../support/slack-limits.js';
import { at, incident } from './support/incident.js';

const HOSTILE = '<!channel> @here *_~`x`\n\u202Eevil <@U0OMAR|x> sk-abcdef123456 & "';
const shown = (change: Partial<Incident> = {}) => {
  const subject = incident({ messageTs: '1.1', ...change });
  const message = renderIncident(subject, listener.describe(subject));
  const whole = { blocks: [], attachments: [], ...message } as unknown as Parameters<typeof textOf>[0];
  return { message, text: textOf(whole), buttons: buttonsOf(whole), color: message.attachments?.[0]?.color, action: JSON.stringify(message.blocks?.find(({ type }) => type === 'actions')) };
};

const held: Partial<Incident> = { state: 'acknowledged', acknowledgedAt: at(8), acknowledgedBy: 'U0ADA', acknowledgedName: 'ada' };
const over: Partial<Incident> = { state: 'resolved', resolvedAt: at(41) };

describe('an incident is shown', () => {
  test.each<[string, Partial<Incident>, readonly string[], RegExp, RegExp]>([
    ['firing', {}, ['Acknowledge', 'Silence 1 h', 'Status'], /🔴 Critical: LiteLLM is down: nothing listens on `127\.0\.0\.1:4000`\*\nSince <!date\^/, /Nobody has acknowledged it yet · incident #41/],
    ['as a warning', { severity: 'warning' }, ['Acknowledge', 'Silence 1 h', 'Status'], /🟠 Warning: /, /#41/],
    ['acknowledged', held, ['Silence 1 h', 'Status'], /🟠 Critical: /, /\*ada\* is on it since <!date\^/],
    ['silenced', { silencedUntil: at(60) }, ['Acknowledge', 'End silence', 'Status'], /🔴 Critical: /, /silenced until <!date\^/],
    ['acknowledged and silenced', { ...held, silencedUntil: at(60) }, ['End silence', 'Status'], /🟠 Critical: /, /is on it since .* · silenced until/],
    ['resolved', over, [], /✅ Resolved: LiteLLM answers again on `127\.0\.0\.1:4000`/, /, after 41 min \(<!date[^]*\nNobody acknowledged it/],
    ['resolved by somebody', { ...held, ...over }, [], /✅ Resolved/, /\*ada\* acknowledged after 7 min/],
    ['resolved in silence', { ...over, silencedUntil: at(60) }, ['End silence'], /✅ Resolved/, /Further listener alerts stay silent until <!date/],
  ])('%s', (_, change, buttons, verdict, rest) => {
    const { message, text, buttons: found } = shown(change);
    expect(found).toEqual(buttons);
    expect(text).toMatch(verdict);
    expect(text).toMatch(rest);
    expectAccepted(message);
  });

  test('with the number of the incident in each button that changes it', () => {
    expect(shown().action).toMatch(/"incident\/acknowledge".*"value":"41".*"incident\/silence".*"value":"41"/);
  });

  test('with a full sentence and no markup on a locked phone', () => {
    expect(shown().message.text).toBe('Critical: LiteLLM is down: nothing listens on 127.0.0.1:4000, incident #41.');
    expect(shown(held).message.text).toBe('Critical: LiteLLM is down: nothing listens on 127.0.0.1:4000, incident #41, ada is on it.');
    expect(shown(over).message.text).toBe('Resolved after 41 min: LiteLLM answers again on 127.0.0.1:4000, incident #41.');
  });

  test('in red while it fires, in amber while somebody has it, in green when it is over', () => {
    expect(new Set([shown().color, shown(held).color, shown(over).color]).size).toBe(3);
  });
});

describe('hostile text', () => {
  const evidence = { seen: HOSTILE.repeat(200), address: HOSTILE.repeat(20) };
  test.each<[string, Partial<Incident>]>([
    ['firing', {}], ['acknowledged', { ...held, acknowledgedName: HOSTILE.repeat(10) }], ['resolved', { ...held, ...over, acknowledgedName: HOSTILE }],
  ])('stays text in what is %s', (_, change) => {
    const { message } = shown({ ...change, evidence, proxy: HOSTILE });
    expectAccepted(message);
    expectHarmless(message);
  });

  test('stays text in the note below', () => {
    const subject = incident({ ...over, evidence });
    const note = renderResolvedNote(subject, listener.describe(subject));
    expectAccepted(note);
    expectHarmless(note);
    expect(note.text).toMatch(/^Resolved after 41 min: /);
  });
});
