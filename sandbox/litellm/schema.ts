/**
 * LiteLLM's tables as 1.106.2 has them after its migrations (names, types, defaults, indexes), without the relations
 * and the tables that nobody here reads. Source: litellm/proxy/schema.prisma, compared with a migrated database.
 */

/** Columns that a live key and a deleted one share; a deleted one keeps its dates without defaults. */
const keyColumns = `
  key_name text, key_alias text, soft_budget_cooldown boolean NOT NULL DEFAULT false,
  spend double precision NOT NULL DEFAULT 0.0, total_spend double precision NOT NULL DEFAULT 0.0,
  expires timestamp(3), models text[], aliases jsonb NOT NULL DEFAULT '{}', config jsonb NOT NULL DEFAULT '{}',
  router_settings jsonb DEFAULT '{}', user_id text, team_id text, agent_id text, project_id text,
  permissions jsonb NOT NULL DEFAULT '{}', max_parallel_requests integer, metadata jsonb NOT NULL DEFAULT '{}',
  blocked boolean, tpm_limit bigint, rpm_limit bigint, tpd_limit bigint, max_budget double precision,
  budget_duration text, budget_reset_at timestamp(3), allowed_cache_controls text[] DEFAULT ARRAY[]::text[],
  allowed_routes text[] DEFAULT ARRAY[]::text[], key_type text, policies text[] DEFAULT ARRAY[]::text[],
  access_group_ids text[] DEFAULT ARRAY[]::text[], model_spend jsonb NOT NULL DEFAULT '{}',
  model_max_budget jsonb NOT NULL DEFAULT '{}', budget_fallbacks jsonb NOT NULL DEFAULT '{}', budget_id text,
  organization_id text, object_permission_id text, created_by text, updated_by text, settings_updated_at timestamp(3),
  last_active timestamp(3), rotation_count integer DEFAULT 0, auto_rotate boolean DEFAULT false,
  rotation_interval text, last_rotation_at timestamp(3), key_rotation_at timestamp(3)`;

const keys = `
CREATE TABLE IF NOT EXISTS "LiteLLM_VerificationToken" (
  token text PRIMARY KEY, ${keyColumns}, budget_limits jsonb,
  created_at timestamp(3) DEFAULT CURRENT_TIMESTAMP, updated_at timestamp(3) DEFAULT CURRENT_TIMESTAMP);
CREATE INDEX IF NOT EXISTS "LiteLLM_VerificationToken_budget_reset_at_expires_idx" ON "LiteLLM_VerificationToken" (budget_reset_at, expires);
CREATE INDEX IF NOT EXISTS "LiteLLM_VerificationToken_team_id_idx" ON "LiteLLM_VerificationToken" (team_id);
CREATE INDEX IF NOT EXISTS "LiteLLM_VerificationToken_user_id_team_id_idx" ON "LiteLLM_VerificationToken" (user_id, team_id);
CREATE TABLE IF NOT EXISTS "LiteLLM_DeletedVerificationToken" (
  id text PRIMARY KEY, token text NOT NULL, ${keyColumns}, created_at timestamp(3), updated_at timestamp(3),
  deleted_at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, deleted_by text, deleted_by_api_key text, litellm_changed_by text);
${['token', 'deleted_at', 'user_id', 'team_id', 'organization_id', 'key_alias', 'created_at'].map((column) =>
  `CREATE INDEX IF NOT EXISTS "LiteLLM_DeletedVerificationToken_${column}_idx" ON "LiteLLM_DeletedVerificationToken" (${column});`).join('\n')}`;

const teams = `
CREATE TABLE IF NOT EXISTS "LiteLLM_TeamTable" (
  team_id text PRIMARY KEY, team_alias text, organization_id text, object_permission_id text, admins text[], members text[],
  members_with_roles jsonb NOT NULL DEFAULT '{}', metadata jsonb NOT NULL DEFAULT '{}', max_budget double precision,
  soft_budget double precision, spend double precision NOT NULL DEFAULT 0.0, models text[], max_parallel_requests integer,
  tpm_limit bigint, rpm_limit bigint, tpd_limit bigint, budget_duration text, budget_reset_at timestamp(3),
  blocked boolean NOT NULL DEFAULT false, created_at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, model_spend jsonb NOT NULL DEFAULT '{}',
  model_max_budget jsonb NOT NULL DEFAULT '{}', router_settings jsonb DEFAULT '{}',
  team_member_permissions text[] DEFAULT ARRAY[]::text[], access_group_ids text[] DEFAULT ARRAY[]::text[],
  policies text[] DEFAULT ARRAY[]::text[], default_team_member_models text[] DEFAULT ARRAY[]::text[], budget_limits jsonb,
  model_id integer UNIQUE, allow_team_guardrail_config boolean NOT NULL DEFAULT false);
CREATE INDEX IF NOT EXISTS "LiteLLM_TeamTable_organization_id_idx" ON "LiteLLM_TeamTable" (organization_id);
CREATE INDEX IF NOT EXISTS "LiteLLM_TeamTable_team_alias_idx" ON "LiteLLM_TeamTable" (team_alias);
CREATE INDEX IF NOT EXISTS "LiteLLM_TeamTable_created_at_idx" ON "LiteLLM_TeamTable" (created_at);
CREATE TABLE IF NOT EXISTS "LiteLLM_UserTable" (
  user_id text PRIMARY KEY, user_alias text, team_id text, sso_user_id text UNIQUE, organization_id text, object_permission_id text,
  password text, password_reset_required boolean, last_breach_check_at timestamp(3), teams text[] DEFAULT ARRAY[]::text[],
  user_role text, max_budget double precision, spend double precision NOT NULL DEFAULT 0.0, user_email text, models text[],
  metadata jsonb NOT NULL DEFAULT '{}', max_parallel_requests integer, tpm_limit bigint, rpm_limit bigint, budget_duration text,
  budget_reset_at timestamp(3), allowed_cache_controls text[] DEFAULT ARRAY[]::text[], policies text[] DEFAULT ARRAY[]::text[],
  model_spend jsonb NOT NULL DEFAULT '{}', model_max_budget jsonb NOT NULL DEFAULT '{}',
  created_at timestamp(3) DEFAULT CURRENT_TIMESTAMP, updated_at timestamp(3) DEFAULT CURRENT_TIMESTAMP);`;

