import type { UpstreamMode } from '../../sandbox/litellm/index.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectedError, openSubject, until, type Json, type MadeKey, type Subject } from './subject.js';

interface Case {
  readonly how: UpstreamMode;
  readonly status: number;
  readonly type: string;
  readonly words: string;
  readonly errorClass: string;
  readonly normalized: string;
}

/** Out of credit and per-minute limits are the same in every structured field: only the words differ. */
const cases: readonly Case[] = [
  { how: 'quota', status: 429, type: 'throttling_error', words: 'You exceeded your current quota', errorClass: 'RateLimitError', normalized: '429_RATE_LIMIT_EXCEEDED' },
  { how: 'insufficient', status: 429, type: 'throttling_error', words: '余额不足', errorClass: 'RateLimitError', normalized: '429_RATE_LIMIT_EXCEEDED' },
  { how: 'rate', status: 429, type: 'throttling_error', words: 'requests per min (RPM)', errorClass: 'RateLimitError', normalized: '429_RATE_LIMIT_EXCEEDED' },
  { how: 'auth', status: 401, type: 'authentication_error', words: 'Incorrect API key provided', errorClass: 'AuthenticationError', normalized: '401_AUTHENTICATION_FAILED' },
  { how: 'forbidden', status: 403, type: 'permission_error', words: 'Country, region, or territory not supported', errorClass: 'APIError', normalized: '403_PERMISSION_DENIED' },
  { how: 'error', status: 500, type: 'internal_server_error', words: 'The server had an error', errorClass: 'InternalServerError', normalized: '500_PROVIDER_INTERNAL_ERROR' },
  { how: { status: 402, body: { error: { message: 'Insufficient Balance' } } }, status: 402, type: 'invalid_request_error', words: 'Insufficient Balance', errorClass: 'APIError', normalized: 'UNCLASSIFIED' },
  { how: { status: 400, body: { error: { message: 'Your credit balance is too low' } } }, status: 400, type: 'invalid_request_error', words: 'credit balance is too low', errorClass: 'BadRequestError', normalized: '400_INVALID_REQUEST' },
  { how: { status: 404, body: { error: { message: 'no such model here' } } }, status: 404, type: 'invalid_request_error', words: 'no such model here', errorClass: 'NotFoundError', normalized: '404_RESOURCE_NOT_FOUND' },
  { how: { status: 503, body: { error: { message: 'overloaded' } } }, status: 503, type: 'internal_server_error', words: 'overloaded', errorClass: 'ServiceUnavailableError', normalized: '503_PROVIDER_OVERLOADED' },
];

describe('a provider that fails', () => {
  let subject: Subject;
  let key: MadeKey;
  beforeAll(async () => {
    subject = await openSubject();
    key = await subject.makeKey();
  });
  afterAll(async () => {
    await subject.target.fail('glm-4', 'ok');
    await subject.close();
  });

  test.each(cases)('$words: $status, a row with $errorClass', async ({ how, status, type, words, errorClass, normalized }) => {
    await subject.target.fail('glm-4', how);
    const reply = await subject.chat('glm-4', key.secret);
    expect(reply).toMatchObject(expectedError(status, type, /model group 'glm-4' failed with the error above/));
    expect(reply.body.error.message).toContain(words);
    const read = () => subject.query(`SELECT status, model_group, model, metadata->'error_information' AS error FROM "LiteLLM_SpendLogs"
      WHERE api_key = $1 AND strpos(metadata->'error_information'->>'error_message', $2) > 0`, [key.hash, words]);
    const [row] = await until(read, (rows) => rows.length === 1) as [Json];
    expect(row).toMatchObject({ status: 'failure', model_group: 'glm-4', model: 'openai/glm-4', error: { error_code: String(status), error_class: errorClass, normalized_error: normalized, llm_provider: 'openai', error_rate_limit_category: status === 429 ? 'vendor_rate_limit' : null } });
  });

  test('the other models go on answering', async () => {
    await subject.target.fail('glm-4', 'error');
    expect(await subject.chat('gpt-4o', key.secret)).toMatchObject({ status: 200, body: { object: 'chat.completion', choices: [{ message: { content: 'pong' } }], usage: { total_tokens: 10 } } });
  });
});
