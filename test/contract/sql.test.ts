import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSubject, until, type Json, type MadeKey, type Subject } from './subject.js';

const COUNT_KEYS = `SELECT count(*)::int AS total, count(*) FILTER (WHERE blocked)::int AS blocked,
  count(*) FILTER (WHERE blocked IS NOT TRUE AND expires > now() AT TIME ZONE 'UTC' AND expires <= now() AT TIME ZONE 'UTC' + interval '7 days')::int AS expiring,
  count(*) FILTER (WHERE blocked IS NOT TRUE AND expires <= now() AT TIME ZONE 'UTC')::int AS expired
  FROM "LiteLLM_VerificationToken" WHERE team_id IS DISTINCT FROM 'litellm-dashboard' AND ($1::text IS NULL OR team_id = $1)`;
const SPEND_TODAY = `SELECT coalesce(sum(spend), 0) AS spend, coalesce(sum(api_requests), 0)::int AS requests FROM "LiteLLM_DailyUserSpend"
  WHERE date = to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD') AND api_key = $1`;
const KEY_LAST_DAY = `SELECT count(*)::int AS requests, count(*) FILTER (WHERE status = 'failure')::int AS failures, coalesce(sum(spend), 0) AS spend, max("startTime") AS last
  FROM "LiteLLM_SpendLogs" WHERE "startTime" > now() AT TIME ZONE 'UTC' - interval '24 hours' AND api_key = $1`;
const RECENT_FAILURES = `SELECT model_group, count(*)::int AS failures, (array_agg(metadata->'error_information' ORDER BY "startTime" DESC))[1] AS latest
  FROM "LiteLLM_SpendLogs" WHERE "startTime" > now() AT TIME ZONE 'UTC' - interval '15 minutes' AND status = 'failure' AND api_key = $1 GROUP BY model_group`;

describe('LiteLLM\'s own tables, read directly', () => {
  let subject: Subject;
  let key: MadeKey;
  let team: { id: string };

  beforeAll(async () => {
    subject = await openSubject();
    team = await subject.makeTeam();
    key = await subject.makeKey({ team_id: team.id, metadata: { slack_user: 'U1' } });
    await subject.makeKey({ team_id: team.id, blocked: true });
    await subject.makeKey({ team_id: team.id, duration: '6d' });
    await subject.makeKey({ team_id: team.id, duration: '8d' });
    await subject.makeKey({ team_id: team.id, duration: '1s' });
    await subject.chat('gpt-4o', key.secret);
    await subject.target.fail('glm-4', 'insufficient');
    await subject.chat('glm-4', key.secret);
    await subject.chat('glm-4', key.secret);
    await subject.target.fail('glm-4', 'ok');
    await sleep(1500);
    await until(() => subject.query(KEY_LAST_DAY, [key.hash]), ([row]) => row?.['requests'] === 3);
  });
  afterAll(() => subject.close());

  test('keys are counted: blocked, expiring within seven days, expired', async () => {
    expect(await subject.query(COUNT_KEYS, [team.id])).toEqual([{ total: 5, blocked: 1, expiring: 1, expired: 1 }]);
    const [all] = await subject.query(COUNT_KEYS, [null]) as [Json];
    expect(all['total']).toBeGreaterThanOrEqual(5);
  });

  test('the key\'s row has its columns', async () => {
    const [row] = await subject.query('SELECT * FROM "LiteLLM_VerificationToken" WHERE token = $1', [key.hash]) as [Json];
    expect(row).toMatchObject({ key_alias: key.alias, key_name: `sk-...${key.secret.slice(-4)}`, team_id: team.id, user_id: null, models: [], max_budget: null, blocked: null, expires: null, created_by: 'default_user_id', metadata: { slack_user: 'U1' } });
    expect(JSON.stringify(row)).not.toContain(key.secret);
  });

  test('the last 24 hours of a key', async () => {
    const [row] = await subject.query(KEY_LAST_DAY, [key.hash]) as [Json];
    expect(row).toMatchObject({ requests: 3, failures: 2 });
    expect(row['spend']).toBeGreaterThan(0);
  });

  test('spend today', async () => {
    const [row] = await until(() => subject.query(SPEND_TODAY, [key.hash]), ([found]) => found?.['requests'] === 3) as [Json];
    expect(row['spend']).toBeGreaterThan(0);
  });

  test('failures of the last 15 minutes by model group, with their cause', async () => {
    const rows = await subject.query(RECENT_FAILURES, [key.hash]);
    expect(rows).toMatchObject([{ model_group: 'glm-4', failures: 2, latest: { error_code: '429', error_class: 'RateLimitError', llm_provider: 'openai', normalized_error: '429_RATE_LIMIT_EXCEEDED', error_message: expect.stringContaining('余额不足') } }]);
  });

  test('times are UTC in columns without a zone', async () => {
    const types = await subject.query(`SELECT table_name, column_name, data_type FROM information_schema.columns WHERE data_type LIKE 'timestamp%'
      AND (table_name, column_name) IN (('LiteLLM_SpendLogs', 'startTime'), ('LiteLLM_VerificationToken', 'expires'), ('LiteLLM_VerificationToken', 'last_active'))`);
    expect(types).toHaveLength(3);
    for (const type of types) expect(type['data_type']).toBe('timestamp without time zone');
    const [row] = await subject.query(`SELECT extract(epoch FROM now() AT TIME ZONE 'UTC' - max("startTime"))::float AS age FROM "LiteLLM_SpendLogs" WHERE api_key = $1`, [key.hash]) as [Json];
    expect(row['age']).toBeGreaterThanOrEqual(0);
    expect(row['age']).toBeLessThan(120);
  });

  test('a poll of new rows finds its index', async () => {
    const rows = await subject.query(`SELECT indexdef FROM pg_indexes WHERE tablename = 'LiteLLM_SpendLogs'`);
    expect(rows.map((row) => row['indexdef'])).toEqual(expect.arrayContaining([expect.stringMatching(/\("startTime", request_id\)$/)]));
  });

  test('a deleted key moves to a table of its own', async () => {
    const gone = await subject.makeKey();
    await subject.ask('POST', '/key/delete', { body: { keys: [gone.hash] } });
    expect(await subject.query('SELECT 1 FROM "LiteLLM_VerificationToken" WHERE token = $1', [gone.hash])).toEqual([]);
    expect(await subject.query('SELECT key_alias, deleted_by FROM "LiteLLM_DeletedVerificationToken" WHERE token = $1', [gone.hash])).toEqual([{ key_alias: gone.alias, deleted_by: 'default_user_id' }]);
  });

  test('a team\'s name is in its own table', async () => {
    const rows = await subject.query('SELECT team_id, team_alias, models, blocked FROM "LiteLLM_TeamTable" WHERE team_id = $1', [team.id]);
    expect(rows).toMatchObject([{ team_alias: expect.stringContaining(subject.run), models: [], blocked: false }]);
  });
});
