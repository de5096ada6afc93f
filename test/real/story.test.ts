import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBotProcess } from '../support/bot-process.js';
import { ADA, ALERTS, buttonsOf, OMAR, openHouse, textOf, VERA, type House } from '../support/house.js';
import { temporaryFolder } from '../support/postgres.js';
import { openTestbed } from '../support/testbed.js';

const testbed = openTestbed();
/** Aliases of this run: the proxy keeps its database. */
const unique = (name: string) => `${name}-${run}`;
const run = randomBytes(4).toString('hex');
const SECRET = /sk-[A-Za-z0-9_-]{10,}/;

const complete = (key: string, model: string) => fetch(`${testbed.url}/v1/chat/completions`, {
  method: 'POST',
  headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'user-agent': 'a-client/1.0' },
  body: JSON.stringify({ model, messages: [{ role: 'user', content: 'ping' }] }),
});

describe.each([
  ["LiteLLM's database", { url: testbed.url, key: testbed.key, databaseUrl: testbed.databaseUrl }],
  ['its API alone', { url: testbed.url, key: testbed.key }],
])('the bot with %s', (source, litellm) => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse({ litellm });
    await Promise.all(['gpt-4o', 'glm-4'].map((model) => testbed.do('fail', model, 'ok')));
  });
  afterAll(async () => { await house.close(); });
  const suffix = source.includes('API') ? 'api' : 'sql';

  test('shows a healthy proxy', async () => {
    const shown = textOf(await house.ask(VERA, '/llm status'));
    expect(shown).toMatch(/Listening on `127\.0\.0\.1:\d+` · answers in \d+ ms · `1\.106\.2` · full mode/);
    expect(shown).toMatch(/Database connected · \d+ keys? \(\d+ blocked, \d+ expires? within 7 days\)/);
    expect(shown).toMatch(/spent today/);
    expect(shown).not.toContain('cannot be read');
  });

  test('makes a key that works, shows what revoking it would break, and revokes it', async () => {
    const alias = unique(`story-${suffix}`);
    const made = await house.ask(ADA, `/llm key new ${alias} --models gpt-4o,glm-4 --budget 10 --per 30d --expires 3d`);
    const secret = SECRET.exec(textOf(made))?.[0] ?? '';
    expect((await complete(secret, 'gpt-4o')).status).toBe(200);
    expect(textOf(await house.ask(ADA, `/llm key new ${alias}`))).toMatch(new RegExp(`The alias \`${alias}\` is taken: owner ada[^]*Free: \`story-${suffix}`));
    // The proxy writes what was used every second or so.
    await expect.poll(async () => textOf(await house.ask(ADA, `/llm key revoke ${alias}`)), { timeout: 30_000, interval: 2_000 }).toContain('1 request,');
    const question = await house.ask(ADA, `/llm key revoke ${alias}`);
    expect(textOf(question)).toContain('by `a-client/1.0`');
    await house.click(ADA, question, `Revoke ${alias}`);
    await house.slack.waitFor(ALERTS, ADA, (message) => textOf(message).includes(`Key \`${alias}\` is revoked`), 15_000);
    await expect.poll(async () => (await complete(secret, 'gpt-4o')).status, { timeout: 70_000, interval: 2_000 }).toBe(401);
    expect(house.logged.join('\n')).not.toContain(secret);
    for (const person of [VERA, OMAR]) expect(JSON.stringify(house.slack.messages(ALERTS, person))).not.toContain(secret);
  });

  test('names the model whose provider is out of credit, in the provider\'s words', async () => {
    await testbed.do('fail', 'glm-4', 'insufficient');
    expect((await complete(testbed.key, 'glm-4')).status).toBe(429);
    await expect.poll(async () => textOf(await house.ask(VERA, '/llm status')), { timeout: 30_000, interval: 2_000 }).toMatch(/`glm-4`: out of credit \(Zhipu GLM\), \d+ failed.*: `余额不足/);
    await testbed.do('fail', 'glm-4', 'ok');
  });

  test('makes nothing of an unknown model or team', async () => {
    expect(textOf(await house.ask(ADA, `/llm key new ${unique('never')} --models gpt-4`))).toContain('Did you mean `gpt-4o`?');
    expect(textOf(await house.ask(ADA, `/llm key new ${unique('never')} --team nobody-${run}`))).toContain('There is no team');
    expect(textOf(await house.ask(ADA, `/llm key revoke ${unique('never')}`))).toContain('No key has the alias');
  });

  test('tells a lost database as itself, and finds it again', async () => {
    await testbed.do('db', 'stop');
    try {
      await expect.poll(async () => textOf(await house.ask(VERA, '/llm status')), { timeout: 60_000, interval: 2_000 }).toContain('LiteLLM: database lost');
      const shown = textOf(await house.ask(VERA, '/llm status'));
      expect(shown).toMatch(/Listening on[^]*2 model groups/);
      expect(textOf(await house.ask(ADA, `/llm key new ${unique('lost')}`))).toContain('has lost its database');
    } finally {
      await testbed.do('db', 'start');
    }
    await expect.poll(async () => textOf(await house.ask(VERA, '/llm status')), { timeout: 90_000, interval: 2_000 }).toContain('Database connected');
  });
});

describe('the bot and a proxy in lite mode', () => {
  let house: House;
  beforeAll(async () => {
    await testbed.do('mode', 'lite');
    house = await openHouse({ litellm: { url: testbed.url, key: testbed.key } });
  });
  afterAll(async () => {
    await house.close();
    await testbed.do('mode', 'full');
  });

  test('shows the mode and makes no key', async () => {
    const shown = textOf(await house.ask(VERA, '/llm status'));
    expect(shown).toContain('LiteLLM is healthy (lite mode)');
    expect(shown).toContain('No database in lite mode');
    const answer = textOf(await house.ask(ADA, '/llm key new in-lite'));
    expect(answer).toContain('runs in lite mode, without a database');
    expect(textOf(await house.ask(OMAR, '/llm audit'))).not.toContain('in-lite`: done');
  });
});

