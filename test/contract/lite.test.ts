import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectedError, openSubject, type Json, type MadeKey, type Subject } from './subject.js';

const RANGE = 'start_date=2026-01-01&end_date=2026-01-02';

describe('a proxy in lite mode, without a database', () => {
  let subject: Subject;
  let key: MadeKey;
  beforeAll(async () => {
    subject = await openSubject();
    key = await subject.makeKey();
    await subject.target.setMode('lite');
  });
  afterAll(async () => {
    await subject.target.setMode('full');
    await subject.close();
  });

  test('says so in readiness, which stays 200', async () => {
    expect(await subject.ask('GET', '/health/liveliness', { key: null })).toMatchObject({ status: 200, body: "I'm alive!" });
    expect(await subject.ask('GET', '/health/readiness', { key: null })).toMatchObject({ status: 200, body: { status: 'healthy', db: 'Not connected' } });
    expect(await subject.ask('GET', '/health/readiness/details')).toMatchObject({ status: 200, body: { db: 'Not connected', litellm_version: expect.any(String) } });
  });

  test('answers the master key on every route of models', async () => {
    const { body } = await subject.ask('GET', '/v1/models');
    expect(body.data.map((model: Json) => model['id'])).toEqual(expect.arrayContaining(['gpt-4o', 'glm-4']));
    expect((await subject.ask('GET', '/model/info')).body.data.length).toBeGreaterThanOrEqual(2);
    expect((await subject.ask('GET', '/model_group/info')).body.data.length).toBeGreaterThanOrEqual(2);
    expect((await subject.chat('gpt-4o')).status).toBe(200);
  });

  test('knows no other key: 400, whether it exists, is unknown or a placeholder', async () => {
    for (const bearer of [key.secret, 'sk-unknown', 'dummy-key-for-proxy']) {
      expect(await subject.ask('GET', '/v1/models', { key: bearer }), bearer).toMatchObject(expectedError(400, 'no_db_connection', /^No connected db\.$/));
      expect(await subject.chat('gpt-4o', bearer)).toMatchObject(expectedError(400, 'no_db_connection', /^No connected db\.$/));
    }
    expect(await subject.ask('GET', '/key/list', { key: key.secret })).toMatchObject(expectedError(400, 'no_db_connection', /No connected db/));
  });

  test('refuses a caller without a key as in full mode', async () => {
    for (const path of ['/v1/models', '/key/list']) {
      expect(await subject.ask('GET', path, { key: null }), path).toMatchObject(expectedError(401, 'auth_error', /No api key passed in/));
    }
  });

  test('answers calls about keys with 500', async () => {
    expect(await subject.ask('GET', '/key/list')).toMatchObject(expectedError(500, 'internal_server_error', /^Authentication Error, Database not connected$/));
    expect(await subject.ask('GET', `/key/info?key=${key.hash}`)).toMatchObject(expectedError(500, 'internal_server_error', /^Database not connected/));
    expect(await subject.ask('POST', '/key/generate', { body: { key_alias: `${subject.run}-lite` } })).toMatchObject(expectedError(500, 'internal_server_error', /DB not connected/));
    expect(await subject.ask('POST', '/key/delete', { body: { keys: [key.hash] } })).toMatchObject(expectedError(500, 'internal_server_error', /^Not connected to DB!$/));
    for (const verb of ['block', 'unblock']) {
      expect(await subject.ask('POST', `/key/${verb}`, { body: { key: key.hash } })).toMatchObject({ status: 500, body: { error: { message: 'Internal server error', type: 'internal_server_error' } } });
    }
  });

  test('answers calls about teams with 400 or 500', async () => {
    expect(await subject.ask('GET', '/team/list')).toMatchObject({ status: 400, body: { detail: { error: expect.stringMatching(/^DB not connected/) } } });
    expect(await subject.ask('GET', '/v2/team/list')).toMatchObject({ status: 500, body: { detail: { error: expect.stringMatching(/No db connected/) } } });
    expect(await subject.ask('POST', '/team/new', { body: {} })).toMatchObject(expectedError(500, 'internal_server_error', /No db connected/));
  });

  test('answers calls about spend with 500, and the spend log with a 401 that is no matter of the key', async () => {
    expect(await subject.ask('GET', '/global/spend')).toMatchObject(expectedError(500, 'internal_error', /No db connected/));
    for (const path of ['/user/daily/activity', '/user/daily/activity/aggregated']) {
      expect(await subject.ask('GET', `${path}?${RANGE}`), path).toMatchObject({ status: 500, body: { detail: { error: expect.stringMatching(/^DB not connected/) } } });
    }
    expect(await subject.ask('GET', `/spend/logs/v2?${RANGE}`)).toMatchObject(expectedError(401, 'internal_error', /^Prisma Client is not initialized$/));
  });

  test('writes no request down, although the database may be there', async () => {
    const headers = { 'user-agent': `${subject.run}-lite` };
    const body = { model: 'gpt-4o', messages: [{ role: 'user', content: 'ping' }] };
    expect((await subject.ask('POST', '/v1/chat/completions', { body, headers })).status).toBe(200);
    expect((await subject.ask('POST', '/v1/chat/completions', { body, headers, key: null })).status).toBe(401);
    await sleep(2000);
    expect(await subject.query(`SELECT 1 FROM "LiteLLM_SpendLogs" WHERE metadata->>'user_agent' = $1`, [headers['user-agent']])).toEqual([]);
  });

  test('reports a provider\'s failure as in full mode', async () => {
    await subject.target.fail('glm-4', 'insufficient');
    expect(await subject.chat('glm-4')).toMatchObject(expectedError(429, 'throttling_error', /余额不足/));
    await subject.target.fail('glm-4', 'ok');
    expect(await subject.chat('no-such-model')).toMatchObject(expectedError(400, 'invalid_request_error', /Invalid model name/));
  });
});

describe('back in full mode', () => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await openSubject();
  });
  afterAll(() => subject.close());

  test('keys made before are there again', async () => {
    const key = await subject.makeKey();
    await subject.target.setMode('lite');
    await subject.target.setMode('full');
    expect(await subject.ask('GET', '/health/readiness', { key: null })).toMatchObject({ status: 200, body: { db: 'connected' } });
    expect((await subject.ask('GET', '/v1/models', { key: key.secret })).status).toBe(200);
  });
});
