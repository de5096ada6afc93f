import type { WebClient } from '@slack/web-api';
import { describe, expect, test } from 'vitest';
import type { SlackOptions } from '../../sandbox/slack/index.js';
import { createDirectory } from '../../src/slack/directory.js';
import { client, start } from '../sandbox/slack-harness.js';

const MINUTE_MS = 60_000;

async function open(roles: { admins?: readonly string[]; operators?: readonly string[] }, options: SlackOptions = { userGroups: { S0ADMINS: ['U0ADA'], S0OPS: ['U0OMAR', 'U0ADA'] } }) {
  const slack = await start(options);
  let now = 0;
  const warned: string[] = [];
  const directory = createDirectory(client(slack), { admins: [], operators: [], ...roles }, () => now, (_, id) => { warned.push(id); });
  return { slack, directory, warned, pass: (ms: number) => { now += ms; }, calls: () => slack.calls.map(({ method }) => method) };
}

describe('a role', () => {
  test.each<[string, Parameters<typeof open>[0], string, string]>([
    ['of somebody who is listed', { admins: ['U0ADA'] }, 'U0ADA', 'admin'],
    ['of an operator', { operators: ['U0OMAR'] }, 'U0OMAR', 'operator'],
    ['of a member of a listed group', { admins: ['S0ADMINS'] }, 'U0ADA', 'admin'],
    ['is the higher of two', { admins: ['S0ADMINS'], operators: ['S0OPS'] }, 'U0ADA', 'admin'],
    ['of anybody else', { admins: ['S0ADMINS'], operators: ['S0OPS'] }, 'U0VERA', 'viewer'],
    ['of anybody where nobody is listed', {}, 'U0ADA', 'viewer'],
    ['is not had through a group that does not exist', { admins: ['S0NONE'] }, 'U0ADA', 'viewer'],
  ])('%s', async (_, roles, user, expected) => {
    expect(await (await open(roles)).directory.roleOf(user)).toBe(expected);
  });

  test('is asked for once, however many ask at once, and believed for five minutes', async () => {
    const { directory, pass, calls } = await open({ admins: ['S0ADMINS'] });
    await Promise.all(Array.from({ length: 20 }, () => directory.roleOf('U0ADA')));
    pass(5 * MINUTE_MS - 1);
    await directory.roleOf('U0VERA');
    expect(calls()).toEqual(['usergroups.users.list']);
    pass(1);
    await directory.roleOf('U0ADA');
    expect(calls()).toHaveLength(2);
  });

  test('costs no call for people who are listed themselves', async () => {
    const { directory, calls } = await open({ admins: ['U0ADA'] });
    await directory.roleOf('U0ADA');
    expect(calls()).toEqual([]);
  });
});

