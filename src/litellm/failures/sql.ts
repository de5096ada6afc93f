import type pg from 'pg';
import type { FailureSource, ModelHealth } from './failures.js';

interface Row {
  readonly model: string;
  readonly failures: string;
  readonly successes: string;
  readonly last_failure: string;
  readonly last_error: string | null;
  readonly last_code: string | null;
}

/**
 * From LiteLLM's own table: one pass over its ("startTime", request_id) index.
 * `llm_provider` is set where a provider answered (proxy/spend_tracking); the router's own refusal has its class.
 */
const QUERY = `
  with recent as (
    select model_group as model, "startTime" as at, status = 'failure' as failed, metadata->'error_information' as error
      from "LiteLLM_SpendLogs"
     where "startTime" >= $1::timestamptz at time zone 'UTC' and coalesce(model_group, '') <> ''
  ), counted as (
    select model, at, error, failed and (coalesce(error->>'llm_provider', '') <> '' or error->>'error_class' = 'RouterRateLimitError') as failed, not failed as succeeded
      from recent
  )
  select model, count(*) filter (where failed) as failures, count(*) filter (where succeeded) as successes,
         to_char(max(at) filter (where failed), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as last_failure,
         (array_agg(left(error->>'error_message', 2000) order by at desc) filter (where failed))[1] as last_error,
         (array_agg(error->>'error_code' order by at desc) filter (where failed))[1] as last_code
    from counted group by model having bool_or(failed) order by failures desc, model limit 200`;

export function createSqlFailures(database: pg.Pool): FailureSource {
  return {
    name: "LiteLLM's database",
    async modelHealth(since) {
      const { rows } = await database.query<Row>(QUERY, [since]);
      return rows.map(toHealth);
    },
  };
}

function toHealth(row: Row): ModelHealth {
  return {
    model: row.model,
    failures: Number(row.failures),
    successes: Number(row.successes),
    lastFailure: new Date(row.last_failure),
    lastError: row.last_error ?? '',
    lastCode: row.last_code || undefined,
  };
}
