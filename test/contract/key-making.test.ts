import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectedError, openSubject, type Subject } from './subject.js';

const DAY_MS = 86_400_000;

describe('making a key', () => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await openSubject();
  });
  afterAll(() => subject.close());

  test('answers the secret once, its hash, its short name and its expiry', async () => {
    const { reply, hash, secret, alias } = await subject.makeKey({ models: ['gpt-4o'], max_budget: 10, budget_duration: '30d', duration: '90d', rpm_limit: 5, tpm_limit: 9, metadata: { slack_user: 'U1' } });
    expect(reply.status).toBe(200);
    expect(secret).toMatch(/^sk-[\w-]{20,}$/);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(reply.body).toMatchObject({ key_alias: alias, key_name: `sk-...${secret.slice(-4)}`, models: ['gpt-4o'], max_budget: 10, budget_duration: '30d', rpm_limit: 5, tpm_limit: 9, metadata: { slack_user: 'U1' }, token_id: hash });
    expect(Date.parse(reply.body.expires) - Date.now()).toBeGreaterThan(89 * DAY_MS);
    expect(Date.parse(reply.body.expires) - Date.now()).toBeLessThan(91 * DAY_MS);
  });

  test('stores what was asked for, in the units that were asked', async () => {
    const { hash } = await subject.makeKey({ max_budget: 2.5, budget_duration: '7d', rpm_limit: 3, metadata: { slack_user: 'U1', note: 'a "quoted" word' }, user_id: null });
    const { body } = await subject.ask('GET', `/key/info?key=${hash}`);
    expect(body).toMatchObject({ key: hash, info: { max_budget: 2.5, budget_duration: '7d', rpm_limit: 3, tpm_limit: null, spend: 0, expires: null, blocked: null, models: [], metadata: { slack_user: 'U1', note: 'a "quoted" word' }, last_active: null, status: 'active' } });
    const reset = new Date(body.info.budget_reset_at);
    expect(reset.getUTCDay(), 'a budget of 7d is reset on a Monday').toBe(1);
    expect(reset.getTime()).toBeGreaterThan(Date.now());
  });

  test('accepts unknown models, teams and fields without a word', async () => {
    const { reply } = await subject.makeKey({ models: ['no-such-model'], team_id: `${subject.run}-no-such-team`, no_such_field: 1 });
    expect(reply).toMatchObject({ status: 200, body: { models: ['no-such-model'], team_id: `${subject.run}-no-such-team` } });
  });

  test('refuses an alias that is taken, and knows cases apart', async () => {
    const { alias } = await subject.makeKey();
    expect(await subject.ask('POST', '/key/generate', { body: { key_alias: alias } })).toMatchObject(expectedError(400, 'bad_request_error', new RegExp(`^Key with alias '${alias}' already exists`)));
    const upper = await subject.makeKey({ key_alias: alias.replace('ct-', 'ct-X') });
    const lower = await subject.makeKey({ key_alias: alias.replace('ct-', 'ct-x') });
    expect([upper.reply.status, lower.reply.status]).toEqual([200, 200]);
    await subject.ask('POST', '/key/delete', { body: { keys: [upper.hash, lower.hash] } });
  });

  test('answers a bad duration with 500', async () => {
    for (const duration of ['soon', '-5d', ' 5d']) {
      expect((await subject.makeKey({ duration })).reply, duration).toMatchObject(expectedError(500, 'internal_server_error', /^Invalid duration format$/));
    }
    for (const duration of ['5y', '10', '1.5d', '5D']) {
      expect((await subject.makeKey({ duration })).reply, duration).toMatchObject(expectedError(500, 'internal_server_error', new RegExp(`^Unsupported duration unit, passed duration: ${duration}$`)));
    }
  });

  test('ignores what follows the unit of a duration: 2days is 2d', async () => {
    const { reply } = await subject.makeKey({ duration: '2days' });
    expect(reply.status).toBe(200);
    expect(Math.round((Date.parse(reply.body.expires) - Date.now()) / DAY_MS)).toBe(2);
  });

  test('answers a bad budget period or a negative budget with 400', async () => {
    expect((await subject.makeKey({ budget_duration: 'soon' })).reply).toMatchObject(expectedError(400, 'internal_server_error', /Invalid budget_duration 'soon'/));
    expect((await subject.makeKey({ max_budget: -1 })).reply).toMatchObject(expectedError(400, 'internal_server_error', /^\{'error': 'max_budget must be a non-negative finite number\. Received: -1\.0'\}$/));
  });

  test('answers a value of the wrong type and a broken body with 422 and a list', async () => {
    expect((await subject.makeKey({ max_budget: 'abc' })).reply).toMatchObject({ status: 422, body: { detail: [{ type: 'float_parsing', loc: ['body', 'max_budget'] }] } });
    expect(await subject.ask('POST', '/key/generate', { body: '{"key_alias":"x"' })).toMatchObject({ status: 422, body: { detail: [{ type: 'json_invalid', msg: 'JSON decode error' }] } });
  });

  test('takes an alias as it comes, markup and spaces too', async () => {
    const alias = `${subject.run} <!channel> *x* ‮`;
    const { reply } = await subject.makeKey({ key_alias: alias });
    expect(reply).toMatchObject({ status: 200, body: { key_alias: alias } });
    const listed = await subject.ask('GET', `/key/list?return_full_object=true&key_alias=${encodeURIComponent(alias)}`);
    expect(listed.body.keys).toMatchObject([{ key_alias: alias }]);
  });
});
