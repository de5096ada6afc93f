import { type Answer, invalid, json, NEEDS_DATABASE, proxyError, pythonError } from './answer.js';
import type { Caller } from './call.js';
import type { Row } from './database.js';
import { addDuration, DurationError, firstReset } from './durations.js';
import { pythonDate } from './rows.js';
import { hashOf, newSecret } from './secret.js';
import type { World } from './world.js';

/** The fields that pydantic looks at; every other field, and every model and team, is taken as it comes (seen). */
const NUMBERS: Record<string, 'float' | 'int'> = { max_budget: 'float', rpm_limit: 'int', tpm_limit: 'int' };
const STRINGS = ['key_alias', 'duration', 'budget_duration', 'team_id', 'user_id'];

function validate(body: Row): void {
  for (const [field, kind] of Object.entries(NUMBERS)) {
    const value = body[field];
    if (value === undefined || value === null || (value !== '' && !Array.isArray(value) && Number.isFinite(Number(value)))) continue;
    const [noun, article] = kind === 'float' ? ['number', 'a'] : ['integer', 'an'];
    throw invalid(`${kind}_parsing`, ['body', field], `Input should be a valid ${noun}, unable to parse string as ${article} ${noun}`);
  }
  for (const field of STRINGS) {
    if (body[field] !== undefined && body[field] !== null && typeof body[field] !== 'string') throw invalid('string_type', ['body', field], 'Input should be a valid string');
  }
}

function text(body: Row, field: string): string | null {
  const value = body[field];
  return typeof value === 'string' ? value : null;
}

function number(body: Row, field: string): number | null {
  return body[field] === undefined || body[field] === null ? null : Number(body[field]);
}

function list(body: Row, field: string): unknown[] {
  const value = body[field];
  return Array.isArray(value) ? value : [];
}

function reasonAgainst(duration: string, now: Date): string | undefined {
  try {
    addDuration(now, duration);
    return undefined;
  } catch (error) {
    if (error instanceof DurationError) return error.message;
    throw error;
  }
}

/** What is refused before the database is asked. */
function refusalOf(body: Row, now: Date): Answer | undefined {
  const budget = number(body, 'max_budget');
  if (budget !== null && budget < 0) return proxyError(400, pythonError(`max_budget must be a non-negative finite number. Received: ${budget.toFixed(1)}`), 'internal_server_error');
  const period = text(body, 'budget_duration');
  if (period !== null && reasonAgainst(period, now) !== undefined) return proxyError(400, pythonError(`Invalid budget_duration '${period}'. Use a format like '1h', '24h', '7d', or '30d'.`), 'internal_server_error');
  return undefined;
}

/** LiteLLM checks first and writes later, as two statements: two callers at once may both get the alias. */
async function isTaken(world: World, alias: string | null): Promise<boolean> {
  if (alias === null || alias === '') return false;
  const rows = await world.database.query('SELECT 1 FROM "LiteLLM_VerificationToken" WHERE key_alias = $1', [alias]);
  return rows.length > 0;
}

const insertKey = `INSERT INTO "LiteLLM_VerificationToken" (token, key_name, key_alias, models, max_budget, budget_duration, budget_reset_at, expires,
  rpm_limit, tpm_limit, team_id, user_id, metadata, blocked, allowed_routes, key_type, created_by, updated_by, created_at, updated_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'default', $16, $16, $17, $17)`;

/** POST /key/generate. */
export async function generateKey(world: World, body: Row, caller: Caller): Promise<Answer> {
  validate(body);
  const now = new Date();
  if (world.mode === 'lite') return proxyError(500, pythonError(NEEDS_DATABASE), 'internal_server_error');
  const refusal = refusalOf(body, now);
  if (refusal !== undefined) return refusal;
  const alias = text(body, 'key_alias');
  if (await isTaken(world, alias)) return proxyError(400, `Key with alias '${alias}' already exists. Unique key aliases across all keys are required.`, 'bad_request_error', 'key_alias');
  const duration = text(body, 'duration');
  const reason = duration === null ? undefined : reasonAgainst(duration, now);
  if (reason !== undefined) return proxyError(500, reason, 'internal_server_error');
  return json(await store(world, body, caller, { now, expires: duration === null ? null : addDuration(now, duration), alias }));
}

async function store(world: World, body: Row, caller: Caller, made: { now: Date; expires: Date | null; alias: string | null }): Promise<Row> {
  const { now, expires, alias } = made;
  const secret = newSecret();
  const token = hashOf(secret);
  const period = text(body, 'budget_duration');
  const metadata = typeof body['metadata'] === 'object' && body['metadata'] !== null ? body['metadata'] : {};
  const blocked = typeof body['blocked'] === 'boolean' ? body['blocked'] : null;
  const name = `sk-...${secret.slice(-4)}`;
  await world.database.query(insertKey, [
    token, name, alias, list(body, 'models'), number(body, 'max_budget'), period, period === null ? null : firstReset(now, period).toISOString(),
    expires?.toISOString() ?? null, number(body, 'rpm_limit'), number(body, 'tpm_limit'), text(body, 'team_id'), text(body, 'user_id'),
    JSON.stringify(metadata), blocked, list(body, 'allowed_routes'), caller.userId, now.toISOString(),
  ]);
  const made_at = pythonDate(now, 'Z');
  return {
    key_alias: alias, duration: null, models: list(body, 'models'), spend: 0, max_budget: number(body, 'max_budget'), user_id: text(body, 'user_id'),
    team_id: text(body, 'team_id'), agent_id: null, max_parallel_requests: null, metadata, tpm_limit: number(body, 'tpm_limit'), rpm_limit: number(body, 'rpm_limit'),
    budget_duration: period, blocked, aliases: {}, config: {}, permissions: {}, allowed_routes: list(body, 'allowed_routes'), key: secret, key_name: name, key_type: 'default',
    expires: expires === null ? null : pythonDate(expires, 'Z'), token_id: token, token, organization_id: null, litellm_budget_table: null,
    created_by: caller.userId, updated_by: caller.userId, created_at: made_at, updated_at: made_at,
  };
}
