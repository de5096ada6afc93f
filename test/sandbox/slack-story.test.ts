import type { BlockAction, SlashCommand } from '@slack/bolt';
import { expect, test } from 'vitest';
import { bolt, start } from './slack-harness.js';

const card = [
  { type: 'section', text: { type: 'mrkdwn', text: 'The listener is down' } },
  {
    type: 'actions',
    block_id: 'what-to-do',
    elements: [{ type: 'button', action_id: 'acknowledge', value: 'incident-1', text: { type: 'plain_text', text: 'Acknowledge' } }],
  },
];

test('a command is acknowledged, answered privately, and its button changes that answer', async () => {
  const slack = await start();
  await bolt(slack, (app) => {
    app.command('/llm', async ({ ack, respond, command }) => {
      await ack();
      await respond({ text: `You asked ${command.text}`, blocks: card });
    });
    app.action<BlockAction>('acknowledge', async ({ ack, respond, body }) => {
      await ack();
      await respond({ replace_original: true, text: `Acknowledged by ${body.user.id}` });
    });
  });

  const delivery = await slack.command('U0OMAR', 'C0ALERTS', '/llm status');
  expect(delivery.acknowledged).toBe(true);
  const answer = await slack.waitFor('C0ALERTS', 'U0OMAR', (message) => message.text === 'You asked status');
  expect(answer.ephemeralTo).toBe('U0OMAR');
  expect(slack.messages('C0ALERTS', 'U0VERA')).toEqual([]);

  const click = await slack.click('U0OMAR', answer, 'acknowledge');
  expect(click.acknowledged).toBe(true);
  const changed = await slack.waitFor('C0ALERTS', 'U0OMAR', (message) => message.text === 'Acknowledged by U0OMAR');
  expect(changed.ts).toBe(answer.ts);
  expect(changed.blocks).toEqual([]);
  expect(slack.messages('C0ALERTS', 'U0OMAR')).toHaveLength(1);
});

test('a click on a posted message brings the message, the value and the person of another workspace', async () => {
  const slack = await start();
  const bodies: BlockAction[] = [];
  const app = await bolt(slack, (made) => {
    made.action<BlockAction>('acknowledge', async ({ ack, body, client }) => {
      bodies.push(body);
      await ack();
      await client.chat.update({ channel: 'C0ALERTS', ts: body.message?.ts ?? '', text: 'Held by a guest', blocks: [] });
    });
  });
  const { ts } = await app.client.chat.postMessage({ channel: '#llm-alerts', text: 'down', blocks: card });

  await slack.click('U0GIL', { channel: 'C0ALERTS', ts: ts ?? '' }, 'Acknowledge');
  await slack.waitFor('C0ALERTS', 'U0VERA', (message) => message.text === 'Held by a guest');

  const [body] = bodies;
  expect(body).toMatchObject({
    type: 'block_actions',
    user: { id: 'U0GIL', username: 'gil', team_id: 'T0OTHER' },
    team: { id: 'T0SANDBOX' },
    channel: { id: 'C0ALERTS', name: 'llm-alerts' },
    container: { type: 'message', message_ts: ts, channel_id: 'C0ALERTS', is_ephemeral: false },
    message: { ts, text: 'down', user: 'U0BOT', blocks: card.map((block) => ({ type: block.type })) },
    actions: [{ type: 'button', action_id: 'acknowledge', block_id: 'what-to-do', value: 'incident-1' }],
  });
});

/** What the app is told when somebody types this. */
async function payloadOf(typed: string, channel = 'C0ALERTS', shouldEscape = true): Promise<SlashCommand> {
  const slack = await start({ shouldEscape });
  const commands: SlashCommand[] = [];
  await bolt(slack, (app) => {
    app.command('/llm', async ({ ack, command }) => {
      commands.push(command);
      await ack();
    });
  });
  await slack.command('U0OMAR', channel, typed);
  const [command] = commands;
  if (!command) throw new Error('The app got no command');
  return command;
}