const spendLogs = `
CREATE TABLE IF NOT EXISTS "LiteLLM_SpendLogs" (
  request_id text PRIMARY KEY, call_type text NOT NULL, api_key text NOT NULL DEFAULT '', spend double precision NOT NULL DEFAULT 0.0,
  total_tokens integer NOT NULL DEFAULT 0, prompt_tokens integer NOT NULL DEFAULT 0, completion_tokens integer NOT NULL DEFAULT 0,
  "startTime" timestamp(3) NOT NULL, "endTime" timestamp(3) NOT NULL, request_duration_ms integer, "completionStartTime" timestamp(3),
  model text NOT NULL DEFAULT '', model_id text DEFAULT '', model_group text DEFAULT '', custom_llm_provider text DEFAULT '',
  api_base text DEFAULT '', "user" text DEFAULT '', metadata jsonb DEFAULT '{}', cache_hit text DEFAULT '', cache_key text DEFAULT '',
  request_tags jsonb DEFAULT '[]', team_id text, organization_id text, end_user text, requester_ip_address text,
  messages jsonb DEFAULT '{}', response jsonb DEFAULT '{}', session_id text, status text, mcp_namespaced_tool_name text,
  billing_agent_id text, agent_id text, proxy_server_request jsonb DEFAULT '{}', litellm_call_id text,
  created_at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP);
CREATE INDEX IF NOT EXISTS "LiteLLM_SpendLogs_startTime_idx" ON "LiteLLM_SpendLogs" ("startTime");
CREATE INDEX IF NOT EXISTS "LiteLLM_SpendLogs_startTime_request_id_idx" ON "LiteLLM_SpendLogs" ("startTime", request_id);
CREATE INDEX IF NOT EXISTS "LiteLLM_SpendLogs_end_user_idx" ON "LiteLLM_SpendLogs" (end_user);
CREATE INDEX IF NOT EXISTS "LiteLLM_SpendLogs_session_id_idx" ON "LiteLLM_SpendLogs" (session_id);
CREATE OR REPLACE VIEW "MonthlyGlobalSpend" AS
  SELECT date("startTime") AS date, sum(spend) AS spend FROM "LiteLLM_SpendLogs"
  WHERE "startTime" >= CURRENT_DATE - interval '30 days' GROUP BY date("startTime");`;

const dailySpend = `
CREATE TABLE IF NOT EXISTS "LiteLLM_DailyUserSpend" (
  id text PRIMARY KEY, user_id text, date text NOT NULL, api_key text NOT NULL, model text, model_group text, custom_llm_provider text,
  mcp_namespaced_tool_name text, endpoint text, prompt_tokens bigint NOT NULL DEFAULT 0, completion_tokens bigint NOT NULL DEFAULT 0,
  cache_read_input_tokens bigint NOT NULL DEFAULT 0, cache_creation_input_tokens bigint NOT NULL DEFAULT 0,
  compression_saved_tokens bigint NOT NULL DEFAULT 0, compression_savings_spend double precision NOT NULL DEFAULT 0.0,
  prompt_caching_savings_spend double precision NOT NULL DEFAULT 0.0, autorouter_savings_spend double precision NOT NULL DEFAULT 0.0,
  gateway_injected_caching_savings_spend double precision NOT NULL DEFAULT 0.0, spend double precision NOT NULL DEFAULT 0.0,
  api_requests bigint NOT NULL DEFAULT 0, successful_requests bigint NOT NULL DEFAULT 0, failed_requests bigint NOT NULL DEFAULT 0,
  total_response_time_ms bigint NOT NULL DEFAULT 0, timed_requests bigint NOT NULL DEFAULT 0,
  created_at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_at timestamp(3) NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS "LiteLLM_DailyUserSpend_user_id_date_api_key_model_custom_ll_key" ON "LiteLLM_DailyUserSpend"
  (user_id, date, api_key, model, custom_llm_provider, mcp_namespaced_tool_name, endpoint);
CREATE INDEX IF NOT EXISTS "LiteLLM_DailyUserSpend_user_id_date_idx" ON "LiteLLM_DailyUserSpend" (user_id, date);
${['date', 'api_key', 'model', 'mcp_namespaced_tool_name', 'endpoint'].map((column) =>
  `CREATE INDEX IF NOT EXISTS "LiteLLM_DailyUserSpend_${column}_idx" ON "LiteLLM_DailyUserSpend" (${column});`).join('\n')}`;

export const schema = [keys, teams, spendLogs, dailySpend].join('\n');
