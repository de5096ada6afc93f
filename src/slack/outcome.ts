import { ErrorCode, type WebAPICallResult } from '@slack/web-api';
import { messageOf } from '../errors.js';

/**
 * What became of something sent:
 * - `sent`: Slack has it; `ts` is the message's id where there is one.
 * - `rejected`: Slack has it not, and says why; trying again later may help.
 * - `unknown`: nobody can tell; look before it is repeated.
 */
export type Outcome =
  | { readonly kind: 'sent'; readonly ts: string | undefined }
  | { readonly kind: 'rejected'; readonly error: string; readonly retryAfterMs?: number }
  | { readonly kind: 'unknown'; readonly error: string };

/** Slack's own errors after which something may have happened nevertheless. Source: docs.slack.dev/reference/methods/chat.postMessage#errors */
export const AMBIGUOUS = new Set(['fatal_error', 'internal_error', 'request_timeout', 'service_unavailable']);

/** Errors of a connection that never opened: nothing was sent. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

interface SlackFailure extends Error {
  readonly code?: string;
  readonly data?: WebAPICallResult & { readonly error?: string };
  readonly retryAfter?: number;
  readonly statusCode?: number;
  readonly original?: unknown;
}

/** @returns what a failed call of web-api means */
export function outcomeOf(error: unknown): Outcome {
  const failure = error as SlackFailure;
  if (failure.code === ErrorCode.PlatformError) {
    const reason = failure.data?.error ?? 'unknown_error';
    return AMBIGUOUS.has(reason) ? { kind: 'unknown', error: reason } : { kind: 'rejected', error: reason };
  }
  if (failure.code === ErrorCode.RateLimitedError) {
    return { kind: 'rejected', error: 'ratelimited', retryAfterMs: (failure.retryAfter ?? 1) * 1_000 };
  }
  if (wasNotSent(error)) return { kind: 'rejected', error: messageOf(error) };
  return { kind: 'unknown', error: messageOf(error) };
}

/** @returns whether a network error says that nothing left this machine */
export function wasNotSent(error: unknown): boolean {
  for (let cause: unknown = error, depth = 0; cause instanceof Error && depth < 6; depth += 1) {
    const { code, original, errors } = cause as Error & { code?: string; original?: unknown; errors?: unknown[] };
    if (code !== undefined && NOT_SENT.has(code)) return true;
    cause = original ?? cause.cause ?? errors?.[0];
  }
  return false;
}
