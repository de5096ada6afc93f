import type { Row } from './database.js';

/** A row of "LiteLLM_VerificationToken", the columns that decide something here. */
export interface KeyRow extends Row {
  readonly token: string;
  readonly key_name: string;
  readonly key_alias: string | null;
  readonly spend: number;
  readonly max_budget: number | null;
  readonly expires: Date | null;
  readonly blocked: boolean | null;
  readonly models: readonly string[];
  readonly allowed_routes: readonly string[];
  readonly team_id: string | null;
  readonly user_id: string | null;
}

/** What UserAPIKeyAuth adds to a key in `/key/list?return_full_object=true`: null, even for a key of a team with an alias (seen). */
const unsetInLists = `team_spend team_alias team_tpm_limit team_rpm_limit team_tpd_limit team_max_budget team_soft_budget
  team_model_max_budget soft_budget team_model_aliases team_member team_metadata team_object_permission_id team_member_spend
  team_member_tpm_limit team_member_rpm_limit end_user_id end_user_tpm_limit end_user_rpm_limit end_user_tpd_limit
  end_user_max_budget end_user_model_max_budget organization_alias organization_max_budget organization_tpm_limit
  organization_rpm_limit organization_metadata project_alias project_metadata last_refreshed_at api_key user_role
  allowed_model_region parent_otel_span rpm_limit_per_model tpm_limit_per_model user_tpm_limit user_rpm_limit user_email
  user_spend user_max_budget user_model_max_budget request_route user created_by_user end_user_object_permission
  team_object_permission jwt_claims`.split(/\s+/);

/** `/key/list`, `/key/generate` and `/key/block` write dates with `Z`; `/key/info` and `/spend/logs/v2` with `+00:00` (seen). */
export type DateStyle = 'Z' | '+00:00';

/** Python's isoformat: microseconds, and no fraction at all on a whole second. */
export function pythonDate(date: Date, style: DateStyle): string {
  const milliseconds = date.getUTCMilliseconds();
  const fraction = milliseconds === 0 ? '' : `.${String(milliseconds).padStart(3, '0')}000`;
  return `${date.toISOString().slice(0, 19)}${fraction}${style}`;
}

function withDates(row: Row, style: DateStyle): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value instanceof Date ? pythonDate(value, style) : value]));
}

/** Relations, which nobody here has. */
const unlinked = { litellm_budget_table: null, litellm_organization_table: null, litellm_project_table: null, object_permission: null, jwt_key_mappings: null };

/** A live key as `/key/list` shows it. */
export function listedKey(row: Row): Row {
  const unset = Object.fromEntries(unsetInLists.map((name) => [name, null]));
  return { ...blockedKey(row), ...unset, team_models: [], team_blocked: false, is_session_token: false };
}

/** A deleted key as `/key/list?status=deleted` and `/key/info` show it. */
export function deletedKey(row: Row, style: DateStyle): Row {
  const { policies: _policies, ...rest } = row;
  return { ...withDates(rest, style), org_id: null, budget_limits: null, litellm_budget_table: null, object_permission: null };
}

/** A live key as `/key/info` shows it under `info`: without its hash, and with a status. */
export function describedKey(row: Row): Row {
  const { token: _token, ...rest } = row;
  return { ...withDates(rest, '+00:00'), ...unlinked, status: keyStatus(row as KeyRow) };
}

export function keyStatus(row: KeyRow): 'active' | 'expired' | 'revoked' {
  if (row.blocked === true) return 'revoked';
  return row.expires !== null && row.expires < new Date() ? 'expired' : 'active';
}

/** A key as `/key/block` answers it. */
export function blockedKey(row: Row): Row {
  const { policies: _policies, organization_id, ...rest } = row;
  return { ...withDates(rest, 'Z'), org_id: organization_id, litellm_budget_table: null, object_permission: null };
}

/** A key as `/key/unblock` answers it, and `/team/list` below its team. */
export function plainKey(row: Row): Row {
  return { ...withDates(row, 'Z'), ...unlinked };
}
