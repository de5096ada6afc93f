import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig, loadStoreConfig, Secret } from '../src/config.js';
import { ConfigError } from '../src/errors.js';

const GOOD = { SLACK_BOT_TOKEN: 'xoxb-1-geheim', SLACK_APP_TOKEN: 'xapp-1-geheim', ALERT_CHANNEL: '#alerts', LITELLM_ADMIN_KEY: 'sk-geheim-admin' };
const load = (change: Record<string, string | undefined> = {}) => loadConfig({ ...GOOD, ...change });

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  }
  throw new Error('it was accepted');
}

describe('the environment', () => {
  test('of nothing is told all at once, each with where to get it, and how to try the bot without', () => {
    const text = refusal(() => loadConfig({}));
    for (const [name, remedy] of [['SLACK_BOT_TOKEN', 'OAuth & Permissions'], ['SLACK_APP_TOKEN', 'connections:write'], ['ALERT_CHANNEL', 'invite the bot'], ['LITELLM_ADMIN_KEY', 'LITELLM_MASTER_KEY']]) {
      expect(text).toMatch(new RegExp(`^ {2}${name} is not set: .*${remedy}`, 'm'));
    }
    expect(text).toContain('npm run sandbox');
  });

  test('that is blank is not set', () => {
    expect(refusal(() => load({ SLACK_BOT_TOKEN: '  ', LITELLM_ADMIN_KEY: '' }))).toMatch(/SLACK_BOT_TOKEN is not set[^]*LITELLM_ADMIN_KEY is not set/);
  });

  test('of what a bot needs at least has its defaults', () => {
    const config = load();
    expect(config).toMatchObject({
      slack: { apiUrl: 'https://slack.com/api/', alertChannel: '#alerts' }, roles: { admins: [], operators: [] }, retentionDays: 180, logLevel: 'info',
      proxy: { name: 'default', publicUrl: 'http://127.0.0.1:4000', keyIsMaster: false, databaseUrl: undefined },
      store: { dataDirIsDefault: true, databaseUrl: undefined }, tuning: { checks: { listener: { misses: 3, answers: 2 } } },
    });
    expect(path.isAbsolute(config.store.dataDir)).toBe(true);
  });

  test('prefers the admin key, and takes the master key', () => {
    expect(load({ LITELLM_MASTER_KEY: 'sk-master' }).proxy.key.reveal()).toBe('sk-geheim-admin');
    expect(load({ LITELLM_ADMIN_KEY: undefined, LITELLM_MASTER_KEY: ' sk-master\n' }).proxy).toMatchObject({ keyIsMaster: true });
    expect(load({ LITELLM_ADMIN_KEY: undefined, LITELLM_MASTER_KEY: ' sk-master\n' }).proxy.key.reveal()).toBe('sk-master');
  });

  test.each<[string, string, RegExp]>([
    ['ALERT_CHANNEL', 'alerts', /ALERT_CHANNEL is 'alerts': expected a channel id/],
    ['LLM_ADMINS', 'ada, U1', /LLM_ADMINS is 'ada, U1': expected Slack ids/],
    ['LITELLM_BASE_URL', 'nonsense', /LITELLM_BASE_URL is 'nonsense': expected an address/],
    ['LITELLM_BASE_URL', '127.0.0.1:4000', /LITELLM_BASE_URL is '127\.0\.0\.1:4000': expected an address/],
    ['LITELLM_BASE_URL', 'ftp://host', /LITELLM_BASE_URL is 'ftp:\/\/host'/],
    ['LITELLM_PUBLIC_URL', 'llm.example', /LITELLM_PUBLIC_URL is 'llm\.example'/],
    ['SLACK_API_URL', 'slack', /SLACK_API_URL is 'slack'/],
    ['RETENTION_DAYS', '0', /RETENTION_DAYS is '0'/],
    ['RETENTION_DAYS', 'long', /RETENTION_DAYS is 'long': expected a number of days/],
    ['LOG_LEVEL', 'loud', /LOG_LEVEL is 'loud'/],
    ['SLACK_BOT_TOKEN', 'xoxp-1-geheim', /SLACK_BOT_TOKEN: expected a token that starts with xoxb-/],
    ['SLACK_APP_TOKEN', 'xoxb-1-geheim', /SLACK_APP_TOKEN: expected a token that starts with xapp-/],
    ['DATABASE_URL', 'mysql://u:geheim@h/d', /DATABASE_URL: expected an address such as postgresql/],
    ['LITELLM_DATABASE_URL', 'geheim', /LITELLM_DATABASE_URL: expected an address/],
    ['HTTPS_PROXY', 'socks5://u:geheim@h:1', /HTTPS_PROXY: expected the address of an HTTP proxy/],
    // What stands in the wrong variable, or in an address, is a secret nevertheless.
    ['ALERT_CHANNEL', 'xoxb-1-geheim', /ALERT_CHANNEL is 'xoxb-…'/],
    ['LLM_ADMINS', 'sk-geheim', /LLM_ADMINS is 'sk-…'/],
    ['LITELLM_BASE_URL', 'http://u:geheim@host', /LITELLM_BASE_URL is 'http:\/\/….*host': expected an address without user/],
  ])('%s=%s is refused', (name, value, expected) => {
    const text = refusal(() => load({ [name]: value }));
    expect(text).toMatch(expected);
    expect(text).not.toContain('geheim');
  });

  test('says everything that is bad beside everything that is missing', () => {
    const text = refusal(() => load({ SLACK_APP_TOKEN: undefined, LOG_LEVEL: 'loud', LITELLM_ADMIN_KEY: undefined }));
    expect(text.match(/^ {2}[A-Z_]+ is/gm)).toEqual(['  LOG_LEVEL is', '  SLACK_APP_TOKEN is', '  LITELLM_ADMIN_KEY is']);
  });

  test.each([['U1,S2', ['U1', 'S2']], [' U1  S2\nW3 ', ['U1', 'S2', 'W3']], [',,', []]])('reads the ids of %s', (text, ids) => {
    expect(load({ LLM_ADMINS: text }).roles.admins).toEqual(ids);
  });

  test('knows proxies in small letters, which come first, and without http:// before them', () => {
    expect(load({ http_proxy: 'http://small:1', HTTP_PROXY: 'http://large:1', HTTPS_PROXY: 'large:2', no_proxy: 'a,b' }).network).toMatchObject({
      httpProxy: expect.stringMatching(/^http:\/\/small:1\/?$/) as string, httpsProxy: expect.stringMatching(/^http:\/\/large:2\/?$/) as string, noProxy: 'a,b',
    });
  });

  test('of the database alone needs nothing of Slack', () => {
    expect(loadStoreConfig({ DATA_DIR: '/srv/bot' })).toMatchObject({ store: { dataDir: '/srv/bot', dataDirIsDefault: false } });
    expect(refusal(() => loadStoreConfig({ DATABASE_URL: 'geheim' }))).not.toContain('geheim');
  });
});

