import { setTimeout as sleep } from 'node:timers/promises';
import type { FetchFunction } from '@slack/web-api';
import { messageOf } from '../errors.js';
import type { Message } from './blocks.js';
import { wasNotSent, type Outcome } from './outcome.js';

export interface RespondOptions {
  /** Replaces the message whose button was clicked, instead of adding one. */
  readonly replaceOriginal?: boolean;
  /** Shown to the whole channel instead of the asker alone. */
  readonly inChannel?: boolean;
  /** It may be there already, so a lost answer is not followed by a second try. */
  readonly once?: boolean;
  /** How often it is tried, of the five times that Slack allows; 3 unless told. */
  readonly attempts?: number;
}

/** How often a message is tried, and how long a rate limit is waited for at the most. */
const ATTEMPTS = 3;
const LONGEST_WAIT_MS = 5_000;

/**
 * Answers by a `response_url`: five times within half an hour (docs.slack.dev/interactivity/handling-user-interaction).
 * @returns what became of it; it throws nothing
 */
export async function respond(fetch: FetchFunction, url: string, message: Message, options: RespondOptions = {}): Promise<Outcome> {
  const body = JSON.stringify({
    response_type: options.inChannel ? 'in_channel' : 'ephemeral',
    replace_original: options.replaceOriginal ?? false,
    ...message,
  });
  return deliver(fetch, url, body, options.once ?? false, options.attempts ?? ATTEMPTS);
}

/** Removes the message whose button was clicked from view. */
export function removeOriginal(fetch: FetchFunction, url: string): Promise<Outcome> {
  return deliver(fetch, url, JSON.stringify({ delete_original: true }), false, ATTEMPTS);
}

async function deliver(fetch: FetchFunction, url: string, body: string, once: boolean, attempts: number): Promise<Outcome> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await post(fetch, url, body);
    const again = outcome.kind === 'rejected' ? outcome.retryAfterMs : outcome.kind === 'unknown' && !once ? 250 * attempt : undefined;
    if (attempt >= attempts || again === undefined || again > LONGEST_WAIT_MS) return outcome;
    await sleep(again);
  }
}

async function post(fetch: FetchFunction, url: string, body: string): Promise<Outcome> {
  try {
    const response = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
    return read(response.status, response.headers.get('retry-after'), await response.text());
  } catch (error) {
    if (wasNotSent(error)) return { kind: 'rejected', error: messageOf(error), retryAfterMs: 250 };
    return { kind: 'unknown', error: messageOf(error) };
  }
}

/** Slack answers `ok`, or a JSON document, sometimes with `ok: false` and status 200. */
function read(status: number, retryAfter: string | null, text: string): Outcome {
  if (status === 429) return { kind: 'rejected', error: 'ratelimited', retryAfterMs: (Number(retryAfter) || 1) * 1_000 };
  if (status >= 500) return { kind: 'unknown', error: `status ${status}` };
  if (status !== 200) return { kind: 'rejected', error: text.slice(0, 200) || `status ${status}` };
  const refusal = /"ok"\s*:\s*false/.test(text) ? /"error"\s*:\s*"([^"]*)"/.exec(text)?.[1] ?? 'not ok' : undefined;
  return refusal === undefined ? { kind: 'sent', ts: undefined } : { kind: 'rejected', error: refusal };
}