test('a command carries all that Slack documents', async () => {
  const command = await payloadOf('/llm key new  alice', 'C0OPS');
  expect(command).toMatchObject({
    team_id: 'T0SANDBOX',
    team_domain: 'sandbox',
    channel_id: 'C0OPS',
    channel_name: 'privategroup',
    user_id: 'U0OMAR',
    user_name: 'omar',
    command: '/llm',
    text: 'key new  alice',
    is_enterprise_install: 'false',
  });
  expect(command.token).not.toBe('');
  expect(command.api_app_id).toMatch(/^A/);
  expect(command.trigger_id).not.toBe('');
  expect(command.response_url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/commands\/T0SANDBOX\//);
});

test.each([
  ['a person', 'for @vera, please', 'for <@U0VERA|vera>, please'],
  ['somebody unknown', 'for @nobody', 'for @nobody'],
  ['a channel', 'in #general', 'in <#C0GENERAL|general>'],
  ['a link', 'see https://a.example/x?y=1&z=2.', 'see <https://a.example/x?y=1&amp;z=2>.'],
  ['a link without a scheme', 'see example.com/x', 'see <http://example.com/x|example.com/x>'],
  ['an e-mail', 'to ada@corp.example', 'to <mailto:ada@corp.example|ada@corp.example>'],
  ['markup', '<!channel> & more', '&lt;!channel&gt; &amp; more'],
  ['a model name', 'gpt-4.1-mini', 'gpt-4.1-mini'],
])('should_escape: %s', async (_what, typed, arrives) => {
  const { text } = await payloadOf(`/llm ${typed}`);
  expect(text).toBe(arrives);
});

test('without should_escape a name arrives as it was typed', async () => {
  const { text } = await payloadOf('/llm for @vera', 'C0ALERTS', false);
  expect(text).toBe('for @vera');
});

test('a command is not run in a thread', async () => {
  const slack = await start();
  const told = await slack.say('U0OMAR', 'C0ALERTS', '/llm status', '1700000000.000100');
  expect(told).toMatchObject({ user: 'USLACKBOT', ephemeralTo: 'U0OMAR', text: '/llm is not supported in threads. Sorry!' });
});

test('a command that nobody listens to is an error for the person', async () => {
  const slack = await start();
  const delivery = await slack.command('U0OMAR', 'C0ALERTS', '/llm status');
  expect(delivery.acknowledged).toBe(false);
  expect(slack.messages('C0ALERTS', 'U0OMAR').map((each) => each.text)).toEqual(['/llm failed with the error "dispatch_failed"']);
  expect(slack.messages('C0ALERTS', 'U0VERA')).toEqual([]);
});

test('an acknowledgement may carry the answer', async () => {
  const slack = await start();
  await bolt(slack, (app) => app.command('/llm', ({ ack }) => ack({ response_type: 'in_channel', text: 'for all' })));
  await slack.command('U0OMAR', 'C0ALERTS', '/llm help');
  expect(slack.messages('C0ALERTS', 'U0VERA').map((each) => each.text)).toEqual(['for all']);
});

test('a click on a button that is not there names those that are', async () => {
  const slack = await start();
  const app = await bolt(slack);
  const { ts = '' } = await app.client.chat.postMessage({ channel: 'C0ALERTS', text: 'down', blocks: card });
  await expect(slack.click('U0VERA', { channel: 'C0ALERTS', ts }, 'Silence')).rejects.toThrow('Acknowledge (acknowledge)');
});

test('an ephemeral message is not seen, nor clicked, by others, and its payload has no message', async () => {
  const slack = await start();
  const bodies: BlockAction[] = [];
  const app = await bolt(slack, (made) => {
    made.action<BlockAction>('acknowledge', async ({ ack, body }) => {
      bodies.push(body);
      await ack();
    });
  });
  const { message_ts: ts = '' } = await app.client.chat.postEphemeral({ channel: 'C0ALERTS', user: 'U0ADA', text: 'psst', blocks: card });

  await expect(slack.click('U0VERA', { channel: 'C0ALERTS', ts }, 'acknowledge')).rejects.toThrow('sees no message');
  await slack.click('U0ADA', { channel: 'C0ALERTS', ts }, 'acknowledge');
  expect(bodies[0]?.container).toMatchObject({ message_ts: ts, is_ephemeral: true });
  expect(bodies[0]).not.toHaveProperty('message');
});

test('a click in an attachment says so', async () => {
  const slack = await start();
  const bodies: BlockAction[] = [];
  const app = await bolt(slack, (made) => {
    made.action<BlockAction>('acknowledge', async ({ ack, body }) => {
      bodies.push(body);
      await ack();
    });
  });
  const { ts = '' } = await app.client.chat.postMessage({ channel: 'C0ALERTS', text: 'down', attachments: [{ color: '#f00', blocks: card }] });
  await slack.click('U0OMAR', { channel: 'C0ALERTS', ts }, 'Acknowledge');
  expect(bodies[0]?.container).toMatchObject({ type: 'message_attachment', attachment_id: 1, message_ts: ts });
});

test('200 commands at once all reach the app', async () => {
  const slack = await start();
  const seen = new Set<string>();
  await bolt(slack, (app) => {
    app.command('/llm', async ({ ack, command }) => {
      seen.add(command.text);
      await ack();
    });
  });
  const commands = Array.from({ length: 200 }, (_each, index) => slack.command('U0OMAR', 'C0ALERTS', `/llm ${index}`));
  const deliveries = await Promise.all(commands);
  expect(deliveries.filter((each) => !each.acknowledged)).toEqual([]);
  expect(seen.size).toBe(200);
});
