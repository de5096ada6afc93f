import { randomUUID } from 'node:crypto';
import { invalid, json, proxyError, pythonError, Refusal, type Answer } from './answer.js';
import { queryFlag, queryInteger, type Call, type Caller } from './call.js';
import type { Row } from './database.js';
import { blockedKey, deletedKey, describedKey, listedKey, plainKey } from './rows.js';
import { isHash, toHash } from './secret.js';
import type { World } from './world.js';

const INFO_NEEDS_DATABASE = 'Database not connected. Connect a database to your proxy - https://docs.litellm.ai/docs/simple_proxy#managing-auth---virtual-keys';
const SORTABLE = ['spend', 'max_budget', 'created_at', 'updated_at', 'token', 'key_alias'];

function badFilter(message: string): Refusal {
  return new Refusal(proxyError(400, pythonError(message), 'internal_server_error', 'None'));
}

function orderOf(call: Call): string {
  const column = call.query.get('sort_by');
  if (column === null) return 'created_at DESC, token DESC';
  const order = (call.query.get('sort_order') ?? 'desc').toLowerCase();
  if (!SORTABLE.includes(column)) throw badFilter(`Invalid sort column. Must be one of: ${SORTABLE.join(', ')}`);
  if (order !== 'asc' && order !== 'desc') throw badFilter("Invalid sort order. Must be 'asc' or 'desc'");
  return `${column} ${order}`;
}

/** LiteLLM's own pages log in with keys of this team, which no list shows (key_management_endpoints.py). */
const NOT_A_SESSION = "team_id IS DISTINCT FROM 'litellm-dashboard'";

/** Every live key is exactly one of active, expired and revoked. */
const STATUS: Record<string, string> = {
  active: 'blocked IS NOT TRUE AND (expires IS NULL OR expires >= now())', expired: 'blocked IS NOT TRUE AND expires < now()',
  revoked: 'blocked IS TRUE', deleted: 'true',
};
const EXPIRES: Record<string, string> = { active: '(expires IS NULL OR expires >= now())', expired: 'expires < now()' };

/** With `substring_matching`, `_` and `%` are wildcards: Prisma does not escape them (seen). */
function filterOf(call: Call): { where: string; values: unknown[] } {
  const status = call.query.get('status');
  const expires = call.query.get('expires');
  if (status !== null && STATUS[status] === undefined) throw badFilter("Invalid status value. Supported: 'active', 'expired', 'revoked', 'deleted'.");
  if (expires !== null && EXPIRES[expires] === undefined) throw badFilter("Invalid expires value. Supported: 'active', 'expired'.");
  const conditions = [NOT_A_SESSION, STATUS[status ?? ''] ?? 'true', EXPIRES[expires ?? ''] ?? 'true'];
  const values: unknown[] = [];
  const add = (name: string, test: (parameter: string) => string): void => {
    const value = call.query.get(name);
    if (value !== null && value !== '') conditions.push(test(`$${values.push(value)}`));
  };
  add('key_alias', (alias) => (queryFlag(call, 'substring_matching') ? `key_alias ILIKE '%' || ${alias} || '%'` : `key_alias = ${alias}`));
  add('key_hash', (hash) => `token = ${hash}`);
  add('team_id', (team) => `team_id = ${team}`);
  add('user_id', (user) => `user_id = ${user}`);
  return { where: conditions.join(' AND '), values };
}

/** GET /key/list: hashes, or whole keys with `return_full_object`. */
export async function listKeys(world: World, call: Call, caller: Caller): Promise<Answer> {
  const page = queryInteger(call, 'page', 1, 1, Number.MAX_SAFE_INTEGER);
  const size = queryInteger(call, 'size', 10, 1, 100);
  if (world.mode === 'lite') return proxyError(500, 'Authentication Error, Database not connected', 'internal_server_error', 'None');
  const { where, values } = filterOf(call);
  if (!caller.admin) throw new Refusal(proxyError(403, "You are not authorized to access this endpoint. No 'user_id' is associated with your API key.", 'bad_request_error', 'user_id'));
  const order = orderOf(call);
  const deleted = call.query.get('status') === 'deleted';
  const table = deleted ? '"LiteLLM_DeletedVerificationToken"' : '"LiteLLM_VerificationToken"';
  const rows = await world.database.query(`SELECT * FROM ${table} WHERE ${where} ORDER BY ${order} LIMIT ${size} OFFSET ${(page - 1) * size}`, values);
  const [counted] = await world.database.query(`SELECT count(*) AS total FROM ${table} WHERE ${where}`, values);
  const total = Number(counted?.['total'] ?? 0);
  const show = deleted ? (row: Row) => deletedKey(row, 'Z') : listedKey;
  const keys = queryFlag(call, 'return_full_object') ? rows.map(show) : rows.map((row) => row['token']);
  return json({ keys, total_count: total, current_page: page, total_pages: Math.ceil(total / size) });
}

