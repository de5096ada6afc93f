import { detail, invalid, proxyError, pythonError, Refusal, type Answer } from './answer.js';
import { authenticate, AuthRefusal, requireAdmin, requireBudget, unreachable } from './auth.js';
import { parseBody, type Call, type Caller } from './call.js';
import { complete, deploymentFor, entryOf, leaveRow } from './chat.js';
import { DatabaseLost, type Row } from './database.js';
import { frontPage, liveliness, readiness, readinessDetails } from './health.js';
import { generateKey } from './key-generate.js';
import { deleteKeys, keyInfo, listKeys, setBlocked } from './keys.js';
import { listModels, modelGroupInfo, modelInfo } from './models.js';
import { dailyActivity, globalSpend } from './spend.js';
import { spendLogs } from './spend-logs.js';
import { deleteTeams, deleteUsers, listTeams, listTeamsPaged, newTeam, newUser, teamModels } from './teams.js';
import type { World } from './world.js';

/** A call on its way to a route: who called, and the JSON body of a POST. */
interface Visit {
  readonly call: Call;
  readonly caller: Caller;
  readonly body: Row;
}

interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Who may: everybody, every key, or administrators (401 for others, unless the handler has words of its own). */
  readonly access: 'public' | 'key' | 'admin';
  readonly answer: (world: World, visit: Visit) => Answer | Promise<Answer>;
  /** What it says to the master key while the database is lost; by default 500 with the plain message. */
  readonly whenLost?: (visit: Visit) => Answer;
}

const LOST = 'All connection attempts failed';

/** Every route, each answer to a lost database as seen on 1.106.2. */
const routes: readonly Route[] = [
  { method: 'GET', path: '/', access: 'public', answer: frontPage },
  { method: 'GET', path: '/health/liveliness', access: 'public', answer: liveliness },
  { method: 'GET', path: '/health/readiness', access: 'public', answer: readiness },
  { method: 'GET', path: '/health/readiness/details', access: 'admin', answer: readinessDetails },
  { method: 'GET', path: '/v1/models', access: 'key', answer: showModels },
  { method: 'GET', path: '/model/info', access: 'key', answer: showModelInfo, whenLost: unreachable },
  { method: 'GET', path: '/model_group/info', access: 'key', answer: (world) => modelGroupInfo(world.models) },
  { method: 'GET', path: '/key/list', access: 'key', answer: (world, { call, caller }) => listKeys(world, call, caller), whenLost: () => proxyError(500, `Authentication Error, ${LOST}`, 'internal_server_error', 'None') },
  { method: 'GET', path: '/key/info', access: 'key', answer: (world, { call, caller }) => keyInfo(world, call, caller) },
  { method: 'POST', path: '/key/generate', access: 'admin', answer: (world, { body, caller }) => generateKey(world, body, caller), whenLost: generateWhenLost },
  { method: 'POST', path: '/key/delete', access: 'admin', answer: (world, { body, caller }) => deleteKeys(world, body, caller) },
  { method: 'POST', path: '/key/block', access: 'admin', answer: (world, { body }) => setBlocked(world, body, true), whenLost: unreachable },
  { method: 'POST', path: '/key/unblock', access: 'admin', answer: (world, { body }) => setBlocked(world, body, false), whenLost: unreachable },
  { method: 'GET', path: '/team/list', access: 'key', answer: (world, { caller }) => listTeams(world, caller), whenLost: unreachable },
  { method: 'GET', path: '/v2/team/list', access: 'key', answer: (world, { call, caller }) => listTeamsPaged(world, call, caller), whenLost: unreachable },
  { method: 'POST', path: '/team/new', access: 'admin', answer: (world, { body, caller }) => newTeam(world, body, caller) },
  { method: 'POST', path: '/team/delete', access: 'admin', answer: (world, { body }) => deleteTeams(world, body) },
  { method: 'POST', path: '/user/new', access: 'admin', answer: (world, { body }) => newUser(world, body) },
  { method: 'POST', path: '/user/delete', access: 'admin', answer: (world, { body }) => deleteUsers(world, body) },
  { method: 'GET', path: '/global/spend', access: 'admin', answer: globalSpend, whenLost: () => proxyError(500, `/global/spend Error${LOST}`, 'internal_error', 'None') },
  { method: 'GET', path: '/user/daily/activity', access: 'admin', answer: (world, { call }) => dailyActivity(world, call, false), whenLost: activityWhenLost },
  { method: 'GET', path: '/user/daily/activity/aggregated', access: 'admin', answer: (world, { call }) => dailyActivity(world, call, true), whenLost: activityWhenLost },
  { method: 'GET', path: '/spend/logs/v2', access: 'admin', answer: (world, { call }) => spendLogs(world, call) },
  { method: 'POST', path: '/v1/chat/completions', access: 'key', answer: (world, { body, caller, call }) => complete(world, body, caller, call) },
];

