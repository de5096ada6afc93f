import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectedError, openSubject, type Json, type Subject } from './subject.js';

describe('teams', () => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await openSubject();
  });
  afterAll(() => subject.close());

  test('/team/list is an array of every team, with its keys', async () => {
    const team = await subject.makeTeam({ models: ['gpt-4o'], max_budget: 5 });
    const key = await subject.makeKey({ team_id: team.id });
    const { status, body } = await subject.ask('GET', '/team/list');
    expect(status).toBe(200);
    const listed = body.find((item: Json) => item['team_id'] === team.id);
    expect(listed).toMatchObject({ team_alias: team.alias, models: ['gpt-4o'], max_budget: 5, blocked: false, keys: [{ token: key.hash }] });
  });

  test('/v2/team/list finds any part of a name in any case, in pages', async () => {
    const team = await subject.makeTeam();
    const { body } = await subject.ask('GET', `/v2/team/list?team_alias=${team.alias.toUpperCase()}`);
    expect(body).toMatchObject({ teams: [{ team_id: team.id, team_alias: team.alias, keys_count: 0 }], total: 1, page: 1, page_size: 10, total_pages: 1 });
    await subject.makeTeam();
    expect((await subject.ask('GET', `/v2/team/list?team_alias=${subject.run}&page_size=1`)).body).toMatchObject({ total_pages: expect.any(Number), page_size: 1 });
    expect((await subject.ask('GET', '/v2/team/list?page_size=101')).status).toBe(422);
  });

  test('two teams may share a name, not an id', async () => {
    const first = await subject.makeTeam();
    const second = await subject.makeTeam({ team_alias: first.alias });
    expect(second.id).not.toBe(first.id);
    expect(await subject.ask('POST', '/team/new', { body: { team_id: first.id } })).toMatchObject(expectedError(400, 'internal_server_error', /already exists/));
  });
});
