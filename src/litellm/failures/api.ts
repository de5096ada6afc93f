import { z } from 'zod';
import type { Client } from '../client.js';
import { utcSecond } from '../spend.js';
import { causeOf, isModelFailure, type FailureSource, type ModelHealth } from './failures.js';

const ErrorInformation = z.object({
  error_code: z.string().nullish(),
  error_class: z.string().nullish(),
  error_message: z.string().nullish(),
  llm_provider: z.string().nullish(),
});

const Failures = z.object({
  total: z.number(),
  data: z.array(z.object({
    model_group: z.string().nullish(),
    startTime: z.string().transform((text) => new Date(text)).pipe(z.date()),
    metadata: z.object({ error_information: ErrorInformation.nullish() }).nullish().catch(null),
  })),
});
type Failure = z.infer<typeof Failures>['data'][number];

/** Failures read a poll; a page of a hundred takes LiteLLM 300 ms. */
const PAGE = 100;

/** From `/spend/logs/v2`, for those who did not name LiteLLM's database. Successes are not asked for. */
export function createApiFailures(client: Client): FailureSource {
  return {
    name: 'the spend log',
    async read(since, now) {
      const { data, total } = await client.read('/spend/logs/v2', {
        schema: Failures,
        query: {
          start_date: utcSecond(since), end_date: utcSecond(new Date(now.getTime() + 60_000)), status_filter: 'failure', page: 1, page_size: PAGE,
        },
      });
      const ofModels = data.filter(({ model_group: model, metadata }) => Boolean(model) && isModelFailure(metadata?.error_information));
      return { models: summarise(ofModels), unread: Math.max(0, total - data.length) };
    },
  };
}

function summarise(failures: readonly Failure[]): readonly ModelHealth[] {
  const groups = new Map<string, Failure[]>();
  for (const failure of failures) groups.set(failure.model_group ?? '', [...(groups.get(failure.model_group ?? '') ?? []), failure]);
  return [...groups].map(([model, rows]) => {
    const last = rows.reduce((latest, row) => (row.startTime > latest.startTime ? row : latest));
    return { model, failures: rows.length, successes: undefined, lastFailure: last.startTime, cause: causeOf(last.metadata?.error_information) };
  }).sort((a, b) => b.failures - a.failures);
}
