import { expect, test } from 'vitest';
import { messageOf, UpstreamError, type UpstreamKind } from '../src/errors.js';

test.each<[UpstreamKind, number | undefined, boolean]>([
  ['refused', undefined, false], ['unreachable', undefined, false], ['timeout', undefined, true], ['reset', undefined, true], ['malformed', 200, true],
  ['status', 200, true], ['status', 400, false], ['status', 404, false], ['status', 429, false], ['status', 500, true], ['status', 503, true],
])('whether a change may have been done after %s %s: %s', (kind, status, expected) => {
  expect(new UpstreamError('x', { kind, request: 'POST /x', ...(status !== undefined && { status }) }).outcomeUnknown).toBe(expected);
});

test.each<[unknown, string]>([
  [new Error('words'), 'words'], ['text', 'text'], [undefined, 'undefined'],
  // A host with two addresses fails with both, and without words of its own.
  [new AggregateError([new Error('first'), new Error('second')], ''), 'first'],
  [new AggregateError([], ''), ''],
])('the words of %s', (thrown, words) => {
  expect(messageOf(thrown)).toBe(words);
});
