import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectedError, openSubject, until, type Json, type Subject } from './subject.js';

const PING = { messages: [{ role: 'user', content: 'ping' }] };

describe('who may call, and what a refused caller leaves behind', () => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await openSubject();
  });
  afterAll(() => subject.close());

  /** The newest failure that fits, once it is written. */
  async function failureRow(where: string, values: readonly unknown[]): Promise<Json> {
    const read = () => subject.query(`SELECT call_type, model_group, api_key, status, metadata->>'user_api_key_alias' AS alias, metadata->>'user_agent' AS agent, requester_ip_address AS ip,
      metadata->'error_information' AS error FROM "LiteLLM_SpendLogs" WHERE status = 'failure' AND ${where} ORDER BY "startTime" DESC LIMIT 1`, values);
    const [row] = await until(read, (rows) => rows.length === 1);
    return row ?? {};
  }

  test('no key at all: 401, and a row under the agent that came without one', async () => {
    const agent = `${subject.run}-keyless`;
    const refused = expectedError(401, 'auth_error', /^Authentication Error, No api key passed in\.$/);
    expect(await subject.ask('POST', '/v1/chat/completions', { key: null, body: { model: 'gpt-4o', ...PING }, headers: { 'user-agent': agent } })).toMatchObject(refused);
    expect(await failureRow("metadata->>'user_agent' = $1", [agent])).toMatchObject({ call_type: 'acompletion', model_group: 'gpt-4o', api_key: '', alias: null, agent, ip: '127.0.0.1', error: { error_code: '', error_class: 'Exception', error_message: 'No api key passed in.', normalized_error: 'UNCLASSIFIED', llm_provider: '' } });
  });

  test('a probe without a key is a row too, under its route', async () => {
    const agent = `${subject.run}-probe`;
    expect((await subject.ask('GET', '/v1/models', { key: null, headers: { 'user-agent': agent } })).status).toBe(401);
    expect(await failureRow("metadata->>'user_agent' = $1", [agent])).toMatchObject({ call_type: '/v1/models', model_group: '', agent });
  });

  test('a header without Bearer is refused', async () => {
    expect(await subject.ask('GET', '/v1/models', { key: null, headers: { authorization: subject.target.masterKey } })).toMatchObject(expectedError(401, 'auth_error', /Malformed API Key passed in/));
  });

  test('a placeholder: 401 with its ends shown', async () => {
    const token = `dummy-${subject.run}`;
    expect(await subject.chat('gpt-4o', token)).toMatchObject(expectedError(401, 'auth_error', new RegExp(`^LiteLLM Virtual Key expected\\. Received=dumm\\*{4}${token.slice(-4)}, expected to start with 'sk-'\\.$`)));
    expect(await failureRow("metadata->'error_information'->>'error_message' LIKE $1", [`%dumm****${token.slice(-4)}%`])).toMatchObject({ error: { error_class: 'HTTPException', error_code: '401', normalized_error: '401_AUTHENTICATION_FAILED' } });
  });

  test('an unknown key: 401, filed under its hash', async () => {
    const reply = await subject.chat('gpt-4o', `sk-${subject.run}-unknown`);
    expect(reply).toMatchObject(expectedError(401, 'token_not_found_in_db', /^Authentication Error, Invalid proxy server token passed\. Received API Key = sk-\.\.\..*Key Hash \(Token\) =[0-9a-f]{64}/));
    const hash = /=([0-9a-f]{64})/.exec(reply.body.error.message)?.[1];
    expect(await failureRow('api_key = $1', [hash])).toMatchObject({ alias: null, error: { error_class: 'KeyNotFoundError', error_code: '401' } });
  });

  test('the hash of a key is no key', async () => {
    const { hash } = await subject.makeKey();
    expect(await subject.ask('GET', '/v1/models', { key: hash })).toMatchObject(expectedError(401, 'auth_error', /Virtual Key expected/));
  });

  test('a blocked key: 401, filed under its alias, and it counts as used', async () => {
    const { secret, hash, alias } = await subject.makeKey({ blocked: true });
    expect(await subject.chat('gpt-4o', secret)).toMatchObject(expectedError(401, 'auth_error', /^Authentication Error, Key is blocked\./));
    expect(await failureRow('api_key = $1', [hash])).toMatchObject({ alias, model_group: 'gpt-4o', error: { error_class: 'Exception', error_code: '', normalized_error: 'UNCLASSIFIED' } });
    await until(() => subject.query('SELECT last_active FROM "LiteLLM_VerificationToken" WHERE token = $1', [hash]), ([row]) => row?.['last_active'] !== null);
  });

  test('an expired key: 401 of a type of its own', async () => {
    const { secret, hash } = await subject.makeKey({ duration: '1s' });
    await sleep(1500);
    expect(await subject.chat('gpt-4o', secret)).toMatchObject(expectedError(401, 'expired_key', /^Authentication Error - Expired Key\. Key Expiry time /));
    expect(await failureRow('api_key = $1', [hash])).toMatchObject({ error: { error_class: 'ProxyException', error_code: '401' } });
  });

  test('a model that the key or its team may not use: 403', async () => {
    const key = await subject.makeKey({ models: ['gpt-4o'] });
    expect(await subject.chat('glm-4', key.secret)).toMatchObject(expectedError(403, 'key_model_access_denied', /^The requested model 'glm-4' is not available for this API key/));
    const team = await subject.makeTeam({ models: ['gpt-4o'] });
    const member = await subject.makeKey({ team_id: team.id });
    expect(await subject.chat('glm-4', member.secret)).toMatchObject(expectedError(403, 'team_model_access_denied', /glm-4/));
    expect(await failureRow('api_key = $1', [key.hash])).toMatchObject({ model_group: 'glm-4', error: { error_class: 'ModelAccessDeniedProxyException', error_code: '403' } });
  });

  test('a key of a team that is not there is made, and cannot be used', async () => {
    const { secret } = await subject.makeKey({ team_id: `${subject.run}-nowhere` });
    expect(await subject.chat('gpt-4o', secret)).toMatchObject(expectedError(404, 'auth_error', /Team doesn't exist in db/));
  });

  test('a budget that is used up: 422, on the free probe too', async () => {
    const { secret, hash, alias } = await subject.makeKey({ max_budget: 0.00001 });
    expect((await subject.chat('gpt-4o', secret)).status).toBe(200);
    const refused = await until(() => subject.chat('gpt-4o', secret), (reply) => reply.status !== 200);
    expect(refused).toMatchObject(expectedError(422, 'budget_exceeded', new RegExp(`^Budget has been exceeded! Key=${alias} `)));
    expect((await subject.ask('GET', '/v1/models', { key: secret })).status).toBe(422);
    expect(await failureRow('api_key = $1', [hash])).toMatchObject({ error: { error_class: 'BudgetExceededError', error_code: '422', error_budget_entity_type: 'key', error_budget_entity_id: hash, error_budget_limit: 0.00001 } });
  });

  test('no such model: 400, and the row does not name it', async () => {
    const { secret, hash } = await subject.makeKey();
    expect(await subject.chat('no-such-model', secret)).toMatchObject(expectedError(400, 'invalid_request_error', /Invalid model name passed in model=no-such-model/));
    expect(await failureRow('api_key = $1', [hash])).toMatchObject({ model_group: '', error: { error_class: 'ProxyModelNotFoundError', error_code: '400' } });
  });

  test('an ordinary key may not administer', async () => {
    const { secret } = await subject.makeKey();
    for (const [method, path] of [['POST', '/key/generate'], ['GET', '/global/spend'], ['GET', '/health/readiness/details']] as const) {
      expect(await subject.ask(method, path, { key: secret, ...(method === 'POST' && { body: {} }) }), path).toMatchObject(expectedError(401, 'auth_error', /Only proxy admin can be used/));
    }
    expect(await subject.ask('GET', '/key/list', { key: secret })).toMatchObject(expectedError(403, 'bad_request_error', /You are not authorized to access this endpoint/));
    expect(await subject.ask('GET', '/team/list', { key: secret })).toMatchObject({ status: 401, body: { detail: { error: expect.stringMatching(/Only admin users/) } } });
  });

  test('an administrator\'s key does its allowed routes and nothing else', async () => {
    const user = `${subject.run}-admin`;
    await subject.ask('POST', '/user/new', { body: { user_id: user, user_role: 'proxy_admin', auto_create_key: false } });
    const { secret } = await subject.makeKey({ user_id: user, allowed_routes: ['/key/list', '/key/generate', '/key/delete', '/health/readiness/details'] });
    expect((await subject.ask('GET', '/key/list?size=1', { key: secret })).body.total_count).toBeGreaterThan(0);
    expect((await subject.ask('GET', '/health/readiness/details', { key: secret })).status).toBe(200);
    const made = await subject.ask('POST', '/key/generate', { key: secret, body: { key_alias: `${subject.run}-by-admin` } });
    expect(made).toMatchObject({ status: 200, body: { created_by: user } });
    for (const path of ['/global/spend', '/v1/models', '/model/info']) {
      expect(await subject.ask('GET', path, { key: secret }), path).toMatchObject({ status: 403, body: { detail: expect.stringMatching(/^Virtual key is not allowed to call this route\. Only allowed to call routes: \['\/key\/list'/) } });
    }
    expect((await subject.chat('gpt-4o', secret)).status).toBe(403);
    await subject.ask('POST', '/user/delete', { body: { user_ids: [user] } });
  });
});