describe('a group that cannot be read', () => {
  test('grants nothing, is warned about, and is asked for again ten seconds later', async () => {
    const { directory, slack, pass, warned } = await open({ admins: ['S0ADMINS'] });
    slack.faults.fail('usergroups.users.list', 1, 'missing_scope');
    expect(await directory.roleOf('U0ADA')).toBe('viewer');
    expect(warned).toEqual(['S0ADMINS']);
    pass(9_999);
    expect(await directory.roleOf('U0ADA')).toBe('viewer');
    pass(1);
    expect(await directory.roleOf('U0ADA')).toBe('admin');
  });

  test('keeps its members as they were known before, through any number of failures', async () => {
    const { directory, slack, pass } = await open({ admins: ['S0ADMINS'] });
    expect(await directory.roleOf('U0ADA')).toBe('admin');
    slack.faults.http('usergroups.users.list', 3, 500);
    for (let failure = 0; failure < 3; failure += 1) {
      pass(5 * MINUTE_MS);
      expect(await directory.roleOf('U0ADA')).toBe('admin');
    }
    pass(5 * MINUTE_MS);
    expect(await directory.roleOf('U0VERA')).toBe('viewer');
  });

  test('grants what it granted for an hour, and then nothing until it can be read', async () => {
    const { directory, slack, pass } = await open({ admins: ['S0ADMINS'] });
    expect(await directory.roleOf('U0ADA')).toBe('admin');
    slack.faults.fail('usergroups.users.list', 1_000, 'missing_scope');
    // Asked again and again: that it was asked does not make what is known any younger.
    for (let minute = 5; minute <= 60; minute += 5) {
      pass(5 * MINUTE_MS);
      expect(await directory.roleOf('U0ADA')).toBe('admin');
    }
    pass(MINUTE_MS);
    expect(await directory.roleOf('U0ADA')).toBe('viewer');
    pass(MINUTE_MS);
    expect(await directory.roleOf('U0ADA')).toBe('viewer');
    slack.faults.clear();
    pass(MINUTE_MS);
    expect(await directory.roleOf('U0ADA')).toBe('admin');
  });

  test('grants nothing where nobody asked for hours before it became unreadable', async () => {
    const { directory, slack, pass } = await open({ admins: ['S0ADMINS'] });
    expect(await directory.roleOf('U0ADA')).toBe('admin');
    slack.faults.fail('usergroups.users.list', 1, 'no_such_subteam');
    pass(61 * MINUTE_MS);
    expect(await directory.roleOf('U0ADA')).toBe('viewer');
  });

  test('does not take the role of those who are listed beside it', async () => {
    const { directory, slack } = await open({ admins: ['S0ADMINS', 'U0OMAR'] });
    slack.faults.fail('usergroups.users.list', 1, 'internal_error');
    expect(await directory.roleOf('U0OMAR')).toBe('admin');
  });
});

describe('a name', () => {
  test('is what Slack calls somebody, or what the payload said where Slack does not tell', async () => {
    const { directory, slack } = await open({});
    expect(await directory.nameOf('U0ADA', 'payload')).toMatch(/ada/i);
    slack.faults.fail('users.info', 1, 'user_not_found');
    expect(await directory.nameOf('U0OMAR', 'payload')).toBe('payload');
  });
});

/** A Slack that takes every question and answers none, until it is told to. */
function silentSlack() {
  let answer: (name: string) => void = () => {};
  const said = new Promise<string>((resolve) => { answer = resolve; });
  let asked = 0;
  const client = { users: { info: async () => { asked += 1; return { user: { name: await said } }; } } } as unknown as WebClient;
  return { directory: createDirectory(client, { admins: ['U0ADA'], operators: [] }, () => 0, () => {}), answer: (name: string) => answer(name), asked: () => asked };
}

describe('a name that Slack does not tell in time', () => {
  test('is what the payload said, while the call still hangs; once it came, it is known', async () => {
    const { directory, answer, asked } = silentSlack();
    expect(await directory.nameOf('U0ADA', 'payload')).toBe('payload');
    answer('ada');
    expect(await directory.nameOf('U0ADA', 'payload')).toBe('ada');
    expect(asked()).toBe(1);
  });

  test('holds up nobody else who waits for it, nor the holders of a role', async () => {
    const { directory, asked } = silentSlack();
    expect(await Promise.all([directory.nameOf('U0ADA', 'one'), directory.nameOf('U0ADA', 'two'), directory.holders('admin')])).toEqual(['one', 'two', { names: ['U0ADA'], emptyGroups: [] }]);
    expect(asked()).toBe(1);
  });
});

describe('the holders of a role', () => {
  test('are named, operators with the admins who may do it too, each once', async () => {
    const { directory } = await open({ admins: ['S0ADMINS'], operators: ['U0OMAR', 'U0ADA'] });
    expect((await directory.holders('admin')).names.map((name) => name.toLowerCase())).toEqual([expect.stringContaining('ada')]);
    expect((await directory.holders('operator')).names).toHaveLength(2);
  });

  test('are six at the most, and none where nobody is listed', async () => {
    const { directory } = await open({ admins: Array.from({ length: 9 }, (_, index) => `U0NOBODY${index}`) });
    expect((await directory.holders('admin')).names).toHaveLength(6);
    expect(await (await open({})).directory.holders('operator')).toEqual({ names: [], emptyGroups: [] });
  });
});
