import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADA, ALERTS, buttonsOf, GENERAL, GIL, OMAR, openHouse, textOf, VERA, type House } from '../support/house.js';

let house: House;
beforeAll(async () => { house = await openHouse(); });
afterAll(async () => { await house.close(); });

const SECRET = /sk-[A-Za-z0-9_-]{10,}/;

/** Every row of the bot's own database, as one text. */
async function databaseText(): Promise<string> {
  const client = new pg.Client({ connectionString: house.botDatabaseUrl });
  await client.connect();
  const { rows: tables } = await client.query<{ name: string }>(`select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'litellm_chatops'`);
  const texts = [];
  for (const { name } of tables) texts.push(JSON.stringify((await client.query(`select * from ${name}`)).rows));
  await client.end();
  return texts.join('\n');
}

/** The proxy's own word for a key with this secret. */
async function statusOf(secret: string): Promise<number> {
  return (await fetch(`${house.litellm?.url}/v1/models`, { headers: { authorization: `Bearer ${secret}` } })).status;
}

async function make(text: string): Promise<{ secret: string; shown: string; message: Awaited<ReturnType<House['ask']>> }> {
  const message = await house.ask(ADA, text);
  const shown = textOf(message);
  return { message, shown, secret: SECRET.exec(shown)?.[0] ?? '' };
}

describe('/llm key new', () => {
  test('shows a working secret to its asker alone, and nowhere else', async () => {
    const { secret, shown, message } = await make('/llm key new ci-nightly --models gpt-4o,glm-4 --budget 10 --per 30d --expires 90d --rpm 60 --team platform');
    expect(await statusOf(secret)).toBe(200);
    expect(shown).toContain(`OPENAI_API_KEY=${secret}`);
    expect(shown).toContain(`OPENAI_BASE_URL=${house.litellm?.url}/v1`);
    expect(shown).toContain('$10.00 per 30 days');
    expect(shown).toContain('team `platform`');
    expect(message.ephemeralTo).toBe(ADA);
    for (const person of [VERA, OMAR]) expect(JSON.stringify(house.slack.messages(ALERTS, person))).not.toContain(secret);
    expect(await databaseText()).not.toMatch(SECRET);
    expect(house.logged.join('\n')).not.toContain(secret);
    expect(house.slack.calls.filter((call) => JSON.stringify(call.args).includes(secret)).map((call) => call.method)).toEqual(['response_url']);

    await house.click(ADA, message, 'I have stored it, remove it from view');
    await expect.poll(() => JSON.stringify(house.slack.messages(ALERTS, ADA))).not.toContain(secret);
  });

  test('writes who asked for it into the key', async () => {
    await make('/llm key new traced');
    const { rows } = await query(house.litellmDatabaseUrl, `select metadata from "LiteLLM_VerificationToken" where key_alias = 'traced'`);
    expect(rows[0]?.metadata).toMatchObject({ litellm_chatops: { slack_user: ADA, slack_name: 'ada' } });
  });

  test('tells which key has a taken alias, and the next free one', async () => {
    await make('/llm key new taken');
    const { shown } = await make('/llm key new taken');
    expect(shown).toMatch(/The alias `taken` is taken: owner ada · made/);
    expect(shown).toContain('Free: `taken-2`');
  });

  test.each([
    ['an unknown model', '--models gpt-4x', /serves no model `gpt-4x`. Did you mean `gpt-4o`\?/],
    ['an unknown team', '--team platfrom', /no team `platfrom`. Did you mean `platform`\?/],
    ['a bad duration', '--expires 90days', /`90days` is no duration for `--expires`/],
    ['a bad budget', '--budget ten', /`ten` is no budget/],
    ['a period without a budget', '--per 30d', /there is no budget/],
    ['a negative limit', '--rpm -5', /`-5` is no limit for `--rpm`/],
    ['an unknown flag', '--model gpt-4o', /No flag `--model`. Did you mean `--models`\?[^]*`--team`/],
    ['a flag without value', '--models', /`--models` needs a value/],
    ['a flag twice', '--rpm 1 --rpm 2', /`--rpm` is there twice/],
    ['a word too many', 'another', /`another` is one word too many/],
    ['an open quote', '--team "plat', /is never closed/],
  ])('refuses %s before anything is made', async (_, flags, answer) => {
    const { shown } = await make(`/llm key new refused ${flags}`);
    expect(shown).toMatch(answer);
    const { rows } = await query(house.litellmDatabaseUrl, `select 1 from "LiteLLM_VerificationToken" where key_alias = 'refused'`);
    expect(rows).toHaveLength(0);
  });

  test.each([
    ['a broadcast', '<!channel>'], ['a mention', '@here'], ['markup', '*_~'], ['5,000 characters', 'a'.repeat(5_000)],
    ['direction marks', 'ab\u202Ecd'], ['a line break', 'ab\ncd'], ['a tag', '<@U0OMAR>'], ['dots', '../../etc'], ['nothing but blanks', '"   "'],
  ])('refuses %s as an alias without letting it loose', async (_, alias) => {
    const message = await house.ask(ADA, `/llm key new ${alias}`);
    const raw = JSON.stringify([message.text, message.blocks, message.attachments]);
    expect(raw).not.toMatch(/<!channel>|<@U0OMAR>|\u202E/);
    expect(textOf(message)).toMatch(/cannot be an alias|one word too many|characters; at most|needs the alias/);
  });

  test('takes flags in any order, curly quotes, dashes of phones and equals signs', async () => {
    const { shown } = await make('/llm key new —budget=“2.50” phone --models “gpt-4o, glm-4”');
    expect(shown).toContain('Key `phone` is ready');
    expect(shown).toContain('$2.50 in all');
  });

  test('deletes the key again when Slack does not take the secret', async () => {
    house.slack.faults.http('response_url', 1, 404);
    const message = await house.ask(ADA, '/llm key new undelivered');
    expect(textOf(message)).toContain('its secret is not known to have reached you');
    const { rows } = await query(house.litellmDatabaseUrl, `select 1 from "LiteLLM_VerificationToken" where key_alias = 'undelivered'`);
    expect(rows).toHaveLength(0);
  });

  test('deletes the key again when nobody knows whether the secret arrived', async () => {
    house.slack.faults.loseAnswer('response_url', 1);
    const before = house.slack.messages(ALERTS, ADA).length;
    await house.slack.command(ADA, ALERTS, '/llm key new uncertain');
    await house.slack.waitFor(ALERTS, ADA, (message) => textOf(message).includes('`uncertain` was made, but its secret is not known'));
    const secret = SECRET.exec(house.slack.messages(ALERTS, ADA).slice(before).map(textOf).join('\n'))?.[0] ?? '';
    expect(await statusOf(secret)).toBe(401);
  });
});

