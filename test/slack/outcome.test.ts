import { expect, test } from 'vitest';
import { ErrorCode } from '@slack/web-api';
import { outcomeOf, wasNotSent, type Outcome } from '../../src/slack/outcome.js';

const coded = (code: string, more: object = {}) => Object.assign(new Error('words'), { code, ...more });

test.each<[string, unknown, Outcome]>([
  ['a refusal', coded(ErrorCode.PlatformError, { data: { ok: false, error: 'not_in_channel' } }), { kind: 'rejected', error: 'not_in_channel' }],
  ['a refusal without a word', coded(ErrorCode.PlatformError), { kind: 'rejected', error: 'unknown_error' }],
  ['an error within Slack', coded(ErrorCode.PlatformError, { data: { ok: false, error: 'internal_error' } }), { kind: 'unknown', error: 'internal_error' }],
  ['too high a pace', coded(ErrorCode.RateLimitedError, { retryAfter: 30 }), { kind: 'rejected', error: 'ratelimited', retryAfterMs: 30_000 }],
  ['too high a pace without a pause', coded(ErrorCode.RateLimitedError), { kind: 'rejected', error: 'ratelimited', retryAfterMs: 1_000 }],
  ['a page instead of JSON', coded(ErrorCode.HTTPError, { statusCode: 502 }), { kind: 'unknown', error: 'words' }],
  ['nobody who listens', coded(ErrorCode.RequestError, { original: Object.assign(new TypeError('fetch failed'), { cause: coded('ECONNREFUSED') }) }), { kind: 'rejected', error: 'words' }],
  ['a name without address, behind two wrappings', coded(ErrorCode.RequestError, { original: new Error('a', { cause: coded('ENOTFOUND') }) }), { kind: 'rejected', error: 'words' }],
  ['a connection that broke', coded(ErrorCode.RequestError, { original: coded('ECONNRESET') }), { kind: 'unknown', error: 'words' }],
  ['a deadline', new DOMException('the operation timed out', 'TimeoutError'), { kind: 'unknown', error: 'the operation timed out' }],
  ['something that is no error', 'text', { kind: 'unknown', error: 'text' }],
])('%s', (_, error, expected) => {
  expect(outcomeOf(error)).toEqual(expected);
});

test('an error that is its own cause is looked at for a while only', () => {
  const error = new Error('round') as Error & { cause?: unknown };
  error.cause = error;
  expect(wasNotSent(error)).toBe(false);
});

test('of several addresses of one host the first that failed tells', () => {
  expect(wasNotSent(new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')]))).toBe(true);
});
