import { on, once } from 'node:events';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { SlackDouble } from '../../sandbox/slack/index.js';
import { bolt, client, start } from './slack-harness.js';

interface Envelope {
  readonly type: string;
  readonly envelope_id: string;
  readonly reason?: string;
  readonly num_connections?: number;
  readonly accepts_response_payload?: boolean;
  readonly retry_attempt?: number;
  readonly retry_reason?: string;
  readonly payload: { readonly event_id?: string; readonly event?: Record<string, unknown> };
}

/** A bare Socket Mode connection: it reads one message after the other, and acknowledges what the test says. */
class Connection {
  readonly #messages: AsyncIterator<[Buffer]>;

  private constructor(readonly socket: WebSocket) {
    this.#messages = on(socket, 'message') as AsyncIterator<[Buffer]>;
  }

  static async open(slack: SlackDouble): Promise<Connection> {
    const connection = new Connection(new WebSocket(await url(slack)));
    await once(connection.socket, 'open');
    return connection;
  }

  async next(): Promise<Envelope> {
    const { value } = await this.#messages.next();
    const [data] = value as [Buffer];
    return JSON.parse(data.toString('utf8')) as Envelope;
  }

  acknowledge(envelope: Envelope): void {
    this.socket.send(JSON.stringify({ envelope_id: envelope.envelope_id }));
  }
}

async function url(slack: SlackDouble): Promise<string> {
  return (await client(slack, slack.appToken).apps.connections.open()).url ?? '';
}

test('a connection is greeted', async () => {
  const slack = await start();
  const connection = await Connection.open(slack);
  expect(await connection.next()).toMatchObject({ type: 'hello', num_connections: 1 });
  expect(slack.connections).toBe(1);
});

test('the URL of a connection works once', async () => {
  const slack = await start();
  const address = await url(slack);
  await once(new WebSocket(address), 'open');
  const [error] = (await once(new WebSocket(address), 'error')) as [Error];
  expect(error.message).toContain('403');
});

test('the eleventh connection is one too many', async () => {
  const slack = await start();
  for (let count = 1; count <= 10; count += 1) {
    expect(await (await Connection.open(slack)).next()).toMatchObject({ type: 'hello', num_connections: count });
  }
  const eleventh = await Connection.open(slack);
  expect(await eleventh.next()).toMatchObject({ type: 'disconnect', reason: 'too_many_websockets' });
  expect(slack.connections).toBe(10);
});

test('the client hears a ping before it gives up', async () => {
  const slack = await start({ pingIntervalMs: 5 });
  const connection = await Connection.open(slack);
  await once(connection.socket, 'ping');
});

test('each command goes to one connection only', async () => {
  const slack = await start();
  const [one, two] = [await Connection.open(slack), await Connection.open(slack)];
  await one.next();
  await two.next();
  const deliveries = [slack.command('U0VERA', 'C0ALERTS', '/llm one'), slack.command('U0VERA', 'C0ALERTS', '/llm two')];
  const envelopes = await Promise.all([one.next(), two.next()]);
  expect(envelopes.map((each) => [each.type, each.accepts_response_payload])).toEqual([['slash_commands', true], ['slash_commands', true]]);
  // Whoever acknowledges: Slack knows the envelope by its id.
  for (const envelope of envelopes) one.acknowledge(envelope);
  expect((await Promise.all(deliveries)).map((each) => each.acknowledged)).toEqual([true, true]);
});

test('a command that is not acknowledged in time fails and is not sent again', async () => {
  const slack = await start({ ackTimeoutMs: 20 });
  const connection = await Connection.open(slack);
  await connection.next();
  const delivery = await slack.command('U0VERA', 'C0ALERTS', '/llm status');
  expect(delivery.acknowledged).toBe(false);
  expect(slack.messages('C0ALERTS', 'U0VERA').map((each) => each.text)).toEqual(['/llm failed with the error "operation_timeout"']);
  const sent = await connection.next();
  expect(sent.envelope_id).toBe(delivery.envelopeId);
  void slack.command('U0VERA', 'C0ALERTS', '/llm again');
  expect((await connection.next()).payload).toMatchObject({ text: 'again' });
});

test('an event that is not acknowledged is sent again, as the same event', async () => {
  const slack = await start({ ackTimeoutMs: 20, events: ['message.channels'] });
  const connection = await Connection.open(slack);
  await connection.next();
  await slack.say('U0VERA', 'C0ALERTS', 'hello');
  const first = await connection.next();
  expect(first).toMatchObject({ type: 'events_api', retry_attempt: 0, payload: { event: { type: 'message', text: 'hello', channel_type: 'channel' } } });
  const second = await connection.next();
  expect(second).toMatchObject({ retry_attempt: 1, retry_reason: 'timeout', payload: { event_id: first.payload.event_id } });
  connection.acknowledge(second);
});

test('an app that subscribes to nothing hears nothing of what people write', async () => {
  const slack = await start();
  const connection = await Connection.open(slack);
  await connection.next();
  await slack.say('U0VERA', 'C0ALERTS', 'hello');
  void slack.command('U0VERA', 'C0ALERTS', '/llm status');
  expect((await connection.next()).type).toBe('slash_commands');
});

test.each(['warning', 'refresh_requested', 'link_disabled'] as const)('disconnect: %s', async (reason) => {
  const slack = await start();
  const connection = await Connection.open(slack);
  await connection.next();
  const closed = once(connection.socket, 'close');
  slack.disconnect(reason);
  expect(await connection.next()).toMatchObject({ type: 'disconnect', reason });
  expect((await closed)[0]).toBe(1000);
  expect(slack.connections).toBe(0);
});

test('a cut connection ends without a word', async () => {
  const slack = await start();
  const connection = await Connection.open(slack);
  await connection.next();
  const closed = once(connection.socket, 'close');
  slack.cutSockets();
  expect((await closed)[0]).toBe(1006);
});

test('Bolt receives events that it subscribes to', async () => {
  const slack = await start({ events: ['app_mention'] });
  await bolt(slack, (app) => {
    app.event('app_mention', async ({ event, client: web }) => {
      await web.chat.postMessage({ channel: event.channel, text: `You said ${event.text}`, thread_ts: event.ts });
    });
  });
  const said = await slack.say('U0VERA', 'C0ALERTS', 'hi @litellm');
  const reply = await slack.waitFor('C0ALERTS', 'U0VERA', (message) => message.threadTs === said.ts);
  expect(reply.text).toBe('You said hi <@U0BOT>');
});
