import { quiet } from '../support/quiet.js';
import { describe, expect, test } from 'vitest';
import { createSlackClients } from '../../src/slack/clients.js';
import { Secret } from '../../src/config.js';
import { section, type Message } from '../../src/slack/blocks.js';
import { createSender } from '../../src/slack/sender.js';
import { client, start } from '../sandbox/slack-harness.js';

const CHANNEL = 'C0ALERTS';
const NONCE = '6f1d9f3e-5f0e-4f43-9a3e-3d0d7c1f2a11';
const MESSAGE: Message = { text: 'It is so.', blocks: [section('*It is so*')], attachments: [{ color: '#000000', fallback: 'x', blocks: [section('seen')] }] };
const BAD: Message = { text: 'It is so.', blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3_001) } }] };

async function open() {
  const slack = await start();
  const network = { httpProxy: undefined, httpsProxy: undefined, noProxy: undefined };
  const clients = createSlackClients({ botToken: new Secret(slack.botToken), apiUrl: slack.apiUrl }, network, quiet);
  const seen = () => slack.messages(CHANNEL, 'U0VERA');
  return { slack, seen, sender: createSender(clients.read, clients.write), calls: () => slack.calls.map(({ method }) => method) };
}

describe('posting', () => {
  test('says which message it is', async () => {
    const { sender, seen } = await open();
    const outcome = await sender.post(CHANNEL, MESSAGE, NONCE);
    expect(seen()).toMatchObject([{ text: 'It is so.', blocks: [{ type: 'section', block_id: `m-${NONCE}` }] }]);
    expect(outcome).toEqual({ kind: 'sent', ts: seen()[0]?.ts });
  });

  test.each<[string, string, string]>([
    ['a refusal', 'channel_not_found', 'rejected'], ['being outside', 'not_in_channel', 'rejected'],
    ['an error within Slack', 'internal_error', 'unknown'], ['a fatal error', 'fatal_error', 'unknown'], ['a service that is away', 'service_unavailable', 'unknown'],
  ])('%s is %s: %s', async (_, error, kind) => {
    const { slack, sender, calls } = await open();
    slack.faults.fail('chat.postMessage', 1, error);
    expect(await sender.post(CHANNEL, MESSAGE, NONCE)).toEqual({ kind, error });
    expect(calls()).toHaveLength(1);
  });

  test('at too high a pace is refused, with the pause that Slack asks for', async () => {
    const { slack, sender, calls } = await open();
    slack.faults.rateLimit('chat.postMessage', 1, 7);
    expect(await sender.post(CHANNEL, MESSAGE, NONCE)).toEqual({ kind: 'rejected', error: 'ratelimited', retryAfterMs: 7_000 });
    expect(calls()).toHaveLength(1);
  });

  test('is never repeated by itself after a lost answer: its outcome is unknown', async () => {
    const { slack, sender, seen, calls } = await open();
    slack.faults.loseAnswer('chat.postMessage', 1);
    slack.faults.http('chat.postMessage', 1, 502);
    expect(await sender.post(CHANNEL, MESSAGE, NONCE)).toMatchObject({ kind: 'unknown' });
    expect(await sender.post(CHANNEL, MESSAGE, NONCE)).toMatchObject({ kind: 'unknown' });
    expect(seen()).toHaveLength(1);
    expect(calls()).toHaveLength(2);
  });

  test('to nobody is refused: nothing left this machine', async () => {
    const slack = await start();
    const dead = client(slack);
    await slack.close();
    const outcome = await createSender(dead, dead).post(CHANNEL, MESSAGE, NONCE);
    expect(outcome.kind).toBe('rejected');
  });

  test('what Slack finds wrong with the blocks, says the text alone, and can be found', async () => {
    const { sender, seen } = await open();
    const outcome = await sender.post(CHANNEL, BAD, NONCE);
    expect(seen()).toMatchObject([{ text: 'It is so.', blocks: [{ text: { type: 'plain_text', text: 'It is so.' } }] }]);
    expect(await sender.find(CHANNEL, NONCE, new Date())).toBe(seen()[0]?.ts);
    expect(outcome).toEqual({ kind: 'sent', ts: seen()[0]?.ts });
  });
});

describe('updating', () => {
  test('leaves nothing of the old message', async () => {
    const { sender, seen } = await open();
    await sender.post(CHANNEL, MESSAGE, NONCE);
    const ts = seen()[0]?.ts ?? '';
    expect(await sender.update(CHANNEL, ts, { text: 'Over.', blocks: [section('*Over*')] })).toEqual({ kind: 'sent', ts });
    expect(seen()).toMatchObject([{ ts, text: 'Over.', attachments: [] }]);
  });

  test('with bad blocks shows the text alone', async () => {
    const { sender, seen } = await open();
    await sender.post(CHANNEL, MESSAGE, NONCE);
    expect(await sender.update(CHANNEL, seen()[0]?.ts ?? '', BAD)).toMatchObject({ kind: 'sent' });
    expect(seen()).toMatchObject([{ text: 'It is so.', blocks: [] }]);
  });

  test('what is not there is refused', async () => {
    const { sender } = await open();
    expect(await sender.update(CHANNEL, '1700000000.000100', MESSAGE)).toEqual({ kind: 'rejected', error: 'message_not_found' });
  });
});

describe('looking for a message', () => {
  test('finds it after a lost answer, by nothing but its nonce', async () => {
    const { slack, sender, seen } = await open();
    const since = new Date();
    slack.faults.loseAnswer('chat.postMessage', 1);
    await sender.post(CHANNEL, MESSAGE, NONCE);
    await sender.post(CHANNEL, MESSAGE, '00000000-5f0e-4f43-9a3e-3d0d7c1f2a11');
    expect(await sender.find(CHANNEL, NONCE, since)).toBe(seen()[0]?.ts);
    expect(await sender.find(CHANNEL, '11111111-5f0e-4f43-9a3e-3d0d7c1f2a11', since)).toBeUndefined();
  });

  test('finds a reply in its thread, and not in the channel', async () => {
    const { sender, seen } = await open();
    await sender.post(CHANNEL, MESSAGE, '22222222-5f0e-4f43-9a3e-3d0d7c1f2a11');
    const parent = seen()[0]?.ts ?? '';
    await sender.post(CHANNEL, { text: 'below' }, NONCE, parent);
    const reply = seen().find(({ threadTs }) => threadTs === parent)?.ts;
    expect(await sender.find(CHANNEL, NONCE, new Date(), parent)).toBe(reply);
    expect(await sender.find(CHANNEL, NONCE, new Date())).toBeUndefined();
  });

  test('finds it behind hundreds of newer messages', async () => {
    const { slack, sender, seen } = await open();
    const since = new Date();
    await sender.post(CHANNEL, MESSAGE, NONCE);
    for (let index = 0; index < 450; index += 1) await slack.say('U0VERA', CHANNEL, `news ${index}`);
    expect(await sender.find(CHANNEL, NONCE, since)).toBe(seen()[0]?.ts);
  });

  test('is tried again, and throws where the channel cannot be read', async () => {
    const { slack, sender, calls } = await open();
    slack.faults.http('conversations.history', 2, 500);
    expect(await sender.find(CHANNEL, NONCE, new Date())).toBeUndefined();
    expect(calls()).toHaveLength(3);
    slack.faults.fail('conversations.history', 1, 'missing_scope');
    await expect(sender.find(CHANNEL, NONCE, new Date())).rejects.toThrow('missing_scope');
  });
});
