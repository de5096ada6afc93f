import { describe, expect, test } from 'vitest';
import { ago, count, dateToken, duration, money, timeToken } from '../../src/slack/time.js';

const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000];
const NOW = new Date(Date.UTC(2026, 0, 15, 12, 0, 0, 999));
const before = (ms: number) => new Date(NOW.getTime() - ms);

describe('a duration', () => {
  test.each<[number, string]>([
    [0, '0 s'], [-5_000, '0 s'], [499, '0 s'], [500, '1 s'], [40 * SECOND, '40 s'], [59_499, '59 s'],
    // Not "60 s".
    [59_500, '1 min'], [MINUTE, '1 min'], [6 * MINUTE + 59 * SECOND, '6 min'], [59 * MINUTE, '59 min'], [HOUR - 1, '1 h'],
    [2 * HOUR + 5 * MINUTE, '2 h 5 min'], [3 * HOUR, '3 h'], [23 * HOUR + 59 * MINUTE, '23 h 59 min'], [24 * HOUR, '1 day'], [47 * HOUR, '1 day'], [72 * HOUR, '3 days'], [800 * 24 * HOUR, '800 days'],
  ])('%d ms is %s', (ms, expected) => {
    expect(duration(ms)).toBe(expected);
  });
});

describe('a time', () => {
  test("is Slack's token in whole seconds, with what is shown where Slack cannot", () => {
    expect(dateToken(NOW)).toBe('<!date^1768478400^{time}|2026-01-15 12:00 UTC>');
    expect(dateToken(NOW, '{date_short}')).toContain('^{date_short}|');
  });

  test.each<[string, Date, string]>([
    ['of today', before(HOUR), '{time}'], ['of yesterday', before(18 * HOUR), '{date_short_pretty} {time}'], ['to come', before(-HOUR), '{date_short_pretty} {time}'],
  ])('%s shows as %s %s', (_, at, format) => {
    expect(timeToken(at, NOW)).toContain(`^${format}|`);
  });

  test('has its age beside it', () => {
    expect(ago(before(6 * MINUTE), NOW)).toMatch(/^<!date.*> \(6 min ago\)$/);
  });
});

test.each<[number, string]>([
  [0, '$0.00'], [0.004, 'less than $0.01'], [0.005, '$0.01'], [41.2, '$41.20'], [1_234_567.891, '$1,234,567.89'], [-3.1, '-$3.10'],
])('%d dollars are %s', (dollars, expected) => {
  expect(money(dollars)).toBe(expected);
});

test.each<[number, string]>([[0, '0 keys'], [1, '1 key'], [2, '2 keys'], [1_204, '1,204 keys']])('%d of something are %s', (number, expected) => {
  expect(count(number, 'key')).toBe(expected);
});
