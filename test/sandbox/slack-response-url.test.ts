import type { BlockAction, SlashCommand } from '@slack/bolt';
import { expect, test } from 'vitest';
import type { SlackDouble, SlackOptions } from '../../sandbox/slack/index.js';
import { bolt, post, start } from './slack-harness.js';

/** A double in which somebody has just run a command, and its `response_url`. */
async function afterCommand(options: SlackOptions = {}): Promise<{ slack: SlackDouble; url: string }> {
  const slack = await start(options);
  const commands: SlashCommand[] = [];
  await bolt(slack, (app) => {
    app.command('/llm', async ({ ack, command }) => {
      commands.push(command);
      await ack();
    });
  });
  await slack.command('U0OMAR', 'C0GENERAL', '/llm status');
  return { slack, url: commands[0]?.response_url ?? '' };
}

const texts = (slack: SlackDouble, person: string): string[] => slack.messages('C0GENERAL', person).map((each) => each.text);

test('it answers the person alone unless told otherwise, where the bot is no member too', async () => {
  const { slack, url } = await afterCommand();
  await post(url, { text: 'for you' });
  await post(url, { text: 'for all', response_type: 'in_channel' });
  expect(texts(slack, 'U0OMAR')).toEqual(['for you', 'for all']);
  expect(texts(slack, 'U0VERA')).toEqual(['for all']);
});

test('it is used up after five answers', async () => {
  const { slack, url } = await afterCommand();
  for (let use = 0; use < 5; use += 1) expect((await post(url, { text: `answer ${use}` })).status).toBe(200);
  expect(await post(url, { text: 'one more' })).toEqual({ status: 404, answer: { ok: false, error: 'used_url' } });
  expect(texts(slack, 'U0OMAR')).toHaveLength(5);
});

test('it expires after 30 minutes', async () => {
  let now = 1_700_000_000_000;
  const { slack, url } = await afterCommand({ now: () => now });
  now += 30 * 60_000;
  expect((await post(url, { text: 'just in time' })).status).toBe(200);
  now += 1;
  expect(await post(url, { text: 'too late' })).toEqual({ status: 404, answer: { ok: false, error: 'expired_url' } });
  expect(texts(slack, 'U0OMAR')).toEqual(['just in time']);
});

test('it refuses what chat.postMessage refuses, and counts no use for it', async () => {
  const { url } = await afterCommand();
  const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: '' } }];
  for (let attempt = 0; attempt < 6; attempt += 1) {
    expect(await post(url, { blocks })).toMatchObject({ status: 400, answer: { ok: false, error: 'invalid_blocks' } });
  }
  expect(await post(url, {})).toMatchObject({ status: 400, answer: { error: 'no_text' } });
  const broken = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' });
  expect([broken.status, await broken.json()]).toEqual([400, { ok: false, error: 'invalid_payload' }]);
  expect((await post(url, { text: 'fine' })).status).toBe(200);
});

test('after a click it replaces or deletes the message of the button, ephemeral ones too', async () => {
  const slack = await start();
  const urls: string[] = [];
  const app = await bolt(slack, (made) => {
    made.action<BlockAction>('go', async ({ ack, body }) => {
      urls.push(body.response_url);
      await ack();
    });
  });
  const blocks = [{ type: 'actions', elements: [{ type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' } }] }];
  const { message_ts: ts = '' } = await app.client.chat.postEphemeral({ channel: 'C0ALERTS', user: 'U0ADA', text: 'secret', blocks });
  await slack.click('U0ADA', { channel: 'C0ALERTS', ts }, 'go');
  const [url = ''] = urls;

  await post(url, { replace_original: true, text: 'hidden' });
  expect(slack.messages('C0ALERTS', 'U0ADA')).toMatchObject([{ ts, text: 'hidden', blocks: [], ephemeralTo: 'U0ADA' }]);
  await post(url, { delete_original: true });
  expect(slack.messages('C0ALERTS', 'U0ADA')).toEqual([]);
});

test('thread_ts puts the answer into the thread', async () => {
  const { slack, url } = await afterCommand();
  const { ts } = await slack.say('U0VERA', 'C0GENERAL', 'what is up?');
  await post(url, { text: 'this', response_type: 'in_channel', thread_ts: ts });
  expect(slack.messages('C0GENERAL', 'U0VERA')).toMatchObject([{ text: 'what is up?' }, { text: 'this', threadTs: ts }]);
});
