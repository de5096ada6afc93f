import { describe, expect, test } from 'vitest';
import { readWorkspace, resolveAlertChannel } from '../../src/slack/workspace.js';
import { client, start } from '../sandbox/slack-harness.js';

describe('who the bot is', () => {
  test('is told by Slack', async () => {
    const slack = await start();
    expect(await readWorkspace(client(slack))).toMatchObject({ teamId: slack.teamId, botUserId: slack.botUserId, enterpriseId: undefined });
  });

  test.each(['invalid_auth', 'account_inactive', 'token_revoked'])('is not told to a token that is refused for good: %s', async (error) => {
    const slack = await start();
    slack.faults.fail('auth.test', 1, error);
    await expect(readWorkspace(client(slack))).rejects.toMatchObject({ name: 'ConfigError', message: expect.stringContaining(`SLACK_BOT_TOKEN is not accepted by Slack (${error})`) as string });
  });

  // The token is good: giving up would leave the bot down for a hiccup of Slack's.
  test.each(['internal_error', 'fatal_error', 'service_unavailable', 'ratelimited'])('may be asked for again after %s', async (error) => {
    const slack = await start();
    slack.faults.fail('auth.test', 1, error);
    await expect(readWorkspace(client(slack))).rejects.not.toMatchObject({ name: 'ConfigError' });
  });
});

describe('the channel of the alerts', () => {
  test.each<[string, string, RegExp | undefined]>([
    ['C0ALERTS', 'C0ALERTS', undefined], ['#llm-alerts', 'C0ALERTS', undefined], ['#LLM-Alerts', 'C0ALERTS', undefined], ['#ops-private', 'C0OPS', undefined],
    ['C0GENERAL', 'C0GENERAL', /not in #general.*\/invite/], ['#general', 'C0GENERAL', /not in #general.*\/invite/],
  ])('%s is %s', async (wanted, id, warning) => {
    const channel = await resolveAlertChannel(client(await start()), wanted);
    expect(channel.id).toBe(id);
    expect(channel.warning ?? '').toMatch(warning ?? /^$/);
  });

  test.each(['C0NONE', '#none', '#'])('%s is not there, which is told with what to do', async (wanted) => {
    await expect(resolveAlertChannel(client(await start()), wanted)).rejects.toMatchObject({ name: 'ConfigError', message: expect.stringMatching(/ALERT_CHANNEL '.+' is not there/) as string });
  });

  test('is found behind a thousand others', async () => {
    const many = Array.from({ length: 1_100 }, (_, index) => ({ id: `C0X${index}`, name: `x-${index}`, kind: 'public' as const, members: ['U0BOT'] }));
    expect((await resolveAlertChannel(client(await start({ channels: many })), '#x-1099')).id).toBe('C0X1099');
  });

  // Waiting cures no missing scope: the start would never end.
  test('by name without the scope to list is refused; by id it is taken with a warning', async () => {
    const slack = await start({ scopes: ['chat:write'] });
    await expect(resolveAlertChannel(client(slack), '#llm-alerts')).rejects.toMatchObject({ name: 'ConfigError', message: expect.stringContaining('missing_scope') as string });
    expect(await resolveAlertChannel(client(slack), 'C0ALERTS')).toMatchObject({ id: 'C0ALERTS', warning: expect.stringContaining('missing_scope') as string });
  });

  test.each(['#llm-alerts', 'C0ALERTS'])('%s may be asked for again while Slack is away', async (wanted) => {
    const slack = await start();
    slack.faults.http('*', 1, 503);
    await expect(resolveAlertChannel(client(slack), wanted)).rejects.not.toMatchObject({ name: 'ConfigError' });
  });
});
