import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { AppsManifestValidateArguments } from '@slack/web-api';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { commands } from '../src/commands/index.js';
import { usageOf } from '../src/commands/command.js';

type Manifest = AppsManifestValidateArguments['manifest'];

const root = path.resolve(import.meta.dirname, '..');
const text = readFileSync(path.join(root, 'manifest.yml'), 'utf8');
const manifest = parse(text) as Manifest;

/**
 * The manifest once more, without its words: the compiler holds this against web-api's type, and a test holds the file
 * against this. `satisfies` keeps the names of scopes, and the index signature of `Manifest` hides none of its own fields.
 */
const EXPECTED = {
  _metadata: { major_version: 1, minor_version: 1 },
  display_information: { name: 'LiteLLM ChatOps', background_color: '#1f2937' },
  features: {
    bot_user: { display_name: 'litellm', always_online: false },
    slash_commands: [{ command: '/llm', description: 'Look after the LiteLLM proxy', should_escape: true }],
    app_home: { home_tab_enabled: false, messages_tab_enabled: false },
  },
  oauth_config: {
    scopes: {
      bot: ['commands', 'chat:write', 'channels:read', 'groups:read', 'channels:history', 'groups:history', 'users:read', 'usergroups:read'],
    },
  },
  settings: { socket_mode_enabled: true, interactivity: { is_enabled: true }, org_deploy_enabled: true, token_rotation_enabled: false },
} satisfies Manifest;

/**
 * What each method needs of a bot token; for conversations, by the kinds that an alert channel may be (public, private).
 * Source: the page of each at docs.slack.dev/reference/methods/<method>, and docs.slack.dev/reference/scopes.
 */
const SCOPES: Readonly<Record<string, readonly string[]>> = {
  'auth.test': [], // "no scope required"
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'chat.postEphemeral': ['chat:write'],
  'conversations.info': ['channels:read', 'groups:read'],
  'conversations.list': ['channels:read', 'groups:read'],
  'conversations.history': ['channels:history', 'groups:history'],
  'conversations.replies': ['channels:history', 'groups:history'],
  'users.info': ['users:read'],
  'usergroups.users.list': ['usergroups:read'],
};
/** No method: docs.slack.dev/reference/scopes/commands. */
const OF_FEATURES = ['commands'];

/** The families of methods that web-api's client has: docs.slack.dev/reference/methods. */
const FAMILIES = 'admin|api|apps|assistant|auth|bookmarks|bots|calls|canvases|chat|conversations|dialog|dnd|emoji|entity|files|functions|migration|oauth'
  + '|openid|pins|reactions|reminders|rtm|search|slackLists|stars|team|tooling|usergroups|users|views|workflows';

const sources = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(path.join(root, 'src', file), 'utf8'));

/** Every Web API method that the source calls, by its name at Slack. */
function methodsCalled(): readonly string[] {
  const call = new RegExp(`\\.\\s*((?:${FAMILIES})(?:\\s*\\.\\s*[a-zA-Z]+)+)\\s*\\(`, 'g');
  const direct = /\.apiCall\(\s*'([^']+)'/g;
  const found = sources.flatMap((source) => [...source.matchAll(call), ...source.matchAll(direct)].map((match) => (match[1] ?? '').replace(/\s/g, '')));
  return [...new Set(found)].sort();
}

const granted = manifest.oauth_config?.scopes?.bot ?? [];

describe('manifest.yml', () => {
  test('is what the type of web-api allows', () => {
    expect(manifest).toMatchObject(EXPECTED);
    expect(fields(manifest).filter((field) => !WORDS.has(field))).toEqual(fields(EXPECTED));
  });

  test('asks for every scope that a called method needs', () => {
    const called = methodsCalled();
    expect(called).toContain('chat.postMessage');
    for (const method of called) {
      expect(SCOPES, `${method} is called in src/: add what it needs, from docs.slack.dev/reference/methods/${method}`).toHaveProperty([method]);
      expect(granted, `${method} needs them`).toEqual(expect.arrayContaining([...(SCOPES[method] ?? [])]));
    }
  });

  test('asks for no scope that nothing needs', () => {
    const needed = new Set([...methodsCalled().flatMap((method) => SCOPES[method] ?? []), ...OF_FEATURES]);
    expect(granted.filter((scope) => !needed.has(scope))).toEqual([]);
    expect(new Set(granted).size).toBe(granted.length);
    expect(Object.keys(manifest.oauth_config?.scopes ?? {})).toEqual(['bot']);
  });

  test('subscribes to no event, because nothing handles any', () => {
    const handles = sources.some((source) => /\bapp\.(event|message)\(/.test(source));
    expect(manifest.settings?.event_subscriptions !== undefined).toBe(handles);
  });

  test('has the one command that every usage begins with, and hints at each', () => {
    const [command, ...others] = manifest.features?.slash_commands ?? [];
    expect(others).toEqual([]);
    expect(command?.should_escape).toBe(true);
    expect(command?.url).toBeUndefined();
    for (const each of commands) {
      expect(usageOf(each).split(' ')[0]).toBe(command?.command);
      const positionals = each.positionals.filter(({ name }) => name !== 'subcommand').map(({ name, isRequired }) => (isRequired ? `<${name}>` : `[${name}]`));
      expect(command?.usage_hint?.split(' | ')).toContain([each.name, ...positionals].join(' '));
    }
  });

  test('has interactivity for the buttons, and Socket Mode for an app without an address', () => {
    expect(manifest.settings?.interactivity).toEqual({ is_enabled: true });
    expect(manifest.settings?.socket_mode_enabled).toBe(true);
    expect(JSON.stringify(manifest)).not.toMatch(/https?:/);
  });

  /** docs.slack.dev/reference/app-manifest; the least length of the long description is enforced by api.slack.com/apps. */
  test("keeps to Slack's limits", () => {
    const { name, description = '', long_description: long = '', background_color: colour = '' } = manifest.display_information;
    expect(name.length).toBeLessThanOrEqual(35);
    expect(description.length).toBeLessThanOrEqual(140);
    expect(long.length).toBeGreaterThanOrEqual(175);
    expect(long.length).toBeLessThanOrEqual(4_000);
    expect(colour).toMatch(/^#([0-9a-f]{3}){1,2}$/i);
    expect(manifest.features?.bot_user?.display_name).toMatch(/^[a-z0-9._-]{1,80}$/);
    for (const { command, description: words, usage_hint: hint = '' } of manifest.features?.slash_commands ?? []) {
      expect(command).toMatch(/^\/[a-z0-9_-]{1,31}$/);
      expect(words.length).toBeLessThanOrEqual(2_000);
      expect(hint.length).toBeLessThanOrEqual(1_000);
    }
    expect(granted.length).toBeLessThanOrEqual(255);
  });

  test('says why it deploys to organisations and rotates no tokens', () => {
    for (const setting of ['org_deploy_enabled', 'token_rotation_enabled']) expect(text).toMatch(new RegExp(`# [^\\n]+\\n {2}${setting}: `));
  });
});

/** Words, whose wording is nobody's contract: their limits are tested instead. */
const WORDS = new Set(['display_information.description', 'display_information.long_description', 'features.slash_commands.0.usage_hint']);

/** The path of every value, sorted. */
function fields(value: unknown, at: readonly string[] = []): readonly string[] {
  if (value === null || typeof value !== 'object') return [at.join('.')];
  return Object.entries(value).flatMap(([name, inner]) => fields(inner, [...at, name])).sort();
}
