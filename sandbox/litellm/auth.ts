import { setTimeout as sleep } from 'node:timers/promises';
import { detail, proxyError, Refusal, type Failure } from './answer.js';
import type { Call, Caller } from './call.js';
import { DatabaseLost } from './database.js';
import { pythonDate, type KeyRow } from './rows.js';
import { abbreviate, hashOf, isHash, mask, toHash } from './secret.js';
import type { World } from './world.js';

export const MASTER = 'litellm_proxy_master_key';

/** A caller who was refused, with what the spend logs will know of them. */
export class AuthRefusal extends Refusal {
  readonly apiKey: string;
  readonly key: KeyRow | undefined;

  constructor(refusal: { answer: Refusal['answer']; failure?: Failure; apiKey?: string; key?: KeyRow | undefined }) {
    super(refusal.answer, refusal.failure);
    this.apiKey = refusal.apiKey ?? '';
    this.key = refusal.key;
  }
}

type Who = { readonly apiKey?: string; readonly key?: KeyRow | undefined };

function unauthorized(message: string, failure: Partial<Failure>, who: Who = {}, type = 'auth_error', param = 'None'): AuthRefusal {
  const prefixed = type === 'auth_error' && failure.errorClass !== 'HTTPException' ? `Authentication Error, ${message}` : message;
  const code = failure.code ?? '';
  const normalized = failure.normalized ?? (code === '' ? 'UNCLASSIFIED' : '401_AUTHENTICATION_FAILED');
  return new AuthRefusal({ answer: proxyError(401, prefixed, type, param), failure: { errorClass: 'Exception', code, message, normalized, ...failure }, ...who });
}

function placeholder(token: string, key: KeyRow | undefined): AuthRefusal {
  const message = `LiteLLM Virtual Key expected. Received=${mask(token)}, expected to start with 'sk-'.`;
  return unauthorized(message, { errorClass: 'HTTPException', code: '401', message: `401: ${message}` }, { apiKey: isHash(token) ? token : hashOf(token), key });
}

function unknownKey(secret: string): AuthRefusal {
  const message = `Authentication Error, Invalid proxy server token passed. Received API Key = ${abbreviate(secret)}, Key Hash (Token) =${hashOf(secret)}. Unable to find token in cache or \`LiteLLM_VerificationTokenTable\``;
  return unauthorized(message, { errorClass: 'KeyNotFoundError', code: '401' }, { apiKey: hashOf(secret) }, 'token_not_found_in_db', 'key');
}

function refuseExpired(secret: string, key: KeyRow, expires: Date): AuthRefusal {
  const spell = (date: Date): string => pythonDate(date, '+00:00').replace('T', ' ');
  const message = `Authentication Error - Expired Key. Key Expiry time ${spell(expires)} and current time ${spell(new Date())}`;
  return unauthorized(message, { errorClass: 'ProxyException', code: '401' }, { apiKey: key.token, key }, 'expired_key', abbreviate(secret));
}

/** The cached copy of a key may pass a while longer on the real proxy; without it this is what is seen after 2 to 5 s. */
async function databaseAway(world: World, token: string): Promise<AuthRefusal> {
  await sleep(world.lostDelayMs);
  if (!token.startsWith('sk-')) return placeholder(token, undefined);
  const failure: Failure = { errorClass: 'ConnectError', code: '', message: 'All connection attempts failed', normalized: 'UNCLASSIFIED' };
  return new AuthRefusal({ answer: unreachable(), failure, apiKey: toHash(token) });
}

/** 503 while the database is lost. */
export function unreachable(): ReturnType<typeof proxyError> {
  return proxyError(503, 'Service Unavailable, the authentication database is temporarily unreachable. Please retry shortly.', 'no_db_connection', 'None');
}

