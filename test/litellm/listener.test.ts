import { describe, expect, test } from 'vitest';
import { UpstreamError, type UpstreamKind } from '../../src/errors.js';
import { judgeAnswer, judgeFailure } from '../../src/litellm/listener.js';

describe('an answer of the liveliness check', () => {
  test.each<[string, number, string, string]>([
    ["LiteLLM's own", 200, '"I\'m alive!"', 'answers'],
    ['the same without quotes and with a line break', 200, "I'm alive!\n", 'answers'],
    // A page that quotes the words is no LiteLLM.
    ['a page that holds the words', 200, '<p>"I\'m alive!"</p>', 'other-service'],
    ['another JSON document', 200, '{"status":"ok"}', 'other-service'],
    ['nothing with status 200', 200, '', 'other-service'],
    ['the words with another status', 201, '"I\'m alive!"', 'other-service'],
    ['a redirection', 302, '', 'other-service'],
    ['not found', 404, 'Not Found', 'other-service'],
    ['a demand for a login', 401, '', 'wrong-answer'],
    ['a refusal', 403, 'Forbidden', 'wrong-answer'],
    ['too many requests', 429, '', 'wrong-answer'],
    ['an error', 500, 'Internal Server Error', 'wrong-answer'],
    ["a gateway's error", 502, '<h1>502</h1>', 'wrong-answer'],
    ['LiteLLM that starts or stops', 503, '', 'wrong-answer'],
  ])('%s', (_, status, text, kind) => {
    expect(judgeAnswer({ status, text, contentType: '', ms: 3 })).toMatchObject({ kind });
  });

  test('quotes what was seen, the beginning of it', () => {
    expect(judgeAnswer({ status: 404, text: ` ${'x'.repeat(9_000)}`, contentType: '', ms: 3 })).toEqual({ kind: 'other-service', seen: `HTTP 404: ${'x'.repeat(200)}` });
    expect(judgeAnswer({ status: 503, text: ' \n', contentType: '', ms: 3 })).toEqual({ kind: 'wrong-answer', seen: 'HTTP 503' });
  });
});

describe('no answer', () => {
  test.each<[UpstreamKind, boolean, string]>([
    ['refused', true, 'refused'],
    ['refused', false, 'refused'],
    ['unreachable', false, 'unreachable'],
    // On this machine no route can be lost: the backlog is full.
    ['unreachable', true, 'hung'],
    ['timeout', true, 'hung'],
    ['timeout', false, 'hung'],
    ['reset', true, 'closed'],
    ['reset', false, 'closed'],
    ['malformed', true, 'other-service'],
    ['malformed', false, 'other-service'],
  ])('%s, on this machine: %s, is %s', (kind, local, expected) => {
    const error = new UpstreamError('words', { kind, request: 'GET /health/liveliness' });
    expect(judgeFailure(error, local)).toEqual({ kind: expected, seen: 'GET /health/liveliness: words' });
  });

  test('a defect of ours is no outage of theirs', () => {
    expect(() => judgeFailure(new TypeError('a defect'), true)).toThrow('a defect');
  });
});
