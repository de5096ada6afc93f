import { json, proxyError, type Answer } from './answer.js';
import { queryInteger, type Call } from './call.js';
import type { World } from './world.js';

const COLUMNS = `request_id, call_type, api_key, spend, total_tokens, prompt_tokens, completion_tokens, "startTime", "endTime", "completionStartTime",
  model, model_id, model_group, custom_llm_provider, api_base, "user", metadata, cache_hit, cache_key, request_tags, team_id, organization_id, end_user,
  requester_ip_address, session_id, status, mcp_namespaced_tool_name, agent_id, litellm_call_id, request_duration_ms`;
/** LiteLLM counts no further (`total_is_capped`). */
const MOST_COUNTED = 10_000;

/** `YYYY-MM-DD`, which means that day's midnight for both ends, or `YYYY-MM-DD HH:MM:SS`; always UTC. */
function parseMoment(text: string): string | undefined {
  return /^\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?$/.test(text) ? text : undefined;
}

function isoOf(value: unknown): unknown {
  return value instanceof Date ? value.toISOString().replace('Z', '+00:00') : value;
}

function conditionsOf(call: Call, start: string, end: string): { where: string; values: string[] } {
  const values = [start, end];
  const conditions = ['"startTime" >= $1::timestamp', '"startTime" <= $2::timestamp'];
  const status = call.query.get('status_filter');
  if (status === 'failure') conditions.push("status = 'failure'");
  if (status === 'success') conditions.push("(status = 'success' OR status IS NULL)");
  for (const [name, column] of [['api_key', 'api_key'], ['team_id', 'team_id'], ['request_id', 'request_id'], ['user_id', '"user"']] as const) {
    const value = call.query.get(name);
    if (value !== null && value !== '') conditions.push(`${column} = $${values.push(value)}`);
  }
  return { where: conditions.join(' AND '), values };
}

/** GET /spend/logs/v2: newest first. Without a database it answers 401, which means nothing about the key (seen). */
export async function spendLogs(world: World, call: Call): Promise<Answer> {
  const page = queryInteger(call, 'page', 1, 1, Number.MAX_SAFE_INTEGER);
  const size = queryInteger(call, 'page_size', 50, 1, 1000);
  if (world.mode === 'lite') return proxyError(401, 'Prisma Client is not initialized', 'internal_error', 'None');
  const [from, to] = [call.query.get('start_date'), call.query.get('end_date')];
  if (from === null || to === null) return proxyError(400, 'Start date and end date are required', 'bad_request', 'None');
  const [start, end] = [parseMoment(from), parseMoment(to)];
  if (start === undefined || end === undefined) {
    return proxyError(400, `Invalid date format: ${start === undefined ? from : to}. Expected: 'YYYY-MM-DD' or 'YYYY-MM-DD HH:MM:SS'`, 'internal_server_error');
  }
  const { where, values } = conditionsOf(call, start, end);
  const rows = await world.database.query(`SELECT ${COLUMNS} FROM "LiteLLM_SpendLogs" WHERE ${where} ORDER BY "startTime" DESC LIMIT ${size} OFFSET ${(page - 1) * size}`, values);
  const [counted] = await world.database.query(`SELECT count(*) AS total FROM (SELECT 1 FROM "LiteLLM_SpendLogs" WHERE ${where} LIMIT ${MOST_COUNTED + 1}) AS counted`, values);
  const total = Math.min(Number(counted?.['total'] ?? 0), MOST_COUNTED);
  const data = rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, isoOf(value)])));
  return json({ data, total, page, page_size: size, total_pages: Math.ceil(total / size), total_is_capped: Number(counted?.['total'] ?? 0) > MOST_COUNTED });
}
