import type { Outcome } from '../slack/outcome.js';
import type { OutboxRow } from '../store/outbox.js';

export type RetryDecision = { readonly kind: 'again'; readonly at: Date } | { readonly kind: 'give-up' };

/** Milliseconds: pauses double from the first to the longest. After a day a note, or that something is over, tells nobody anything. */
const FIRST_PAUSE_MS = 1_000;
const LEAST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 60_000;
const GIVE_UP_MS = 24 * 3_600_000;

/**
 * Pure: when a message that was not sent is tried again. Even a refusal such as `not_in_channel` is:
 * somebody may invite the bot, and an open incident is still true, for days if need be.
 * @param random 0 to 1, takes up to a quarter off each pause
 */
export function decideRetry(row: Pick<OutboxRow, 'attempts' | 'createdAt' | 'kind' | 'isOver'> & { readonly outcome: Exclude<Outcome, { kind: 'sent' }> }, now: Date, random: number): RetryDecision {
  const isStale = row.kind === 'thread' || row.isOver;
  if (isStale && now.getTime() - row.createdAt.getTime() > GIVE_UP_MS) return { kind: 'give-up' };
  const asked = row.outcome.kind === 'rejected' ? row.outcome.retryAfterMs : undefined;
  const own = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(row.attempts - 1, 10)) * (1 - random / 4);
  return { kind: 'again', at: new Date(now.getTime() + (asked === undefined ? own : Math.max(asked, LEAST_PAUSE_MS))) };
}
