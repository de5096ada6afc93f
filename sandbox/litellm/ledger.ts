import { randomUUID } from 'node:crypto';
import type { Failure } from './answer.js';
import { DatabaseLost, type Database } from './database.js';
import type { Deployment } from './models.js';
import type { KeyRow } from './rows.js';

/** One request, as it goes into the spend logs. */
export interface Entry {
  readonly requestId: string;
  readonly callId: string;
  /** `acompletion`, or the route of a refused call. */
  readonly callType: string;
  readonly apiKey: string;
  readonly userId: string | null;
  readonly key?: KeyRow | undefined;
  readonly deployment?: Deployment | undefined;
  /** Where there is no deployment: '' or `unknown-model`. */
  readonly model?: string;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly userAgent: string;
  readonly ip: string;
  readonly started: Date;
  readonly ended: Date;
  readonly failure?: Failure | undefined;
}

export interface Ledger {
  /** Writes the row at once; the real proxy waits for `proxy_batch_write_at`. Kept while the database is lost, as there. */
  record(entry: Entry): Promise<void>;
  /** Writes what was kept, once the database is found. */
  flush(): Promise<void>;
  /** Drops what was kept: a restart. */
  forget(): void;
}

export function costOf(entry: Entry): number {
  if (entry.failure !== undefined) return 0;
  return entry.promptTokens * (entry.deployment?.inputCost ?? 0) + entry.completionTokens * (entry.deployment?.outputCost ?? 0);
}

/** Stands for what makes a real row 9 KB long. */
const TRACEBACK = '  File "litellm/proxy/proxy_server.py", line 1, in handler\n    raise\n';

/** `metadata.error_information`. */
function errorInformation(failure: Failure): Record<string, unknown> {
  return {
    traceback: TRACEBACK, error_code: failure.code, error_class: failure.errorClass, llm_provider: failure.provider ?? '', error_message: failure.message,
    normalized_error: failure.normalized, error_budget_limit: failure.budget?.limit ?? null, error_budget_spend: failure.budget?.spend ?? null,
    error_rate_limit_type: failure.rateLimitType ?? null, error_budget_entity_id: failure.budget?.id ?? null,
    error_budget_entity_type: failure.budget?.entity ?? null, error_provider_request_id: null, error_rate_limit_category: failure.rateLimitCategory ?? null,
  };
}

function metadataOf(entry: Entry): Record<string, unknown> {
  return {
    status: entry.failure === undefined ? null : 'failure', user_agent: entry.userAgent, litellm_call_id: entry.callId,
    error_information: entry.failure === undefined ? null : errorInformation(entry.failure),
    user_api_key: entry.apiKey === '' ? null : entry.apiKey, user_api_key_alias: entry.key?.key_alias ?? null,
    user_api_key_team_id: entry.key?.team_id ?? null, user_api_key_user_id: entry.userId, user_api_key_team_alias: null,
    requester_ip_address: entry.ip, original_model_group: entry.failure === undefined ? entry.deployment?.group ?? null : null,
  };
}

const insertLog = `INSERT INTO "LiteLLM_SpendLogs" (request_id, call_type, api_key, spend, total_tokens, prompt_tokens, completion_tokens,
  "startTime", "endTime", "completionStartTime", request_duration_ms, model, model_id, model_group, custom_llm_provider, api_base, "user",
  metadata, cache_hit, cache_key, team_id, organization_id, end_user, requester_ip_address, session_id, status, litellm_call_id)
  VALUES ($1, $2, $3, $4, $5::int + $6::int, $5, $6, $7, $8, $8, $9, $10, $11, $12, $13, $14, $15, $16, 'False', 'Cache OFF', $17, '', '', $18, $19, $20, $21)`;

/** Empty strings, not nulls, for what is unknown (seen in every column of the unique index). */
const addToDay = `INSERT INTO "LiteLLM_DailyUserSpend" (id, user_id, date, api_key, model, model_group, custom_llm_provider, mcp_namespaced_tool_name,
  endpoint, prompt_tokens, completion_tokens, spend, api_requests, successful_requests, failed_requests, total_response_time_ms, timed_requests, updated_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, '', $8, $9, $10, $11, 1, $12::int, 1 - $12::int, $13, $12::int, CURRENT_TIMESTAMP)
  ON CONFLICT (user_id, date, api_key, model, custom_llm_provider, mcp_namespaced_tool_name, endpoint) DO UPDATE SET
  prompt_tokens = "LiteLLM_DailyUserSpend".prompt_tokens + excluded.prompt_tokens,
  completion_tokens = "LiteLLM_DailyUserSpend".completion_tokens + excluded.completion_tokens,
  spend = "LiteLLM_DailyUserSpend".spend + excluded.spend, api_requests = "LiteLLM_DailyUserSpend".api_requests + 1,
  successful_requests = "LiteLLM_DailyUserSpend".successful_requests + excluded.successful_requests,
  failed_requests = "LiteLLM_DailyUserSpend".failed_requests + excluded.failed_requests,
  total_response_time_ms = "LiteLLM_DailyUserSpend".total_response_time_ms + excluded.total_response_time_ms,
  timed_requests = "LiteLLM_DailyUserSpend".timed_requests + excluded.timed_requests, updated_at = CURRENT_TIMESTAMP`;

/** A refused request moves `last_active` and `updated_at` too: "last used" includes refusals (seen with a blocked key). */
const touchKey = `UPDATE "LiteLLM_VerificationToken" SET spend = spend + $2, total_spend = total_spend + $2,
  last_active = greatest(last_active, $3::timestamp), updated_at = CURRENT_TIMESTAMP WHERE token = $1`;

async function write(database: Database, entry: Entry): Promise<void> {
  const { deployment, failure } = entry;
  const spend = costOf(entry);
  const duration = entry.ended.getTime() - entry.started.getTime();
  const model = deployment?.model ?? entry.model ?? '';
  await database.query(insertLog, [
    entry.requestId, entry.callType, entry.apiKey, spend, entry.promptTokens, entry.completionTokens, entry.started.toISOString(), entry.ended.toISOString(),
    duration, model, deployment?.id ?? '', deployment?.group ?? '', deployment?.provider ?? '', failure === undefined ? deployment?.apiBase ?? '' : '',
    entry.userId ?? '', JSON.stringify(metadataOf(entry)), entry.key?.team_id ?? '', entry.ip, randomUUID(), failure === undefined ? 'success' : 'failure', entry.callId,
  ]);
  const succeeded = failure === undefined ? 1 : 0;
  await database.query(addToDay, [
    randomUUID(), entry.userId ?? '', entry.started.toISOString().slice(0, 10), entry.apiKey, model, deployment?.group ?? '', deployment?.provider ?? '',
    entry.callType === 'acompletion' ? '/chat/completions' : '', entry.promptTokens, entry.completionTokens, spend, succeeded, succeeded * duration,
  ]);
  await database.query(touchKey, [entry.apiKey, spend, entry.ended.toISOString()]);
}

export function createLedger(database: Database): Ledger {
  let kept: Entry[] = [];
  async function record(entry: Entry): Promise<void> {
    try {
      await write(database, entry);
    } catch (error) {
      if (!(error instanceof DatabaseLost)) throw error;
      kept.push(entry);
    }
  }
  return {
    record,
    async flush() {
      const entries = kept;
      kept = [];
      for (const entry of entries) await record(entry);
    },
    forget() {
      kept = [];
    },
  };
}
