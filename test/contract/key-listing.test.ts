import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectedError, openSubject, type Json, type MadeKey, type Subject } from './subject.js';

describe('listing keys', () => {
  let subject: Subject;
  let keys: MadeKey[];
  let team: { id: string; alias: string };
  const list = (query: string) => subject.ask('GET', `/key/list?${query}`);

  beforeAll(async () => {
    subject = await openSubject();
    team = await subject.makeTeam();
    keys = [];
    for (const name of ['a_1', 'b', 'c']) {
      keys.push(await subject.makeKey({ key_alias: `${subject.run}-list-${name}`, team_id: team.id }));
      await sleep(5); // the order is by creation, in milliseconds
    }
  });
  afterAll(() => subject.close());

  test('gives hashes, the newest first, ten a page', async () => {
    const { status, body } = await list(`team_id=${team.id}`);
    expect(status).toBe(200);
    expect(body).toEqual({ keys: keys.map((key) => key.hash).toReversed(), total_count: 3, current_page: 1, total_pages: 1 });
  });

  test('gives whole keys, which never hold a secret, on request', async () => {
    const { body, text } = await list(`team_id=${team.id}&return_full_object=true&size=100`);
    expect(body.keys[0]).toMatchObject({ token: keys[2]?.hash, key_alias: keys[2]?.alias, key_name: expect.stringMatching(/^sk-\.\.\..{4}$/), spend: 0, max_budget: null, expires: null, blocked: null, models: [], metadata: {}, team_id: team.id, user_id: null, created_by: 'default_user_id', last_active: null });
    expect(Date.parse(body.keys[0].created_at)).toBeGreaterThan(Date.now() - 600_000);
    for (const key of keys) expect(text).not.toContain(key.secret);
  });

  test('does not fill in the name of the team: only its id', async () => {
    const { body } = await list(`team_id=${team.id}&return_full_object=true&size=1`);
    expect(body.keys[0].team_alias).toBeNull();
  });

  test('counts pages, and gives an empty one beyond the last', async () => {
    const first = await list(`team_id=${team.id}&size=2`);
    const second = await list(`team_id=${team.id}&size=2&page=2`);
    expect(first.body).toMatchObject({ total_count: 3, current_page: 1, total_pages: 2 });
    expect([...first.body.keys, ...second.body.keys]).toEqual(keys.map((key) => key.hash).toReversed());
    expect((await list(`team_id=${team.id}&size=2&page=9`)).body).toEqual({ keys: [], total_count: 3, current_page: 9, total_pages: 2 });
    expect((await list(`team_id=${subject.run}-none`)).body).toEqual({ keys: [], total_count: 0, current_page: 1, total_pages: 0 });
  });

  test('refuses sizes beyond 1 to 100 and pages below 1', async () => {
    expect(await list('size=101')).toMatchObject({ status: 422, body: { detail: [{ type: 'less_than_equal', loc: ['query', 'size'] }] } });
    expect(await list('size=0')).toMatchObject({ status: 422, body: { detail: [{ type: 'greater_than_equal' }] } });
    expect((await list('page=0')).status).toBe(422);
    expect(await list('page=x')).toMatchObject({ status: 422, body: { detail: [{ type: 'int_parsing' }] } });
  });

  test('finds an alias exactly, case and all', async () => {
    const alias = keys[1]?.alias ?? '';
    expect((await list(`key_alias=${alias}`)).body.keys).toEqual([keys[1]?.hash]);
    expect((await list(`key_alias=${alias.toUpperCase()}`)).body.keys).toEqual([]);
    expect((await list(`key_alias=${subject.run}-list`)).body.keys).toEqual([]);
  });

  test('finds a part of an alias in any case, with _ and % as wildcards', async () => {
    const search = (part: string) => list(`substring_matching=true&key_alias=${encodeURIComponent(part)}`).then((reply) => reply.body.total_count);
    expect(await search(`${subject.run}-LIST`)).toBe(3);
    expect(await search(`${subject.run}-list_b`)).toBe(1);
    expect(await search(`${subject.run}%b`)).toBe(1);
  });

  test('finds a key by its hash, never by its secret', async () => {
    expect((await list(`key_hash=${keys[0]?.hash}`)).body.keys).toEqual([keys[0]?.hash]);
    expect((await list(`key_hash=${keys[0]?.secret}`)).body.keys).toEqual([]);
  });

  test('sorts by few columns, and expires is not among them', async () => {
    const sorted = await list(`team_id=${team.id}&sort_by=key_alias&sort_order=asc`);
    expect(sorted.body.keys).toEqual(keys.map((key) => key.hash));
    expect(await list('sort_by=expires')).toMatchObject(expectedError(400, 'internal_server_error', /Invalid sort column\. Must be one of: spend, max_budget, created_at, updated_at, token, key_alias/));
    expect((await list('sort_by=spend&sort_order=up')).status).toBe(400);
  });

  test('tells active, expired, revoked and deleted keys apart, each live key in exactly one', async () => {
    const expiring = await subject.makeKey({ duration: '1s', team_id: team.id });
    await sleep(1500);
    await subject.ask('POST', '/key/block', { body: { key: keys[0]?.hash } });
    const gone = await subject.makeKey({ team_id: team.id });
    await subject.ask('POST', '/key/delete', { body: { keys: [gone.hash] } });
    const byStatus = async (status: string): Promise<string[]> => (await list(`team_id=${team.id}&status=${status}`)).body.keys;
    expect(await byStatus('active')).toEqual([keys[2]?.hash, keys[1]?.hash]);
    expect(await byStatus('expired')).toEqual([expiring.hash]);
    expect(await byStatus('revoked')).toEqual([keys[0]?.hash]);
    expect(await byStatus('deleted')).toEqual([gone.hash]);
    expect((await list('status=blocked')).status).toBe(400);
    expect((await list(`team_id=${team.id}&expires=expired`)).body.keys).toEqual([expiring.hash]);
    expect(await list('expires=2030-01-01')).toMatchObject(expectedError(400, 'internal_server_error', /Invalid expires value\. Supported: 'active', 'expired'/));
  });

  test('a page of one gives the count', async () => {
    const { body } = await list('size=1');
    const [row] = await subject.query('SELECT count(*)::int AS total FROM "LiteLLM_VerificationToken"') as [Json];
    expect(body.total_count).toBe(row['total']);
  });
});