/** GET /key/info by secret or hash; without `key`, the caller's own. A deleted key is still found, with `status: deleted`. */
export async function keyInfo(world: World, call: Call, caller: Caller): Promise<Answer> {
  if (world.mode === 'lite') return proxyError(500, INFO_NEEDS_DATABASE, 'internal_server_error');
  const asked = call.query.get('key') ?? caller.apiKey;
  const token = toHash(asked);
  const [live] = await world.database.query('SELECT * FROM "LiteLLM_VerificationToken" WHERE token = $1', [token]);
  if (live !== undefined) return json({ key: asked, info: describedKey(live) });
  const [gone] = await world.database.query('SELECT * FROM "LiteLLM_DeletedVerificationToken" WHERE token = $1 ORDER BY deleted_at DESC LIMIT 1', [token]);
  if (gone === undefined) return proxyError(404, 'Key not found in database', 'not_found_error', 'key');
  const { token: _token, ...info } = deletedKey(gone, '+00:00');
  return json({ key: asked, info: { ...info, status: 'deleted' } });
}

function namesIn(body: Row, field: string): string[] {
  const value = body[field];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** POST /key/delete: where one name matches, the others are reported as deleted too (seen). */
export async function deleteKeys(world: World, body: Row, caller: Caller): Promise<Answer> {
  const keys = namesIn(body, 'keys');
  const aliases = namesIn(body, 'key_aliases');
  if (keys.length + aliases.length === 0) throw invalid('value_error', ['body'], "Value error, At least one of 'keys' or 'key_aliases' must be provided.");
  if (world.mode === 'lite') return proxyError(500, 'Not connected to DB!', 'internal_server_error');
  const rows = await world.database.query('DELETE FROM "LiteLLM_VerificationToken" WHERE token = ANY($1) OR key_alias = ANY($2) RETURNING *', [keys.map(toHash), aliases]);
  if (rows.length === 0) return proxyError(404, pythonError('No keys found'), 'internal_server_error');
  for (const { budget_limits: _limits, ...row } of rows) await archive(world, row, caller);
  return json({ deleted_keys: keys.length > 0 ? keys : aliases });
}

async function archive(world: World, row: Row, caller: Caller): Promise<void> {
  const deleted: Row = { ...row, id: randomUUID(), deleted_by: caller.userId, deleted_by_api_key: caller.apiKey };
  const columns = Object.keys(deleted);
  const values = columns.map((column) => databaseValue(deleted[column]));
  await world.database.query(`INSERT INTO "LiteLLM_DeletedVerificationToken" (${columns.join(', ')}) VALUES (${columns.map((_, index) => `$${index + 1}`).join(', ')})`, values);
}

/** Dates without a time zone, and JSON columns as text. */
function databaseValue(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? JSON.stringify(value) : value;
}

/** POST /key/block and /key/unblock: by secret or hash, never by alias; doing it twice is no error. */
export async function setBlocked(world: World, body: Row, blocked: boolean): Promise<Answer> {
  const key = body['key'];
  if (typeof key !== 'string') throw invalid('missing', ['body', 'key'], 'Field required');
  if (world.mode === 'lite') return { status: 500, body: { error: { message: 'Internal server error', type: 'internal_server_error' } } };
  if (!key.startsWith('sk-') && !isHash(key)) return proxyError(400, 'Invalid key format.', 'bad_request_error', 'key');
  const update = 'UPDATE "LiteLLM_VerificationToken" SET blocked = $2, updated_at = now(), settings_updated_at = now() WHERE token = $1 RETURNING *';
  const [row] = await world.database.query(update, [toHash(key), blocked]);
  return row === undefined ? proxyError(404, 'Key not found.', 'not_found_error', 'key') : json(blocked ? blockedKey(row) : plainKey(row));
}
