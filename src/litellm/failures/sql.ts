import type pg from 'pg';
import { sqlOrApi } from '../database.js';
import { causeOf, NOT_THE_MODELS, type FailureSource, type ModelHealth, type StoredError } from './failures.js';

interface Row {
  readonly model: string;
  readonly failures: string;
  readonly successes: string;
  readonly last_failure: string;
  readonly last_error: StoredError | null;
}

/**
 * From LiteLLM's own table: one pass over its ("startTime", request_id) index.
 * The condition is that of `isModelFailure`.
 */
const QUERY = `
  with recent as (
    select model_group as model, request_id, "startTime" as at, status <> 'failure' as succeeded, status = 'failure'
           and coalesce(metadata->'error_information'->>'error_class', '') <> all($2)
           and (coalesce(metadata->'error_information'->>'llm_provider', '') <> '' or metadata->'error_information'->>'error_class' = 'RouterRateLimitError') as failed
      from "LiteLLM_SpendLogs"
     where "startTime" >= $1::timestamptz at time zone 'UTC' and coalesce(model_group, '') <> ''
  ), counted as (
    select model, count(*) filter (where failed) as failures, count(*) filter (where succeeded) as successes,
           max(at) filter (where failed) as at, (array_agg(request_id order by at desc) filter (where failed))[1] as request_id
      from recent group by model having bool_or(failed) order by failures desc, model limit 200
  )
  select model, failures, successes, to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as last_failure,
         jsonb_build_object('error_code', error->>'error_code', 'error_class', error->>'error_class', 'llm_provider', error->>'llm_provider',
                            'error_message', left(error->>'error_message', 20000)) as last_error
    from counted join lateral (select metadata->'error_information' as error from "LiteLLM_SpendLogs" l where l.request_id = counted.request_id limit 1) last on true
   order by failures desc, model`;

/** @param otherwise asked where the database refuses us */
export function createSqlFailures(database: pg.Pool, otherwise: FailureSource): FailureSource {
  return {
    name: "LiteLLM's database",
    read: (since, now) => sqlOrApi(database, async (pool) => {
      const { rows } = await pool.query<Row>(QUERY, [since, NOT_THE_MODELS]);
      return { models: rows.map(toHealth), unread: 0 };
    }, () => otherwise.read(since, now)),
  };
}

function toHealth(row: Row): ModelHealth {
  return {
    model: row.model,
    failures: Number(row.failures),
    successes: Number(row.successes),
    lastFailure: new Date(row.last_failure),
    cause: causeOf(row.last_error),
  };
}