describe('/llm key revoke', () => {
  test('shows what would break, asks its asker, deletes and proves it', async () => {
    const { secret } = await make('/llm key new doomed --models gpt-4o');
    await fetch(`${house.litellm?.url}/v1/chat/completions`, {
      method: 'POST', headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json', 'user-agent': 'a-client/1.0' },
      body: JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'ping' }] }),
    });
    await expect.poll(async () => (await query(house.litellmDatabaseUrl, `select 1 from "LiteLLM_SpendLogs" s join "LiteLLM_VerificationToken" t on t.token = s.api_key where t.key_alias = 'doomed'`)).rows.length, { timeout: 10_000 }).toBe(1);
    const question = await house.ask(ADA, '/llm key revoke doomed');
    expect(textOf(question)).toContain('1 request, less than $0.01 in the last 24 h');
    expect(textOf(question)).toContain('by `a-client/1.0`');
    expect(textOf(question)).toContain('Owner ada · model `gpt-4o`');
    expect(buttonsOf(question)).toEqual(['Revoke doomed', 'Cancel']);
    await house.click(ADA, question, 'Revoke doomed');
    const done = await house.slack.waitFor(ALERTS, ADA, (message) => textOf(message).includes('Key `doomed` is revoked'));
    expect(textOf(done)).toContain('up to a minute longer');
    expect(buttonsOf(done)).toEqual([]);
    expect(await statusOf(secret)).toBe(401);
  });

  test('can be cancelled', async () => {
    const { secret } = await make('/llm key new spared');
    const question = await house.ask(ADA, '/llm key revoke spared');
    await house.click(ADA, question, 'Cancel');
    await house.slack.waitFor(ALERTS, ADA, (message) => textOf(message).includes('`spared` works as before'));
    expect(await statusOf(secret)).toBe(200);
  });

  test('is not done by a question that expired', async () => {
    const { secret } = await make('/llm key new outlived');
    const question = await house.ask(ADA, '/llm key revoke outlived');
    await query(house.botDatabaseUrl, `update litellm_chatops.confirmations set expires_at = now() - interval '1 second' where payload->>'alias' = 'outlived'`);
    await house.click(ADA, question, 'Revoke outlived');
    await house.slack.waitFor(ALERTS, ADA, (message) => textOf(message).includes('has expired'));
    expect(await statusOf(secret)).toBe(200);
  });

  test('catches a secret typed for an alias: not echoed, not logged, not recorded', async () => {
    const typed = 'sk-typedBySomebody1234567890';
    const message = await house.ask(ADA, `/llm key revoke ${typed}`);
    expect(textOf(message)).toMatch(/looks like a key's secret[^]*Rotate this key/);
    expect(textOf(message)).not.toContain(typed);
    expect(house.logged.join('\n')).not.toContain(typed);
    expect(await databaseText()).not.toContain(typed);
  });

  test('suggests the alias that was meant', async () => {
    await make('/llm key new nightly-build');
    expect(textOf(await house.ask(ADA, '/llm key revoke nightly-biuld'))).toContain('Did you mean `nightly-build`?');
  });
});

