import { type Answer, detail, json, NEEDS_DATABASE, proxyError, pythonError } from './answer.js';
import { queryInteger, type Call } from './call.js';
import type { Row } from './database.js';
import type { World } from './world.js';

/** GET /global/spend: of the last 30 days, whatever its name says (view MonthlyGlobalSpend). */
export async function globalSpend(world: World): Promise<Answer> {
  if (world.mode === 'lite') return proxyError(500, pythonError('No db connected'), 'internal_error', 'None');
  const [row] = await world.database.query('SELECT sum(spend) AS total FROM "MonthlyGlobalSpend"');
  return json({ spend: row?.['total'] ?? null, max_budget: 0 });
}

const COUNTED = ['spend', 'prompt_tokens', 'completion_tokens', 'successful_requests', 'failed_requests', 'api_requests', 'total_response_time_ms', 'timed_requests'] as const;
const ALWAYS_ZERO = ['flat_cost', 'cache_read_input_tokens', 'cache_creation_input_tokens', 'compression_saved_tokens', 'compression_savings_spend',
  'prompt_caching_savings_spend', 'gateway_injected_caching_savings_spend', 'autorouter_savings_spend'];

function metricsOf(rows: readonly Row[]): Record<string, number> {
  const sums = Object.fromEntries(COUNTED.map((name) => [name, rows.reduce((sum, row) => sum + Number(row[name]), 0)]));
  const zeros = Object.fromEntries(ALWAYS_ZERO.map((name) => [name, 0]));
  return { ...sums, ...zeros, total_tokens: (sums['prompt_tokens'] ?? 0) + (sums['completion_tokens'] ?? 0) };
}

function groupBy(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key !== '') groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return groups;
}

function breakdown(rows: readonly Row[], keyOf: (row: Row) => string): Record<string, unknown> {
  return Object.fromEntries([...groupBy(rows, keyOf)].map(([key, members]) => [key, { metrics: metricsOf(members), metadata: {}, api_key_breakdown: byKey(members) }]));
}

function byKey(rows: readonly Row[]): Record<string, unknown> {
  return Object.fromEntries([...new Set(rows.map((row) => String(row['api_key'])))].map((key) => {
    const members = rows.filter((row) => row['api_key'] === key);
    const first = members[0] ?? {};
    const user_id = first['user_id'] === '' ? null : first['user_id'];
    const metadata = { key_alias: first['key_alias'] ?? null, team_id: first['team_id'] ?? null, user_id, user_email: null, key_exists: first['key_exists'] };
    return [key, { metrics: metricsOf(members), metadata }];
  }));
}

function dayOf(date: string, rows: readonly Row[]): unknown {
  return {
    date, metrics: metricsOf(rows),
    breakdown: {
      mcp_servers: {}, models: breakdown(rows, (row) => String(row['model'])), model_groups: breakdown(rows, (row) => String(row['model_group'])),
      providers: breakdown(rows, (row) => String(row['custom_llm_provider'])), endpoints: breakdown(rows, (row) => String(row['endpoint'])), api_keys: byKey(rows), entities: {},
    },
  };
}

const selectDays = `SELECT d.*, coalesce(k.key_alias, gone.key_alias) AS key_alias, coalesce(k.team_id, gone.team_id) AS team_id, k.token IS NOT NULL AS key_exists
  FROM "LiteLLM_DailyUserSpend" d LEFT JOIN "LiteLLM_VerificationToken" k ON k.token = d.api_key
  LEFT JOIN LATERAL (SELECT key_alias, team_id FROM "LiteLLM_DeletedVerificationToken" x WHERE x.token = d.api_key LIMIT 1) gone ON true
  WHERE d.date BETWEEN $1 AND $2 AND ($3 = '' OR d.api_key = $3) ORDER BY d.date DESC, d.id`;

function totalsOf(rows: readonly Row[]): Record<string, number> {
  return Object.fromEntries(Object.entries(metricsOf(rows)).map(([name, value]) => [name.startsWith('total_') ? name : `total_${name}`, value]));
}

/**
 * GET /user/daily/activity, and /aggregated, which knows no pages.
 * A page cuts the table's rows before they are added up: `metadata` and `results` are of that page alone (seen).
 */
export async function dailyActivity(world: World, call: Call, aggregated: boolean): Promise<Answer> {
  const page = queryInteger(call, 'page', 1, 1, Number.MAX_SAFE_INTEGER);
  const size = queryInteger(call, 'page_size', 50, 1, 1000);
  if (world.mode === 'lite') return detail(500, { error: NEEDS_DATABASE });
  const [from, to] = [call.query.get('start_date'), call.query.get('end_date')];
  if (from === null || to === null) return detail(400, { error: 'Please provide start_date and end_date' });
  const all = await world.database.query(selectDays, [from, to, call.query.get('api_key') ?? '']);
  const rows = aggregated ? all : all.slice((page - 1) * size, page * size);
  const pages = aggregated ? 1 : Math.ceil(all.length / size);
  const results = [...groupBy(rows, (row) => String(row['date']))].map(([date, members]) => dayOf(date, members));
  return json({ results, metadata: { ...totalsOf(rows), page: aggregated ? 1 : page, total_pages: pages, has_more: !aggregated && page < pages } });
}
