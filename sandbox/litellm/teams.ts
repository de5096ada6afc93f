import { randomUUID } from 'node:crypto';
import { type Answer, detail, invalid, json, NEEDS_DATABASE, proxyError, pythonError, Refusal } from './answer.js';
import { queryInteger, type Call, type Caller } from './call.js';
import type { Row } from './database.js';
import { plainKey, pythonDate } from './rows.js';
import type { World } from './world.js';

function shown(team: Row): Row {
  const dates = Object.fromEntries(Object.entries(team).map(([name, value]) => [name, value instanceof Date ? pythonDate(value, 'Z') : value]));
  return { ...dates, litellm_model_table: null, object_permission: null };
}

function requireTeamAdmin(caller: Caller): void {
  if (!caller.admin) throw new Refusal(detail(401, { error: 'Only admin users can query all teams/other teams. Your user role=internal_user' }));
}

/** GET /team/list: every team at once, each with its keys. */
export async function listTeams(world: World, caller: Caller): Promise<Answer> {
  if (world.mode === 'lite') return detail(400, { error: NEEDS_DATABASE });
  requireTeamAdmin(caller);
  const teams = await world.database.query('SELECT * FROM "LiteLLM_TeamTable" ORDER BY created_at');
  const keys = await world.database.query('SELECT * FROM "LiteLLM_VerificationToken" WHERE team_id IS NOT NULL');
  const keysOf = (team: Row): Row[] => keys.filter((key) => key['team_id'] === team['team_id']).map(plainKey);
  return json(teams.map((team) => ({ ...shown(team), team_memberships: [], keys: keysOf(team) })));
}

/** GET /v2/team/list: in pages, and `team_alias` matches a part of the name, whatever its case (seen). */
export async function listTeamsPaged(world: World, call: Call, caller: Caller): Promise<Answer> {
  const page = queryInteger(call, 'page', 1, 1, Number.MAX_SAFE_INTEGER);
  const size = queryInteger(call, 'page_size', 10, 1, 100);
  if (world.mode === 'lite') return detail(500, { error: 'No db connected. prisma client=None' });
  requireTeamAdmin(caller);
  const values = [call.query.get('team_alias') ?? '', call.query.get('team_id') ?? ''];
  const where = `($1 = '' OR strpos(lower(team_alias), lower($1)) > 0) AND ($2 = '' OR team_id = $2)`;
  const rows = await world.database.query(`SELECT t.*, (SELECT count(*) FROM "LiteLLM_VerificationToken" k WHERE k.team_id = t.team_id) AS keys_count
    FROM "LiteLLM_TeamTable" t WHERE ${where} ORDER BY created_at DESC LIMIT ${size} OFFSET ${(page - 1) * size}`, values);
  const [counted] = await world.database.query(`SELECT count(*) AS total FROM "LiteLLM_TeamTable" WHERE ${where}`, values);
  const total = Number(counted?.['total'] ?? 0);
  const unset = { access_group_models: null, access_group_mcp_server_ids: null, access_group_agent_ids: null };
  const teams = rows.map((row) => ({ ...shown(row), members_count: Array.isArray(row['members_with_roles']) ? row['members_with_roles'].length : 0, ...unset }));
  return json({ teams, total, page, page_size: size, total_pages: Math.ceil(total / size) });
}

/** POST /team/new: the id is unique, the alias is not (seen). */
export async function newTeam(world: World, body: Row, caller: Caller): Promise<Answer> {
  const alias = body['team_alias'] ?? null;
  if (alias !== null && typeof alias !== 'string') throw invalid('string_type', ['body', 'team_alias'], 'Input should be a valid string');
  if (world.mode === 'lite') return proxyError(500, pythonError('No db connected'), 'internal_server_error');
  const id = typeof body['team_id'] === 'string' ? body['team_id'] : randomUUID();
  const [taken] = await world.database.query('SELECT 1 FROM "LiteLLM_TeamTable" WHERE team_id = $1', [id]);
  if (taken !== undefined) return proxyError(400, pythonError(`Team id = ${id} already exists. Please use a different team id.`), 'internal_server_error');
  const members = [{ user_id: caller.userId, user_email: null, role: 'admin' }];
  const [team] = await world.database.query(`INSERT INTO "LiteLLM_TeamTable" (team_id, team_alias, models, max_budget, admins, members, members_with_roles)
    VALUES ($1, $2, $3, $4, ARRAY[]::text[], ARRAY[]::text[], $5) RETURNING *`, [id, alias, body['models'] ?? [], body['max_budget'] ?? null, JSON.stringify(members)]);
  return json(shown(team ?? {}));
}

/** POST /team/delete. */
export async function deleteTeams(world: World, body: Row): Promise<Answer> {
  const ids = Array.isArray(body['team_ids']) ? body['team_ids'].map(String) : [];
  const rows = await world.database.query('DELETE FROM "LiteLLM_TeamTable" WHERE team_id = ANY($1) RETURNING team_id', [ids]);
  if (rows.length < ids.length) throw new Refusal(detail(404, { error: `Team not found, passed team_id=${ids.find((id) => !rows.some((row) => row['team_id'] === id))}` }));
  await world.database.query('DELETE FROM "LiteLLM_VerificationToken" WHERE team_id = ANY($1)', [ids]);
  return json({ deleted_teams: ids });
}

/** POST /user/new, as far as a limited administrator's key needs it. */
export async function newUser(world: World, body: Row): Promise<Answer> {
  const id = typeof body['user_id'] === 'string' ? body['user_id'] : randomUUID();
  const role = typeof body['user_role'] === 'string' ? body['user_role'] : null;
  await world.database.query('INSERT INTO "LiteLLM_UserTable" (user_id, user_role, models) VALUES ($1, $2, ARRAY[]::text[])', [id, role]);
  return json({ key: '', user_id: id, user_role: role, token: null, expires: null, teams: null, user_email: null });
}

/** POST /user/delete: how many there were. Their keys go with them. */
export async function deleteUsers(world: World, body: Row): Promise<Answer> {
  const ids = Array.isArray(body['user_ids']) ? body['user_ids'].map(String) : [];
  const rows = await world.database.query('DELETE FROM "LiteLLM_UserTable" WHERE user_id = ANY($1) RETURNING user_id', [ids]);
  await world.database.query('DELETE FROM "LiteLLM_VerificationToken" WHERE user_id = ANY($1)', [ids]);
  return json(rows.length);
}

/** The models of a caller's team; empty where it has none, or no team. */
export async function teamModels(world: World, caller: Caller): Promise<readonly string[]> {
  const id = caller.key?.team_id;
  if (id === undefined || id === null) return [];
  const [team] = await world.database.query('SELECT models FROM "LiteLLM_TeamTable" WHERE team_id = $1', [id]);
  return Array.isArray(team?.['models']) ? team['models'].map(String) : [];
}
