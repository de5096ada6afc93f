import { describe, expect, test } from 'vitest';
import { decideRetry } from '../../src/alerts/retry.js';
import type { Outcome } from '../../src/slack/outcome.js';
import type { OutboxKind } from '../../src/store/outbox.js';

const NOW = new Date(Date.UTC(2026, 0, 15, 12));
const HOUR_MS = 3_600_000;
type Failure = Exclude<Outcome, { kind: 'sent' }>;
const rejected: Failure = { kind: 'rejected', error: 'not_in_channel' };

function pause(attempts: number, { outcome = rejected, ageMs = 0, random = 0, kind = 'thread' as OutboxKind, isOver = false } = {}): number | 'give-up' {
  const decision = decideRetry({ attempts, kind, isOver, createdAt: new Date(NOW.getTime() - ageMs), outcome }, NOW, random);
  return decision.kind === 'again' ? decision.at.getTime() - NOW.getTime() : decision.kind;
}

describe('a message that was not sent', () => {
  test.each([[1, 1_000], [2, 2_000], [3, 4_000], [6, 32_000], [7, 60_000], [8, 60_000], [5_000, 60_000]])('after attempt %d waits %d ms', (attempts, expected) => {
    expect(pause(attempts)).toBe(expected);
  });

  test('waits up to a quarter less, so that many do not come back at once', () => {
    expect(pause(3, { random: 1 })).toBe(3_000);
    expect(pause(3, { random: 0.5 })).toBe(3_500);
  });

  test('waits as long as Slack asks, jitter or not', () => {
    expect(pause(1, { outcome: { kind: 'rejected', error: 'ratelimited', retryAfterMs: 90_000 }, random: 1 })).toBe(90_000);
    expect(pause(9, { outcome: { kind: 'rejected', error: 'refused', retryAfterMs: 250 } })).toBe(250);
  });

  test('is tried again whatever was wrong, for a day', () => {
    expect(pause(1_400, { ageMs: 24 * HOUR_MS })).toBe(60_000);
    expect(pause(1, { ageMs: 24 * HOUR_MS + 1 })).toBe('give-up');
    expect(pause(1, { ageMs: 25 * HOUR_MS, outcome: { kind: 'unknown', error: 'timeout' } })).toBe('give-up');
  });

  test('is tried for as long as it is true: an open incident is told after a week, too', () => {
    expect(pause(99, { kind: 'card', ageMs: 7 * 24 * HOUR_MS })).toBe(60_000);
    expect(pause(99, { kind: 'card', isOver: true, ageMs: 7 * 24 * HOUR_MS })).toBe('give-up');
  });
});
