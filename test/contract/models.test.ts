import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSubject, type Json, type Subject } from './subject.js';

describe('models', () => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await openSubject();
  });
  afterAll(() => subject.close());

  test('/v1/models lists the model groups', async () => {
    const { status, body } = await subject.ask('GET', '/v1/models');
    expect(status).toBe(200);
    expect(body.object).toBe('list');
    expect(body.data.map((model: Json) => model['id'])).toEqual(expect.arrayContaining(['gpt-4o', 'glm-4']));
  });

  test('a key sees the names that it was given, known to the proxy or not', async () => {
    const key = await subject.makeKey({ models: ['gpt-4o', 'no-such-model'] });
    const { body } = await subject.ask('GET', '/v1/models', { key: key.secret });
    expect(body.data.map((model: Json) => model['id']).toSorted()).toEqual(['gpt-4o', 'no-such-model']);
  });

  test('a key of a team sees the models of its team', async () => {
    const team = await subject.makeTeam({ models: ['gpt-4o'] });
    const key = await subject.makeKey({ team_id: team.id });
    const { body } = await subject.ask('GET', '/v1/models', { key: key.secret });
    expect(body.data.map((model: Json) => model['id'])).toEqual(['gpt-4o']);
  });

  test('/model/info has one item a deployment, without the secret of its provider', async () => {
    const { status, body, text } = await subject.ask('GET', '/model/info');
    expect(status).toBe(200);
    const deployment = body.data.find((item: Json) => item['model_name'] === 'gpt-4o');
    expect(deployment).toMatchObject({ litellm_params: { model: 'openai/gpt-4o' }, model_info: { id: expect.any(String), db_model: false, litellm_provider: 'openai' } });
    expect(text).not.toContain('api_key');
  });

  test('/model_group/info has one item a group, with its providers', async () => {
    const { status, body } = await subject.ask('GET', '/model_group/info');
    expect(status).toBe(200);
    const groups = body.data.map((item: Json) => item['model_group']);
    expect(groups).toEqual(expect.arrayContaining(['gpt-4o', 'glm-4']));
    expect(new Set(groups).size).toBe(groups.length);
    expect(body.data.find((item: Json) => item['model_group'] === 'glm-4')).toMatchObject({ providers: ['openai'] });
  });
});
