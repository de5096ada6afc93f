import type { WebClient } from '@slack/web-api';
import { expect, test } from 'vitest';
import type { SlackDouble } from '../../sandbox/slack/index.js';
import { bolt, client, refusal, start } from './slack-harness.js';

test('the bot learns who it is', async () => {
  const slack = await start();
  expect(await client(slack).auth.test()).toMatchObject({ ok: true, team_id: 'T0SANDBOX', user_id: 'U0BOT', bot_id: 'B0BOT' });
});

test.each([
  ['none', '', 'not_authed'],
  ['a wrong one', 'xoxb-wrong', 'invalid_auth'],
])('token: %s', async (_what, token, error) => {
  const slack = await start();
  expect((await refusal(client(slack, token).auth.test())).error).toBe(error);
});

test('each token is for its own methods', async () => {
  const slack = await start();
  expect((await refusal(client(slack).apps.connections.open())).error).toBe('not_allowed_token_type');
  expect((await refusal(client(slack, slack.appToken).users.info({ user: 'U0ADA' }))).error).toBe('not_allowed_token_type');
});

test('a method that is not there', async () => {
  const slack = await start();
  expect((await refusal(client(slack).apiCall('chat.postMassage'))).error).toBe('unknown_method');
});

test('a scope that was not granted is named', async () => {
  const slack = await start({ scopes: ['chat:write', 'channels:read'] });
  const web = client(slack);
  expect(await refusal(web.users.info({ user: 'U0ADA' }))).toMatchObject({ error: 'missing_scope', needed: 'users:read', provided: 'chat:write,channels:read' });
  expect(await refusal(web.conversations.history({ channel: 'C0ALERTS' }))).toMatchObject({ needed: 'channels:history' });
  expect(await refusal(web.conversations.list({ types: 'public_channel,private_channel' }))).toMatchObject({ needed: 'groups:read' });
});

const refused: [string, (web: WebClient) => Promise<unknown>, string][] = [
  ['a channel that is not there', (web) => web.chat.postMessage({ channel: 'C0NOWHERE', text: 'x' }), 'channel_not_found'],
  ['a channel that the bot is not in', (web) => web.chat.postMessage({ channel: 'C0GENERAL', text: 'x' }), 'not_in_channel'],
  ['a private channel from outside', (web) => web.conversations.info({ channel: 'G0SECRET' }), 'channel_not_found'],
  ['an archived channel', (web) => web.chat.postMessage({ channel: 'C0OLD', text: 'x' }), 'is_archived'],
  ['nothing to say', (web) => web.chat.postMessage({ channel: 'C0ALERTS', text: '' }), 'no_text'],
  ['history from outside', (web) => web.conversations.history({ channel: 'C0GENERAL' }), 'not_in_channel'],
  ['an update of nothing', (web) => web.chat.update({ channel: 'C0ALERTS', ts: '1.000001', text: 'x' }), 'message_not_found'],
  ['an ephemeral to somebody outside', (web) => web.chat.postEphemeral({ channel: 'C0OPS', user: 'U0VERA', text: 'x' }), 'user_not_in_channel'],
  ['somebody unknown', (web) => web.users.info({ user: 'U0NOBODY' }), 'user_not_found'],
  ['a thread that is not there', (web) => web.conversations.replies({ channel: 'C0ALERTS', ts: '1.000001' }), 'thread_not_found'],
  ['a cursor of somebody else', (web) => web.conversations.list({ cursor: 'nonsense' }), 'invalid_cursor'],
  ['a time that is none', (web) => web.conversations.history({ channel: 'C0ALERTS', oldest: 'yesterday' }), 'invalid_ts_oldest'],
  ['metadata without a type', (web) => web.apiCall('chat.postMessage', { channel: 'C0ALERTS', text: 'x', metadata: { a: 1 } }), 'invalid_metadata_schema'],
  ['a trigger that was made up', (web) => web.views.open({ trigger_id: '1.x', view: { type: 'modal', title: { type: 'plain_text', text: 'x' }, blocks: [] } }), 'invalid_trigger_id'],
];

test.each(refused)('refused: %s', async (_what, call, error) => {
  const slack = await start({
    channels: [
      { id: 'C0ALERTS', name: 'llm-alerts', kind: 'public', members: ['U0VERA', 'U0BOT'] },
      { id: 'C0GENERAL', name: 'general', kind: 'public', members: ['U0VERA'] },
      { id: 'C0OPS', name: 'ops-private', kind: 'private', members: ['U0ADA', 'U0BOT'] },
      { id: 'G0SECRET', name: 'secret', kind: 'private', members: ['U0ADA'] },
      { id: 'C0OLD', name: 'old', kind: 'public', members: ['U0BOT'], archived: true },
    ],
  });
  expect((await refusal(call(client(slack)))).error).toBe(error);
  expect(slack.messages('C0ALERTS', 'U0VERA')).toEqual([]);
});