describe('keys that cannot be had', () => {
  test('because the database is lost', async () => {
    await house.litellm?.loseDatabase();
    expect(textOf(await house.ask(ADA, '/llm key new lost'))).toContain('has lost its database');
    expect(textOf(await house.ask(ADA, '/llm key revoke lost'))).toContain('has lost its database');
    await house.litellm?.findDatabase();
  });

  test('because there is none', async () => {
    await house.litellm?.setMode('lite');
    expect(textOf(await house.ask(ADA, '/llm key new lite'))).toContain('runs in lite mode, without a database');
    await house.litellm?.setMode('full');
  });

  test('because the proxy is away', async () => {
    await house.litellm?.stop();
    expect(textOf(await house.ask(ADA, '/llm key new away'))).toContain('That did not work: the connection was refused.');
    await house.litellm?.start();
  });
});

describe('roles and the audit', () => {
  test('a viewer and a guest change nothing, are told who may, and both stand in the audit', async () => {
    expect(textOf(await house.ask(VERA, '/llm key new mine'))).toMatch(/Only admins may make keys; you are a viewer.\nAdmins: ada/);
    expect(textOf(await house.ask(GIL, '/llm key new mine'))).toContain('guest of another');
    const audit = textOf(await house.ask(OMAR, '/llm audit 5'));
    expect(audit).toMatch(/\*vera\* \(U0VERA\) {2}key new `mine`: refused \(a viewer\)/);
    expect(audit).toMatch(/\*gil\* \(U0GIL\) {2}key new `mine`: refused \(another workspace\)/);
  });

  test('a guest of another workspace gets no status', async () => {
    expect(textOf(await house.ask(GIL, '/llm status'))).toContain('Only members of this workspace');
  });

  test('records each change with how it ended', async () => {
    await make('/llm key new recorded');
    await expect.poll(async () => textOf(await house.ask(OMAR, '/llm audit 1'))).toMatch(/\*ada\* \(U0ADA\) {2}key new `recorded`: done/);
  });

  test('answers in channels that the bot is not in', async () => {
    expect(textOf(await house.ask(ADA, '/llm key new elsewhere', GENERAL))).toContain('Key `elsewhere` is ready');
  });
});

async function query(url: string, sql: string): Promise<pg.QueryResult<Record<string, unknown>>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}
