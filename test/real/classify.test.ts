import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { classify, type CauseKind } from '../../src/litellm/classify.js';
import { parseErrorBody } from '../../src/litellm/error-body.js';
import { OVERSEAS, type ProviderAnswer } from '../litellm/support/provider-answers.js';
import { CHINESE } from '../litellm/support/provider-answers-china.js';
import { fromAnswer, fromRow, type ErrorInformation } from '../litellm/support/stored-failures.js';
import { until } from '../contract/subject.js';
import { openTestbed } from '../support/testbed.js';

const testbed = openTestbed();
const MODEL = 'glm-4';
const ANSWERS = [...OVERSEAS, ...CHINESE].map((answer, index) => ({ ...answer, agent: `classify-${randomBytes(4).toString('hex')}-${index}` }));
type Answer = (typeof ANSWERS)[number];

/**
 * The test bed speaks to its provider as to OpenAI, and of an OpenAI-shaped error LiteLLM keeps the message alone:
 * without code, type and quotaId these say less, or what OpenAI would mean by the same words.
 */
function expectedKind({ provider, body, kind }: ProviderAnswer): CauseKind {
  const message = JSON.stringify(body);
  if (provider === 'gemini' && message.includes('quotaId')) return 'ambiguous-quota';
  if (provider === 'dashscope' && message.includes('You exceeded your current quota')) return 'out-of-credit';
  return kind;
}

const post = async (model: string, agent: string, key: string | undefined = testbed.key) => {
  const response = await fetch(`${testbed.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { ...(key !== '' && { authorization: `Bearer ${key}` }), 'content-type': 'application/json', 'user-agent': agent },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'ping' }], max_tokens: 1 }),
  });
  const body = await response.json() as { error?: { type?: string } };
  return { status: response.status, message: parseErrorBody(body) ?? '', ...(body.error?.type && { type: body.error.type }) };
};

describe('causes on the real proxy', () => {
  const answered = new Map<string, Awaited<ReturnType<typeof post>>>();
  const rows = new Map<string, ErrorInformation>();
  let database: pg.Client;

  async function readRows(agents: readonly string[]): Promise<void> {
    const query = `select metadata->>'user_agent' as agent, metadata->'error_information' as error from "LiteLLM_SpendLogs"
      where "startTime" > (now() at time zone 'UTC') - interval '15 minutes' and status = 'failure' and metadata->>'user_agent' = any($1)`;
    const found = await database.query<{ agent: string; error: ErrorInformation }>(query, [agents]);
    for (const { agent, error } of found.rows) rows.set(agent, error);
  }

  beforeAll(async () => {
    database = new pg.Client(testbed.databaseUrl);
    await database.connect();
    for (const { agent, status, body } of ANSWERS) {
      await testbed.do('fail', MODEL, JSON.stringify({ status, body }));
      answered.set(agent, await post(MODEL, agent));
    }
    await testbed.do('fail', MODEL, 'ok');
    await until(async () => { await readRows(ANSWERS.map(({ agent }) => agent)); return rows.size; }, (size) => size === ANSWERS.length, 60);
  });
  afterAll(async () => {
    await testbed.do('fail', MODEL, 'ok');
    await database.end();
  });

  const named = ANSWERS.map((answer): [string, Answer] => [`${answer.provider} ${answer.status} ${answer.words}`, answer]);

  test.each(named)('the answer: %s', (_, answer) => {
    const cause = classify(fromAnswer(answered.get(answer.agent)!));
    expect(cause).toMatchObject({ kind: expectedKind(answer), words: expect.stringContaining(answer.words) });
    expect(cause.words).not.toMatch(/litellm|Exception -|model group|[{}]/);
  });

  test.each(named)('the row: %s', (_, answer) => {
    expect(classify(fromRow(rows.get(answer.agent)!))).toMatchObject({ kind: expectedKind(answer), words: expect.stringContaining(answer.words) });
  });

  test.each<[string, string, string, CauseKind]>([
    ['no key', 'gpt-4o', '', 'no-key'],
    ['a placeholder', 'gpt-4o', 'dummy-key-for-proxy', 'placeholder-key'],
    ['an unknown key', 'gpt-4o', `sk-${randomBytes(8).toString('hex')}`, 'unknown-key'],
    ['an unknown model', 'no-such-model', testbed.key, 'unknown-model'],
  ])('what LiteLLM itself refuses: %s', async (_, model, key, kind) => {
    const agent = `classify-${randomBytes(6).toString('hex')}`;
    expect(classify(fromAnswer(await post(model, agent, key))).kind).toBe(kind);
    await until(async () => { await readRows([agent]); return rows.has(agent); }, (isThere) => isThere);
    expect(classify(fromRow(rows.get(agent)!)).kind).toBe(kind);
  });
});
