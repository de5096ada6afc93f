import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectedError, openSubject, until, type Json, type MadeKey, type Subject } from './subject.js';

const RANGE = 'start_date=2026-01-01&end_date=2026-01-02';
const AWAY = expectedError(503, 'no_db_connection', /database is temporarily unreachable/);
const FAILED = { status: 500, body: { error: { message: expect.any(String), type: 'internal_server_error', code: '500' } } };

describe('a proxy whose database is lost', () => {
  let subject: Subject;
  let key: MadeKey;
  beforeAll(async () => {
    subject = await openSubject();
    key = await subject.makeKey(); // never used: a key that was used passes from the cache for a while
    await subject.target.loseDatabase();
  });
  afterAll(async () => {
    await subject.target.findDatabase();
    await subject.close();
  });

  test('turns readiness into 503, after some seconds, while its status stays healthy', async () => {
    // It keeps its last good answer for 15 s.
    const readiness = await until(() => subject.ask('GET', '/health/readiness', { key: null }), (reply) => reply.status !== 200);
    expect(readiness).toMatchObject({ status: 503, body: { status: 'healthy', db: expect.stringMatching(/^(disconnected|stalled)$/) } });
    expect(await subject.ask('GET', '/health/readiness/details')).toMatchObject({ status: 503, body: { db: expect.any(String), litellm_version: expect.any(String) } });
    expect((await subject.ask('GET', '/health/liveliness', { key: null })).status).toBe(200);
  });

  test('still lists the models and completes for the master key', async () => {
    const { body } = await subject.ask('GET', '/v1/models');
    expect(body.data.map((model: Json) => model['id'])).toEqual(expect.arrayContaining(['gpt-4o', 'glm-4']));
    expect((await subject.ask('GET', '/model_group/info')).status).toBe(200);
    expect((await subject.chat('gpt-4o')).status).toBe(200);
  });

  test('answers 503 where it asks the database who may: deployments, teams, blocking', async () => {
    for (const path of ['/model/info', '/team/list', '/v2/team/list?team_alias=x']) {
      expect(await subject.ask('GET', path), path).toMatchObject(AWAY);
    }
    for (const verb of ['block', 'unblock']) {
      expect(await subject.ask('POST', `/key/${verb}`, { body: { key: key.hash } }), verb).toMatchObject(AWAY);
    }
  });

  test('answers 500 where it only finds out later', async () => {
    for (const path of ['/key/list', '/key/list?key_alias=x&return_full_object=true', `/key/info?key=${key.hash}`, `/spend/logs/v2?${RANGE}`]) {
      expect(await subject.ask('GET', path), path).toMatchObject(FAILED);
    }
    expect(await subject.ask('GET', '/global/spend')).toMatchObject(expectedError(500, 'internal_error', /^\/global\/spend Error/));
    for (const path of ['/user/daily/activity', '/user/daily/activity/aggregated']) {
      expect(await subject.ask('GET', `${path}?${RANGE}`), path).toMatchObject({ status: 500, body: { detail: { error: expect.stringMatching(/^Failed to fetch analytics/) } } });
    }
  });

  test('answers a change with 500', async () => {
    expect(await subject.ask('POST', '/key/generate', { body: { key_alias: `${subject.run}-lost` } })).toMatchObject(FAILED);
    expect(await subject.ask('POST', '/key/generate', { body: {} })).toMatchObject(FAILED);
    expect(await subject.ask('POST', '/key/delete', { body: { keys: [key.hash] } })).toMatchObject(FAILED);
    expect(await subject.ask('POST', '/key/delete', { body: { key_aliases: [key.alias] } })).toMatchObject(FAILED);
    expect(await subject.ask('POST', '/team/new', { body: { team_alias: `${subject.run}-lost` } })).toMatchObject(FAILED);
  });

  test('answers a key that it has not lately seen with 503, known or not', async () => {
    expect(await subject.ask('GET', '/v1/models', { key: key.secret })).toMatchObject(AWAY);
    expect(await subject.chat('gpt-4o', 'sk-unknown')).toMatchObject(AWAY);
  });

  test('refuses a caller without a key, or with a placeholder, as ever', async () => {
    expect(await subject.ask('GET', '/v1/models', { key: null })).toMatchObject(expectedError(401, 'auth_error', /No api key passed in/));
    expect(await subject.ask('GET', '/v1/models', { key: 'dummy-key-for-proxy' })).toMatchObject(expectedError(401, 'auth_error', /Virtual Key expected/));
    expect((await subject.ask('GET', '/no/such/route')).status).toBe(404);
  });

  test('and its SQL clients are turned away', async () => {
    await expect(subject.query('SELECT 1')).rejects.toThrow();
  });

  test('found again, everything answers, and nothing of what failed was done', async () => {
    await subject.target.findDatabase();
    expect(await subject.ask('GET', '/health/readiness', { key: null })).toMatchObject({ status: 200, body: { db: 'connected' } });
    await until(() => subject.ask('GET', `/key/info?key=${key.hash}`), (reply) => reply.status === 200);
    expect(await subject.ask('GET', `/key/info?key=${key.hash}`)).toMatchObject({ body: { info: { status: 'active', blocked: null } } });
    expect((await subject.ask('GET', `/key/list?key_alias=${subject.run}-lost`)).body.total_count).toBe(0);
    expect((await subject.ask('GET', '/v1/models', { key: key.secret })).status).toBe(200);
  });

  test('what was refused meanwhile is written down afterwards', async () => {
    const hash = (reply: Json[]): boolean => reply.length > 0;
    const rows = await until(() => subject.query(`SELECT metadata->'error_information'->>'error_class' AS class FROM "LiteLLM_SpendLogs" WHERE api_key = $1 AND call_type = '/v1/models'`, [key.hash]), hash);
    // ConnectError where the connection was refused, DataError where an open one broke.
    expect(rows[0]).toEqual({ class: expect.stringMatching(/^(ConnectError|DataError)$/) });
  });
});