test('the missing argument is named', async () => {
  const slack = await start();
  const said = await refusal(client(slack).apiCall('conversations.info'));
  expect(said.error).toBe('invalid_arguments');
  expect(said.response_metadata?.messages).toEqual(['[ERROR] missing required field: channel']);
});

test('a message of a person cannot be changed by the app', async () => {
  const slack = await start();
  const { ts } = await slack.say('U0VERA', 'C0ALERTS', 'mine');
  expect((await refusal(client(slack).chat.update({ channel: 'C0ALERTS', ts, text: 'yours' }))).error).toBe('cant_update_message');
  expect((await refusal(client(slack).chat.delete({ channel: 'C0ALERTS', ts }))).error).toBe('cant_delete_message');
});

test('an ephemeral message cannot be changed by its ts', async () => {
  const slack = await start();
  const web = client(slack);
  const { message_ts: ts = '' } = await web.chat.postEphemeral({ channel: 'C0ALERTS', user: 'U0ADA', text: 'psst' });
  expect((await refusal(web.chat.update({ channel: 'C0ALERTS', ts, text: 'x' }))).error).toBe('message_not_found');
  expect((await web.conversations.history({ channel: 'C0ALERTS' })).messages).toEqual([]);
});

test('an update with text alone removes the blocks, one with attachments alone leaves them', async () => {
  const slack = await start();
  const web = client(slack);
  const blocks = [{ type: 'divider' }];
  const { ts = '' } = await web.chat.postMessage({ channel: 'C0ALERTS', text: 'one', blocks });
  await web.chat.update({ channel: 'C0ALERTS', ts, attachments: [{ text: 'more' }] });
  expect(slack.messages('C0ALERTS', 'U0VERA')[0]?.blocks).toMatchObject(blocks);
  await web.chat.update({ channel: 'C0ALERTS', ts, text: 'two' });
  expect(slack.messages('C0ALERTS', 'U0VERA')[0]).toMatchObject({ text: 'two', blocks: [], edited: true });
});

test('text is cut at 40,000 characters when posted, refused over 4,000 when updated', async () => {
  const slack = await start();
  const web = client(slack);
  const { ts = '' } = await web.chat.postMessage({ channel: 'C0ALERTS', text: 'x'.repeat(40_001) });
  expect(slack.messages('C0ALERTS', 'U0VERA')[0]?.text).toHaveLength(40_000);
  expect((await refusal(web.chat.update({ channel: 'C0ALERTS', ts, text: 'x'.repeat(4_001) }))).error).toBe('msg_too_long');
});

test('#name, a plain id and a person all reach their conversation', async () => {
  const slack = await start();
  const web = client(slack);
  expect((await web.chat.postMessage({ channel: '#llm-alerts', text: 'x' })).channel).toBe('C0ALERTS');
  expect((await web.chat.postMessage({ channel: 'C0OPS', text: 'x' })).channel).toBe('C0OPS');
  const direct = await web.chat.postMessage({ channel: 'U0ADA', text: 'for you' });
  expect(slack.messages(direct.channel ?? '', 'U0ADA').map((each) => each.text)).toEqual(['for you']);
  expect(slack.messages(direct.channel ?? '', 'U0VERA')).toEqual([]);
});

test('JSON bodies are read like forms', async () => {
  const slack = await start();
  const response = await fetch(`${slack.apiUrl}chat.postMessage`, {
    method: 'POST',
    headers: { authorization: `Bearer ${slack.botToken}`, 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ channel: 'C0ALERTS', text: 'x', blocks: [{ type: 'divider' }] }),
  });
  expect(await response.json()).toMatchObject({ ok: true, channel: 'C0ALERTS' });
  expect(slack.messages('C0ALERTS', 'U0VERA')[0]?.blocks).toMatchObject([{ type: 'divider' }]);
});

test('history is newest first, in pages, between two times, with metadata where asked for', async () => {
  const slack = await start();
  const web = client(slack);
  const ts: string[] = [];
  for (const text of ['one', 'two', 'three']) {
    const metadata = { event_type: 'incident', event_payload: { text } };
    ts.push((await web.chat.postMessage({ channel: 'C0ALERTS', text, metadata })).ts ?? '');
  }
  await web.chat.postMessage({ channel: 'C0ALERTS', text: 'a reply', thread_ts: ts[0] ?? '' });

  const first = await web.conversations.history({ channel: 'C0ALERTS', limit: 2, include_all_metadata: true });
  expect(first.messages?.map((each) => each.text)).toEqual(['three', 'two']);
  expect(first.messages?.[0]?.metadata).toEqual({ event_type: 'incident', event_payload: { text: 'three' } });
  expect(first.has_more).toBe(true);
  const second = await web.conversations.history({ channel: 'C0ALERTS', limit: 2, cursor: first.response_metadata?.next_cursor ?? '' });
  expect(second.messages).toMatchObject([{ text: 'one', reply_count: 1 }]);
  expect(second.messages?.[0]).not.toHaveProperty('metadata');

  const after = await web.conversations.history({ channel: 'C0ALERTS', oldest: ts[1] ?? '' });
  expect(after.messages?.map((each) => each.text)).toEqual(['three']);
  const from = await web.conversations.history({ channel: 'C0ALERTS', oldest: ts[1] ?? '', inclusive: true });
  expect(from.messages?.map((each) => each.text)).toEqual(['three', 'two']);
  const thread = await web.conversations.replies({ channel: 'C0ALERTS', ts: ts[0] ?? '' });
  expect(thread.messages?.map((each) => each.text)).toEqual(['one', 'a reply']);
});