describe('CONFIG_FILE', () => {
  let folder: string;
  beforeAll(async () => { folder = await mkdtemp(path.join(tmpdir(), 'ct-')); });
  afterAll(() => rm(folder, { recursive: true }));
  async function file(content: string): Promise<string> {
    const name = path.join(folder, 'config.yaml');
    await writeFile(name, content);
    return name;
  }

  test.each<[string, object]>([['', { misses: 3 }], ['checks:\n  listener:\n    misses: 5', { misses: 5, answers: 2 }], ['# nothing', { answers: 2 }]])('%s is read', async (content, expected) => {
    expect(load({ CONFIG_FILE: await file(content) }).tuning.checks.listener).toMatchObject(expected);
  });

  test.each<[string, RegExp]>([
    ['checks: {listener: {misses: 0}}', /checks\.listener\.misses: /],
    ['checks: {listener: {mises: 3}}', /checks\.listener: .*mises/],
    ['check: {}', /the file: .*check/],
    ['just text', /the file: /],
    ['a: [', /cannot be read: /],
    ['checks: {listener: {tcp: "every second"}}', /checks\.listener\.tcp: expected a cron expression/],
    ['checks: {listener: {tcp: "99 99 * * * *"}}', /checks\.listener\.tcp: expected a cron expression/],
    ['checks: {listener: {misses: 0, answers: x}}', /misses[^]*answers/],
  ])('%s is refused', async (content, expected) => {
    const name = await file(content);
    const text = refusal(() => load({ CONFIG_FILE: name }));
    expect(text).toContain(name);
    expect(text).toMatch(expected);
  });

  test('that is not there is named, and so is a folder', () => {
    expect(refusal(() => load({ CONFIG_FILE: '/no/such.yaml' }))).toMatch(/'\/no\/such\.yaml' cannot be read: ENOENT/);
    expect(refusal(() => load({ CONFIG_FILE: folder }))).toContain('cannot be read');
  });
});

describe('a secret', () => {
  const secret = new Secret('geheim');
  const holder = { secret, list: [secret] };

  test.each<[string, () => string]>([
    ['in JSON', () => JSON.stringify(holder)], ['in a template', () => `${String(secret)} ${[secret].join()}`], ['when looked at', () => inspect(holder, { depth: 9, showHidden: true })],
    ['in a list of its fields', () => JSON.stringify([Object.entries(secret), Object.getOwnPropertyNames(secret)])],
    ['in an error', () => inspect(new Error('x', { cause: holder }))],
    ['in the log', () => {
      const lines: string[] = [];
      pino({ level: 'trace' }, { write: (line: string) => { lines.push(line); } }).info({ ...holder, config: load() }, `it is ${String(secret)}`);
      return lines.join('');
    }],
  ])('does not show %s', (_, show) => {
    expect(show()).not.toContain('geheim');
  });

  test('is told to the one who needs it', () => {
    expect(secret.reveal()).toBe('geheim');
  });
});
