import { describe, expect, test } from 'vitest';
import { nextFree, parseAlias, parseBudget, parseDuration, parseLimit, parseList } from '../../src/commands/key-rules.js';

const refused = expect.objectContaining({ name: 'UserError', hint: expect.stringMatching(/^Expected/) as string }) as Error;

describe('an alias', () => {
  test.each(['a', 'A1', 'ci-nightly', 'team/service', 'a@example.com', 'v1.2+3', 'a_b', 'my-sk-notes', 'x'.repeat(100)])('may be %s', (alias) => {
    expect(parseAlias(alias)).toBe(alias);
  });

  test.each(['', ' ', 'a b', '-a', 'a-', '.hidden', 'a/', '<!channel>', '@here', '*_~', 'a\nb', 'ab\n', 'ab\u202Ecd', 'ümlaut', 'a"b', "a'b", 'a`b', 'a,b', '../etc', 'x'.repeat(101), '--flag'])('may not be %j', (alias) => {
    expect(() => parseAlias(alias)).toThrow(refused);
  });
});

describe('a duration', () => {
  test.each([['30d', '30d'], ['1s', '1s'], ['15m', '15m'], ['24H', '24h'], ['2w', '2w'], ['1mo', '1mo'], ['007d', '7d'], ['3660d', '3660d']])('may be %s', (text, expected) => {
    expect(parseDuration('per', text)).toBe(expected);
  });

  // LiteLLM itself takes `30days` for 30 days, and `1y` for nothing at all.
  test.each(['', '30', 'd', '0d', '-1d', '1.5d', '30days', '1y', '30 d', '30d ', '3661d', '999999mo', '9999999s', '1d1h'])('may not be %j', (text) => {
    expect(() => parseDuration('per', text)).toThrow(refused);
  });
});

describe('a budget', () => {
  test.each([['10', 10], ['2.50', 2.5], ['$5', 5], ['5$', 5], ['0.000001', 0.000001], ['999999999', 999_999_999]])('may be %s', (text, expected) => {
    expect(parseBudget(text)).toBe(expected);
  });

  test.each(['', '0', '0.00', '-1', '1e3', '1,50', '1.0000001', 'ten', 'NaN', 'Infinity', '0x10', '10 ', '.5', '5.', '9999999999'])('may not be %j', (text) => {
    expect(() => parseBudget(text)).toThrow(refused);
  });
});

describe('a limit', () => {
  test.each([['1', 1], ['100000', 100_000]])('may be %s', (text, expected) => {
    expect(parseLimit('rpm', text)).toBe(expected);
  });

  test.each(['', '0', '-5', '1.5', '1e3', '01', '1_000', '9999999999999'])('may not be %j', (text) => {
    expect(() => parseLimit('rpm', text)).toThrow(refused);
  });
});

describe('a list', () => {
  test.each<[string, readonly string[]]>([['a', ['a']], ['a,b', ['a', 'b']], [' a , b ,', ['a', 'b']], ['a,a', ['a']], ['openai/*', ['openai/*']]])('%j is %j', (text, names) => {
    expect(parseList('models', text)).toEqual(names);
  });

  test.each(['', ' ', ',', ' , '])('%j is none', (text) => {
    expect(() => parseList('models', text)).toThrow(refused);
  });
});

describe('the next free name', () => {
  test.each<[string, readonly string[], string]>([
    ['ci', ['ci'], 'ci-2'], ['ci', ['ci', 'ci-2', 'ci-3'], 'ci-4'], ['ci', ['ci', 'ci-3'], 'ci-2'], ['ci-2', ['ci', 'ci-2'], 'ci-3'], ['ci', ['CI-2'], 'ci-2'],
  ])('of %s beside %j is %s', (alias, taken, expected) => {
    expect(nextFree(alias, taken)).toBe(expected);
  });

  // The search for taken names may not have found it: its own is taken for certain.
  test('is never the alias itself', () => {
    expect(nextFree('ci-2', [])).toBe('ci-3');
  });

  test.each(['x'.repeat(100), `${'x'.repeat(90)}.---------`, '12-34'])('of %s is an alias itself', (alias) => {
    const free = nextFree(alias, [alias]);
    expect(parseAlias(free)).toBe(free);
    expect(free).not.toBe(alias);
  });
});
