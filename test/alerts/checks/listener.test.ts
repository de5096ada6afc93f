import { describe, expect, test } from 'vitest';
import { judge, listener, type ListenerState } from '../../../src/alerts/checks/listener.js';
import type { Step } from '../../../src/alerts/check.js';
import type { Listener } from '../../../src/litellm/listener.js';

const SETTINGS = { tcp: '', liveliness: '', misses: 3, answers: 2, tcpTimeoutMs: 1, livelinessTimeoutMs: 1 };
const ADDRESS = '127.0.0.1:4000';
const at = (second: number) => new Date(Date.UTC(2026, 0, 15, 12, 0, second));

/** `t` and `l` are the probes; behind them `+` an answer, `r` refused, `h` hung, `o` another service. One look a second. */
type Look = `${'t' | 'l'}${'+' | 'r' | 'h' | 'o'}`;
const SEEN: Readonly<Record<string, Listener>> = {
  '+': { kind: 'answers', ms: 1 },
  r: { kind: 'refused', seen: 'refused' },
  h: { kind: 'hung', seen: 'hung' },
  o: { kind: 'other-service', seen: 'nginx' },
};

function look(looks: string, state = listener.initial as ListenerState, settings = SETTINGS): readonly Step<ListenerState>[] {
  const steps: Step<ListenerState>[] = [];
  for (const [index, one] of (looks.split(' ') as Look[]).entries()) {
    const seen = { listener: SEEN[one.charAt(1)] as Listener, address: ADDRESS };
    steps.push(judge(steps.at(-1)?.state ?? state, one.startsWith('t') ? 'tcp' : 'liveliness', seen, settings, at(index)));
  }
  return steps;
}

/** A letter a look: `?` unsure, `c` clear, and the first letter of what is fired with. */
const told = (steps: readonly Step<ListenerState>[]) =>
  steps.map(({ verdict }) => (verdict.kind === 'unsure' ? '?' : verdict.kind === 'clear' ? 'c' : verdict.finding.cause.charAt(0))).join('');

describe('the rule', () => {
  test.each<[string, string, string]>([
    ['fires with the third miss in a row, and in each look after it', 'tr tr tr tr', '??rr'],
    ['does not fire after two', 'tr tr', '??'],
    ['starts anew after an open connection', 'tr tr t+ tr tr tr', '?????r'],
    // Two of each are four misses, but neither probe has seen three.
    ['counts the probes apart', 'tr lr tr lr', '????'],
    ['fires when one of them has seen three', 'tr lr tr lr tr', '????r'],
    ['takes one answer for nothing, two for health', 'l+ l+ l+', '?cc'],
    ['is not calmed by one answer while down', 'tr tr tr l+ lr', '??r?r'],
    ['resolves with two answers in a row', 'tr tr tr l+ l+', '??r?c'],
    ['takes no number of open connections for an answer', 'tr tr tr t+ t+ t+ t+', '??r????'],
    ['needs the answers in a row', 'tr tr tr l+ tr l+ tr l+ l+', '??r?r?r?c'],
    ['an answer of HTTP excuses misses of TCP', 'tr tr l+ tr tr', '?????'],
    ['keeps to its cause until another has been seen as often', 'tr tr tr lh lh lh', '??rrrh'],
    ['keeps to its cause while two alternate', 'tr tr tr lh tr lh tr lh', '??rrrrrr'],
    ['keeps to its cause over open connections', 'tr tr tr t+ lh t+ lh t+ lh', '??r?r?r?h'],
    ['fires with what was seen last, however it began', 'tr th to', '??o'],
    ['a new outage needs three misses again', 'tr tr tr l+ l+ tr tr tr', '??r?c??r'],
  ])('%s', (_, looks, expected) => {
    expect(told(look(looks))).toBe(expected);
  });

  test('keeps to other thresholds', () => {
    expect(told(look('tr', undefined, { ...SETTINGS, misses: 1 }))).toBe('r');
    expect(told(look('l+', undefined, { ...SETTINGS, answers: 1 }))).toBe('c');
    expect(told(look('tr tr l+ l+ l+', undefined, { ...SETTINGS, misses: 2, answers: 3 }))).toBe('?r??c');
  });

  // The bot was restarted: it remembers nothing, the incident stands in the database.
  test('after a restart an open incident is confirmed after three misses, and cleared after two answers', () => {
    expect(told(look('lr lr lr'))).toBe('??r');
    expect(told(look('l+ l+'))).toBe('?c');
  });

  test.each<[string, string, number]>([
    ['the first miss, not the third', 'tr tr tr', 0],
    ['the first of the outage, whatever its cause and probe', 'lh tr tr tr', 0],
    ['the first after all was well', 'tr l+ l+ tr tr tr', 3],
    ['the same after one answer too few', 'tr tr tr l+ tr', 0],
  ])('dates the outage from %s', (_, looks, second) => {
    const { verdict } = look(looks).at(-1) as Step<ListenerState>;
    expect(verdict).toMatchObject({ kind: 'fire', finding: { since: at(second), fingerprint: 'listener', severity: 'critical', evidence: { address: ADDRESS } } });
  });

  test('an open connection while down asks for liveliness at once; while all is well it asks for nothing', () => {
    expect(look('tr tr tr t+').at(-1)?.ask).toBe('liveliness');
    expect(look('t+').at(-1)?.ask).toBeUndefined();
    expect(look('tr tr t+').at(-1)?.ask).toBeUndefined();
    expect(look('tr tr tr l+ l+ t+').at(-1)?.ask).toBeUndefined();
  });

  test('is pure: it leaves the state that it was given', () => {
    const state = Object.freeze({ ...(listener.initial as ListenerState), misses: Object.freeze({ tcp: 0, liveliness: 0 }) });
    expect(look('tr tr tr', state)).toEqual(look('tr tr tr', state));
  });
});

describe('its words', () => {
  test.each(['refused', 'unreachable', 'hung', 'other-service', 'wrong-answer'])('say what %s is, what it means and what to do', (cause) => {
    const words = listener.describe({ cause, evidence: { seen: '<!channel> *bold* `x`', address: ADDRESS }, startedAt: at(0), proxy: 'default' });
    expect(words.verdict).toContain('`127.0.0.1:4000`');
    expect(words.seen[0]).toBe('Seen: `&lt;!channel&gt; *bold* ˋxˋ`');
    expect(words.means).not.toBe('');
    expect(words.next.length).toBeGreaterThan(0);
    expect(words.resolved).toContain(ADDRESS);
  });
});