/** Without an alias there is nothing to look up first, and LiteLLM fails later, with less to say. */
function generateWhenLost({ body }: Visit): Answer {
  return proxyError(500, typeof body['key_alias'] === 'string' ? LOST : pythonError('Internal Server Error.'), 'internal_server_error');
}

function activityWhenLost(): Answer {
  return detail(500, { error: `Failed to fetch analytics: ${LOST}` });
}

async function showModels(world: World, { caller }: Visit): Promise<Answer> {
  requireBudget(caller, 'litellm_proxy');
  return listModels(world.models, caller, await teamModels(world, caller));
}

/** It looks up the teams that may use each model, so it needs the database although the models are in memory. */
async function showModelInfo(world: World, { caller }: Visit): Promise<Answer> {
  if (world.mode === 'full') await world.database.query('SELECT team_id FROM "LiteLLM_TeamTable"');
  return modelInfo(world.models, caller);
}

const NOBODY: Caller = { admin: false, apiKey: '', userId: null };

async function visit(world: World, route: Route, call: Call): Promise<Answer> {
  let visiting: Visit = { call, caller: NOBODY, body: {} };
  try {
    const body = route.method === 'POST' ? parseBody(call) : {};
    visiting = { call, caller: NOBODY, body: body ?? {} };
    if (route.access !== 'public') visiting = { ...visiting, caller: await authenticate(world, call) };
    if (route.access === 'admin') requireAdmin(visiting.caller, call.path);
    if (body === undefined) throw invalid('missing', ['body'], 'Field required');
    return await route.answer(world, visiting);
  } catch (error) {
    if (error instanceof DatabaseLost) return (route.whenLost ?? plainLost)(visiting);
    if (!(error instanceof Refusal)) throw error;
    await recordRefusal(world, visiting, error);
    return error.answer;
  }
}

function plainLost(): Answer {
  return proxyError(500, LOST, 'internal_server_error');
}

/** A refused caller leaves a row under the route's name; a failed completion one under `acompletion`, with its model. */
async function recordRefusal(world: World, { call, caller, body }: Visit, refusal: Refusal): Promise<void> {
  if (refusal.failure === undefined) return;
  const chat = call.path === '/v1/chat/completions';
  const who = refusal instanceof AuthRefusal ? { apiKey: refusal.apiKey, userId: refusal.key?.user_id ?? null, ...(refusal.key && { key: refusal.key }) } : caller;
  const unknown = refusal.failure.errorClass === 'ProxyModelNotFoundError' ? 'unknown-model' : '';
  const fromProvider = refusal.failure.provider === 'openai' && !(refusal instanceof AuthRefusal);
  await leaveRow(world, entryOf(call, who, {
    callType: chat ? 'acompletion' : call.path, deployment: chat ? deploymentFor(world, body) : undefined, model: unknown,
    promptTokens: fromProvider ? 8 : 0, failure: refusal.failure,
  }));
}

/** One call, answered. */
export async function answerCall(world: World, call: Call): Promise<Answer> {
  const path = call.path === '/chat/completions' || call.path === '/models' ? `/v1${call.path}` : call.path;
  const found = routes.filter((route) => route.path === path);
  const route = found.find((candidate) => candidate.method === call.method);
  if (route === undefined) return found.length > 0 ? detail(405, 'Method Not Allowed') : detail(404, 'Not Found');
  return visit(world, route, call);
}