async function findKey(world: World, hash: string): Promise<{ key: KeyRow; admin: boolean; teamMissing: boolean } | undefined> {
  const rows = await world.database.query(`SELECT k.*, u.user_role AS caller_role, (k.team_id IS NOT NULL AND t.team_id IS NULL) AS team_missing
    FROM "LiteLLM_VerificationToken" k LEFT JOIN "LiteLLM_UserTable" u ON u.user_id = k.user_id
    LEFT JOIN "LiteLLM_TeamTable" t ON t.team_id = k.team_id WHERE k.token = $1`, [hash]);
  const [row] = rows;
  if (row === undefined) return undefined;
  const { caller_role, team_missing, ...key } = row;
  return { key: key as KeyRow, admin: caller_role === 'proxy_admin', teamMissing: team_missing === true };
}

/** Any team id is accepted when a key is made; the key then cannot be used (seen). */
function refuseMissingTeam(key: KeyRow): AuthRefusal {
  const message = `{'error': "Team doesn't exist in db. Team=${key.team_id}. Create team via \`/team/new\` call."}`;
  const failure = { errorClass: 'TeamNotFoundError', code: '404', message: `404: ${message}`, normalized: '404_RESOURCE_NOT_FOUND' };
  return new AuthRefusal({ answer: proxyError(404, message, 'auth_error', 'None'), failure, apiKey: key.token, key });
}

async function authenticateKey(world: World, secret: string, path: string): Promise<Caller> {
  const found = await findKey(world, toHash(secret));
  if (!secret.startsWith('sk-')) throw placeholder(secret, found?.key);
  if (found === undefined) throw unknownKey(secret);
  const { key } = found;
  if (key.blocked === true) throw unauthorized("Key is blocked. Update via `/key/unblock` if you're an admin.", {}, { apiKey: key.token, key });
  if (key.expires !== null && key.expires < new Date()) throw refuseExpired(secret, key, key.expires);
  if (key.allowed_routes.length > 0 && !key.allowed_routes.includes(path)) {
    const allowed = `[${key.allowed_routes.map((route) => `'${route}'`).join(', ')}]`;
    throw new Refusal(detail(403, `Virtual key is not allowed to call this route. Only allowed to call routes: ${allowed}. Tried to call route: ${path}`));
  }
  if (found.teamMissing) throw refuseMissingTeam(key);
  return { admin: found.admin, apiKey: key.token, userId: key.user_id, key };
}

/** Who calls, or why not; a refusal is thrown. */
export async function authenticate(world: World, call: Call): Promise<Caller> {
  const { bearer } = call;
  if (call.malformed) throw unauthorized('Malformed API Key passed in. Ensure Key has `Bearer ` prefix.', {});
  if (bearer === undefined) throw unauthorized('No api key passed in.', {});
  if (bearer === world.masterKey) return { admin: true, apiKey: MASTER, userId: 'default_user_id' };
  if (world.mode === 'lite') throw new Refusal(proxyError(400, 'No connected db.', 'no_db_connection'));
  try {
    return await authenticateKey(world, bearer, call.path);
  } catch (error) {
    throw error instanceof DatabaseLost ? await databaseAway(world, bearer) : error;
  }
}

/** 401, and no row in the spend logs (seen). */
export function requireAdmin(caller: Caller, route: string): void {
  if (caller.admin) return;
  const message = `Authentication Error, Only proxy admin can be used to generate, delete, update info for new keys/users/teams. Route=${route}. Your role=unknown. Your user_id=*******`;
  throw new Refusal(proxyError(401, message, 'auth_error', 'None'));
}

/** 422 on the routes that models are reached by, `/v1/models` included. */
export function requireBudget(caller: Caller, provider: string): void {
  const { key } = caller;
  if (key === undefined || key.max_budget === null || key.spend < key.max_budget) return;
  const message = `Budget has been exceeded! Key=${key.key_alias} (${key.key_name}) Current cost: ${key.spend}, Max budget: ${key.max_budget}`;
  const failure: Failure = {
    errorClass: 'BudgetExceededError', code: '422', message, normalized: '429_BUDGET_EXCEEDED', provider, rateLimitType: 'budget',
    rateLimitCategory: 'litellm_rate_limit', budget: { entity: 'key', id: key.token, limit: key.max_budget, spend: key.spend },
  };
  throw new AuthRefusal({ answer: proxyError(422, message, 'budget_exceeded'), failure, apiKey: key.token, key });
}