test('channels are listed in pages, private ones only from inside', async () => {
  const slack = await start();
  const web = client(slack);
  const first = await web.conversations.list({ types: 'public_channel,private_channel', limit: 2 });
  expect(first.channels?.map((each) => [each.name, each.is_member])).toEqual([['llm-alerts', true], ['general', false]]);
  const rest = await web.conversations.list({ types: 'public_channel,private_channel', limit: 2, cursor: first.response_metadata?.next_cursor ?? '' });
  expect(rest.channels?.map((each) => each.name)).toEqual(['ops-private']);
  expect(rest.response_metadata?.next_cursor).toBe('');
  const own = await web.users.conversations({ types: 'public_channel' });
  expect(own.channels?.map((each) => each.name)).toEqual(['llm-alerts']);
});

test('a user group has its members', async () => {
  const slack = await start({ userGroups: { S0ADMINS: ['U0ADA'] } });
  const web = client(slack);
  expect((await web.usergroups.users.list({ usergroup: 'S0ADMINS' })).users).toEqual(['U0ADA']);
  expect((await refusal(web.usergroups.users.list({ usergroup: 'S0NONE' }))).error).toBe('no_such_subteam');
});

test('too many messages in one channel are turned away until the second is over', async () => {
  let now = 1_700_000_000_000;
  const slack = await start({ pace: { postsPerSecond: 1, postBurst: 2 }, now: () => now });
  const web = client(slack);
  const send = (channel = 'C0ALERTS') => web.chat.postMessage({ channel, text: 'x' });
  await send();
  await send();
  await expect(send()).rejects.toMatchObject({ retryAfter: 1 });
  await send('C0OPS');
  now += 1_000;
  await send();
  expect(slack.messages('C0ALERTS', 'U0VERA')).toHaveLength(3);
});

const modal = { type: 'modal' as const, title: { type: 'plain_text' as const, text: 'Sure?' }, blocks: [] };

/** A double on which somebody has just run a command, and its `trigger_id`. */
async function withTrigger(now: () => number): Promise<{ slack: SlackDouble; web: WebClient; trigger: string }> {
  const slack = await start({ now });
  const triggers: string[] = [];
  await bolt(slack, (app) => {
    app.command('/llm', async ({ ack, command }) => {
      triggers.push(command.trigger_id);
      await ack();
    });
  });
  await slack.command('U0ADA', 'C0ALERTS', '/llm key revoke x');
  return { slack, web: client(slack), trigger: triggers[0] ?? '' };
}

test('a trigger opens one modal, which may then be updated', async () => {
  const { slack, web, trigger } = await withTrigger(Date.now);
  const opened = await web.views.open({ trigger_id: trigger, view: modal });
  expect((await refusal(web.views.open({ trigger_id: trigger, view: modal }))).error).toBe('exchanged_trigger_id');
  await web.views.update({ view_id: opened.view?.id ?? '', view: { ...modal, title: { type: 'plain_text', text: 'Done' } } });
  expect(slack.views('U0ADA')).toMatchObject([{ id: opened.view?.id, title: { text: 'Done' } }]);
  expect(slack.views('U0VERA')).toEqual([]);
});

test('a trigger lasts three seconds', async () => {
  let now = 1_700_000_000_000;
  const { web, trigger } = await withTrigger(() => now);
  now += 3_001;
  expect((await refusal(web.views.open({ trigger_id: trigger, view: modal }))).error).toBe('expired_trigger_id');
});

test('a modal title is at most 24 characters', async () => {
  const { web, trigger } = await withTrigger(Date.now);
  const title = { type: 'plain_text' as const, text: 'x'.repeat(25) };
  const said = await refusal(web.views.open({ trigger_id: trigger, view: { ...modal, title } }));
  expect(said).toMatchObject({ error: 'invalid_arguments', response_metadata: { messages: ['[ERROR] must be less than 25 characters [json-pointer:/view/title/text]'] } });
});

test('the token of the app belongs into the header', async () => {
  const slack = await start();
  const open = async (init: RequestInit): Promise<unknown> => (await fetch(`${slack.apiUrl}apps.connections.open`, { method: 'POST', ...init })).json();
  expect(await open({ body: new URLSearchParams({ token: slack.appToken }) })).toMatchObject({ ok: false, error: 'not_authed' });
  expect(await open({ headers: { authorization: `Bearer ${slack.appToken}` } })).toMatchObject({ ok: true });
});
