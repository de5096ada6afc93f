import { describe, expect, test } from 'vitest';
import type { Client } from '../../../src/litellm/client.js';
import { createApiFailures } from '../../../src/litellm/failures/api.js';

const NOW = new Date(Date.UTC(2026, 0, 15, 12));
const SINCE = new Date(NOW.getTime() - 15 * 60_000);

function failure(model: string | null, minute: number, error: object | null = { error_code: '429', error_class: 'RateLimitError', llm_provider: 'openai', error_message: 'too many' }) {
  return { model_group: model, startTime: `2026-01-15T11:${minute}:00.000Z`, metadata: error && { error_information: error } };
}

function read(data: readonly object[], total = data.length) {
  const asked: unknown[] = [];
  const client = {
    read: (path: string, { schema, query }: { schema: { parse(value: unknown): unknown }; query: object }) => { asked.push({ path, ...query }); return Promise.resolve(schema.parse({ data, total, page: 1 })); },
  } as unknown as Client;
  return { asked, report: createApiFailures(client).read(SINCE, NOW) };
}

describe('failures of the spend log', () => {
  test('are counted by model group, the most first, with the cause of the last', async () => {
    const { report, asked } = read([failure('a', 50), failure('b', 51), failure('b', 53), failure('b', 52)]);
    const { models, unread } = await report;
    expect(models.map(({ model, failures, successes, lastFailure }) => [model, failures, successes, lastFailure.getUTCMinutes()])).toEqual([['b', 3, undefined, 53], ['a', 1, undefined, 50]]);
    expect(unread).toBe(0);
    expect(asked).toEqual([{ path: '/spend/logs/v2', start_date: '2026-01-15 11:45:00', end_date: '2026-01-15 12:01:00', status_filter: 'failure', page: 1, page_size: 100 }]);
  });

  test('that are too many to be read are counted as unread', async () => {
    const { models, unread } = await read(Array.from({ length: 100 }, () => failure('a', 59)), 250).report;
    expect(models).toMatchObject([{ model: 'a', failures: 100 }]);
    expect(unread).toBe(150);
  });

  // A client's hundred mistakes in a row must not read as "all is well" with the models.
  test('of clients alone are no model\'s, and what they hide is unread', async () => {
    const mistakes = Array.from({ length: 100 }, () => failure('a', 59, { error_class: 'BudgetExceededError', llm_provider: 'openai' }));
    expect(await read(mistakes, 101).report).toEqual({ models: [], unread: 1 });
  });

  test('that came in while they were counted are not fewer than none', async () => {
    expect((await read([failure('a', 59)], 0).report).unread).toBe(0);
  });

  test.each<[string, object]>([
    ['without a model', failure(null, 59)], ['without an error', failure('a', 59, null)], ['of a key without budget', failure('a', 59, { error_class: 'BudgetExceededError', llm_provider: 'openai' })],
    ['of metadata of another shape', { ...failure('a', 59), metadata: 'x' }],
  ])('%s are left out', async (_, row) => {
    expect((await read([row]).report).models).toEqual([]);
  });
});