describe('the listener alert on the real proxy', () => {
  test('is posted, acknowledged and resolved in one message while the bot is killed twice', async () => {
    const folder = await temporaryFolder();
    const house = await openHouse({ isEmpty: true, litellm: { url: testbed.url, key: testbed.key } });
    const { DATABASE_URL: _, ...env } = house.env;
    const bot = createBotProcess(['node', 'dist/cli.js'], { ...env, DATA_DIR: join(folder, 'data') });
    const alerted = (text: string, timeout = 30_000) => house.slack.waitFor(ALERTS, VERA, (message) => textOf(message).includes(text), timeout);
    try {
      await bot.start();
      await testbed.do('proxy', 'stop');
      const alert = await alerted('nothing listens on');
      await bot.stop('SIGKILL');
      await bot.start();
      await house.click(OMAR, alert, 'Acknowledge');
      await alerted('*omar* is on it since');
      await bot.stop('SIGKILL');
      await bot.start();
      await testbed.do('proxy', 'start');
      const end = await alerted('Resolved: LiteLLM answers again', 60_000);
      expect(end.ts).toBe(alert.ts);
      expect(buttonsOf(end)).toEqual([]);
      expect(textOf(end)).toContain('*omar* acknowledged after');

      await testbed.do('proxy', 'freeze');
      const frozen = await alerted('accepts connections on');
      expect(frozen.ts).not.toBe(alert.ts);
      await testbed.do('proxy', 'thaw');
      await house.slack.waitFor(ALERTS, VERA, (message) => message.ts === frozen.ts && textOf(message).includes('Resolved'), 30_000);
      expect(await bot.stop()).toBe(0);
      expect(bot.logged.join('\n')).not.toContain(testbed.key);
    } finally {
      await testbed.do('proxy', 'thaw').catch(() => undefined);
      await testbed.do('proxy', 'start').catch(() => undefined);
      await bot.stop('SIGKILL');
      await house.close();
      await rm(folder, { recursive: true, force: true });
    }
  }, 300_000);
});
