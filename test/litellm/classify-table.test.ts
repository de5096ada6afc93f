import { describe, expect, test } from 'vitest';
import { CAUSE_KINDS, classify, describeCause } from '../../src/litellm/classify.js';
import { parseLiteral } from '../../src/litellm/classify/literal.js';
import { PROVIDERS } from '../../src/litellm/classify/providers.js';
import { AMBIGUOUS, CREDIT } from '../../src/litellm/classify/rows-credit.js';
import { PARTICULAR } from '../../src/litellm/classify/rows-particular.js';
import { PROXY } from '../../src/litellm/classify/rows-proxy.js';
import { RATE, WEAK_RATE } from '../../src/litellm/classify/rows-rate.js';
import { REQUEST } from '../../src/litellm/classify/rows-request.js';
import { storedFailures } from './support/stored-failures.js';

const TABLE = [...PARTICULAR, ...RATE, ...WEAK_RATE, ...CREDIT, ...AMBIGUOUS, ...REQUEST, ...PROXY];

describe('the table', () => {
  test('names a source, a known provider and a known cause in each row', () => {
    for (const { provider, kind, source } of TABLE) {
      expect(CAUSE_KINDS).toContain(kind);
      expect(source).toMatch(/https:\/\/|\.py|\.md|LiteLLM|seen on/);
      if (provider !== '*') expect([...PROVIDERS.keys()]).toContain(provider);
    }
  });

  test('has no pattern that could take more than linear time', () => {
    for (const { pattern } of TABLE) {
      expect(pattern.global || pattern.sticky, pattern.source).toBe(false);
      expect(pattern.source, 'an unbounded repetition').not.toMatch(/[^\\][*+]|\{\d+,\}/);
    }
  });

  test('knows each provider by a name and an address to pay at', () => {
    for (const { name, topUpUrl } of PROVIDERS.values()) {
      expect(name).toMatch(/^\w/);
      expect(new URL(topUpUrl).protocol).toBe('https:');
    }
  });
});

describe('describeCause', () => {
  test.each(CAUSE_KINDS)('tells people about %s in plain sentences', (kind) => {
    const { title, means, next } = describeCause(kind);
    expect(title).toMatch(/^(?:[a-z]|LiteLLM)[^.]{5,60}[^.]$/);
    for (const sentence of [means, next]) expect(sentence).toMatch(/^[A-Z].{10,220}[.…]$/);
    for (const text of [title, means, next]) expect(text).not.toMatch(/[*~<>`]|Error:|Oops|successfully|Exception/);
  });

  test('says of credit what an operator must know', () => {
    expect(describeCause('out-of-credit').means).toContain('This is not a rate limit: retrying does not help.');
  });
});

describe('parseLiteral', () => {
  const read = (text: string): unknown => JSON.parse(JSON.stringify(parseLiteral(text) ?? null));

  test("is not led astray by the names of an object's own parts", () => {
    parseLiteral('{"__proto__": {"polluted": 1}, "a": {"__proto__": {"polluted": 1}}}');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test.each([
    ['{"a": [1, true, null], "b": {"c": "d\\u4f59\\n"}}', { a: [1, true, null], b: { c: 'd余\n' } }],
    ["{'error': \"it's\", 'param': None, 'ok': True, 'code': 429}", { error: "it's", param: null, ok: true, code: 429 }],
    ["b'{\"error\": \"x\"}'", { error: 'x' }],
    ["{'message': 'cut off in the mid", { message: 'cut off in the mid' }],
    ["{'a': ('x', 'y')}", { a: ['x', 'y'] }],
    ['{"constructor": 2}', { constructor: 2 }],
    ['{{"a": 1}: 2, [3]: 4}', { '': 4 }],
    ['no object', null],
    ['', null],
    ['{', {}],
    ['{]}:,', {}],
  ])('reads %s', (text, value) => {
    const found = read(text);
    if (text.startsWith('{]')) expect(found).toBeTypeOf('object');
    else expect(JSON.stringify(found)).toBe(JSON.stringify(JSON.parse(JSON.stringify(value))));
  });
});

/** Numbers that look random and are the same in each run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

describe('any input', () => {
  const PIECES = ['a', '{', '[', '(', "'", '"', '\\', '\\u', '<', '>', ': ', ' - ', '\n', 'litellm.', 'Error', 'Exception', 'insufficient ', 'per minute ', 'quota', '余额不足', '429: ', 'Traceback (most recent call last)', '\u0000', '\uD800', 'Received Model Group=', "b'"];

  test.each(PIECES)('a megabyte of %j', (piece) => {
    const cause = classify({ message: piece.repeat(Math.ceil(1_000_000 / piece.length)), status: 429, provider: 'openai' });
    expect(CAUSE_KINDS).toContain(cause.kind);
    expect(cause.words.length).toBeLessThanOrEqual(2_000);
  });

  test.each(['{"a":', '[{"error":', "{'message': '", 'litellm.RateLimitError: ', 'RateLimitError: OpenAIException - ', '<html>'])('a megabyte of %j behind a wrapping', (piece) => {
    expect(CAUSE_KINDS).toContain(classify({ message: `litellm.APIError: XException - ${piece.repeat(1_000_000 / piece.length)}`, status: 500 }).kind);
  });

  test('looks at a bounded part: what stands in the middle of a megabyte changes nothing', () => {
    const head = 'litellm.RateLimitError: RateLimitError: OpenAIException - You exceeded your current quota, ';
    const long = (middle: string) => classify({ message: `${head}${'x'.repeat(500_000)}${middle}${'x'.repeat(500_000)}`, status: 429 });
    expect(long('per minute')).toEqual(long('nothing at all'));
    expect(long('').kind).toBe('out-of-credit');
  });

  test('2,000 mixtures of pieces and of real messages are classified', () => {
    const random = createRandom(20_261_121);
    const real = storedFailures().map(({ http }) => http.message);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
    for (let round = 0; round < 2_000; round += 1) {
      const message = Array.from({ length: 1 + Math.floor(random() * 12) }, () => (random() < 0.2 ? pick(real).slice(Math.floor(random() * 40)) : pick(PIECES))).join('');
      const cause = classify({ message, status: pick([undefined, 200, 400, 401, 402, 403, 404, 422, 429, 500, 1211, Number.NaN, -1]), code: pick([undefined, '', '429', 'Arrearage', '__proto__']), errorClass: pick([undefined, '', 'RateLimitError', 'constructor', '__proto__']), provider: pick([undefined, '', 'openai', 'zai', 'toString']) });
      expect(CAUSE_KINDS).toContain(cause.kind);
      expect([typeof cause.words, typeof (cause.provider ?? ''), typeof cause.evidence]).toEqual(['string', 'string', 'string']);
    }
  });
});
