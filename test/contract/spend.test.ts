import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectedError, openSubject, until, type Json, type MadeKey, type Subject } from './subject.js';

const DAY_MS = 86_400_000;

/** `YYYY-MM-DD HH:MM:SS`, UTC. */
function moment(offsetMs = 0): string {
  return new Date(Date.now() + offsetMs).toISOString().slice(0, 19).replace('T', ' ');
}

function day(offsetMs = 0): string {
  return moment(offsetMs).slice(0, 10);
}

describe('spend and use of a key', () => {
  let subject: Subject;
  let key: MadeKey;
  const logs = (query: string) => subject.ask('GET', `/spend/logs/v2?${query}`);
  const lastDay = `start_date=${encodeURIComponent(moment(-DAY_MS))}&end_date=${encodeURIComponent(moment(DAY_MS))}`;

  beforeAll(async () => {
    subject = await openSubject();
    key = await subject.makeKey();
    expect((await subject.chat('gpt-4o', key.secret)).status).toBe(200);
    expect((await subject.chat('gpt-4o', key.secret)).status).toBe(200);
    await subject.target.fail('glm-4', 'insufficient');
    expect((await subject.chat('glm-4', key.secret)).status).toBe(429);
    await subject.target.fail('glm-4', 'ok');
    await until(() => logs(`${lastDay}&api_key=${key.hash}`), (reply) => reply.body.total === 3);
  });
  afterAll(() => subject.close());

  test('/spend/logs/v2 has a row a request of the key, failures among them', async () => {
    const { status, body } = await logs(`${lastDay}&api_key=${key.hash}&page_size=2`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ total: 3, page: 1, page_size: 2, total_pages: 2, total_is_capped: false });
    const success = await logs(`${lastDay}&api_key=${key.hash}&status_filter=success`);
    expect(success.body.total).toBe(2);
    expect(success.body.data[0]).toMatchObject({ call_type: 'acompletion', api_key: key.hash, model_group: 'gpt-4o', status: 'success', total_tokens: 10, metadata: { user_api_key_alias: key.alias, error_information: null } });
    expect(success.body.data[0].spend).toBeGreaterThan(0);
    expect(success.body.data[0].startTime).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+\+00:00$/);
    const failures = await logs(`${lastDay}&api_key=${key.hash}&status_filter=failure`);
    expect(failures.body.data).toMatchObject([{ model_group: 'glm-4', status: 'failure', spend: 0, metadata: { error_information: { error_class: 'RateLimitError', llm_provider: 'openai' } } }]);
  });

  test('/spend/logs/v2 wants both dates, and a date alone is its midnight', async () => {
    expect(await logs('')).toMatchObject(expectedError(400, 'bad_request', /Start date and end date are required/));
    expect(await logs(`start_date=today&end_date=${day()}`)).toMatchObject(expectedError(400, 'internal_server_error', /Invalid date format: today/));
    expect((await logs(`${lastDay}&page_size=1001`)).status).toBe(422);
    expect((await logs(`start_date=${day(-DAY_MS)}&end_date=${day()}&api_key=${key.hash}`)).body.total, 'today is after the midnight that ends the range').toBe(0);
  });

  test('/user/daily/activity adds up a key\'s day', async () => {
    const path = `/user/daily/activity?start_date=${day()}&end_date=${day()}&api_key=${key.hash}`;
    const { status, body } = await until(() => subject.ask('GET', path), (reply) => reply.body.metadata?.total_api_requests === 3);
    expect(status).toBe(200);
    expect(body.metadata).toMatchObject({ total_successful_requests: 2, total_failed_requests: 1, page: 1, total_pages: 1, has_more: false });
    expect(body.metadata.total_spend).toBeGreaterThan(0);
    expect(body.results).toMatchObject([{ date: day(), metrics: { api_requests: 3, spend: body.metadata.total_spend } }]);
    expect(body.results[0].breakdown.model_groups['glm-4'].metrics).toMatchObject({ failed_requests: 1, successful_requests: 0 });
    expect(body.results[0].breakdown.api_keys[key.hash].metadata).toMatchObject({ key_alias: key.alias });
  });

  test('a page of /user/daily/activity totals that page alone, so spend today comes from /aggregated', async () => {
    const range = `start_date=${day()}&end_date=${day()}`;
    const page = await subject.ask('GET', `/user/daily/activity?${range}&api_key=${key.hash}&page_size=1`);
    expect(page.body.metadata).toMatchObject({ total_pages: 2, has_more: true });
    expect(page.body.metadata.total_api_requests).toBeLessThan(3);
    const [row] = await subject.query('SELECT sum(spend) AS spend FROM "LiteLLM_DailyUserSpend" WHERE date = $1', [day()]) as [Json];
    const whole = await subject.ask('GET', `/user/daily/activity/aggregated?${range}`);
    expect(whole.body.metadata).toMatchObject({ page: 1, total_pages: 1, has_more: false });
    expect(whole.body.metadata.total_spend).toBeCloseTo(row['spend'], 9);
    expect((await subject.ask('GET', `/user/daily/activity/aggregated?${range}&api_key=${key.hash}`)).body.metadata.total_api_requests).toBe(3);
  });

  test('/user/daily/activity wants both dates', async () => {
    for (const path of ['/user/daily/activity', '/user/daily/activity/aggregated']) {
      expect(await subject.ask('GET', path)).toMatchObject({ status: 400, body: { detail: { error: 'Please provide start_date and end_date' } } });
    }
    expect((await subject.ask('GET', '/user/daily/activity?start_date=2001-01-01&end_date=2001-01-02')).body).toMatchObject({ results: [], metadata: { total_spend: 0, total_api_requests: 0 } });
  });

  test('/global/spend is of thirty days, not of today', async () => {
    const { status, body } = await subject.ask('GET', '/global/spend');
    expect(status).toBe(200);
    expect(body.max_budget).toBe(0);
    const [row] = await subject.query(`SELECT sum(spend) AS spend FROM "LiteLLM_SpendLogs" WHERE "startTime" >= CURRENT_DATE - interval '30 days'`) as [Json];
    expect(body.spend).toBeCloseTo(row['spend'], 9);
  });

  test('the key itself shows its spend and when it was last used, after a while', async () => {
    const read = () => subject.ask('GET', `/key/info?key=${key.hash}`).then((reply) => reply.body.info as Json);
    const info = await until(read, (value) => value['last_active'] !== null && value['spend'] > 0);
    expect(info['spend']).toBeLessThan(0.01);
    expect(Math.abs(Date.now() - Date.parse(info['last_active']))).toBeLessThan(120_000);
  });
});
