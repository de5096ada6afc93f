import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SocketModeClient } from '@slack/socket-mode';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import type { SlackDouble } from '../../sandbox/slack/index.js';
import { superviseConnection, type Connection } from '../../src/slack/connection.js';
import { start } from '../sandbox/slack-harness.js';
import { quiet } from '../support/quiet.js';

const open: (() => Promise<unknown>)[] = [];
const strays: unknown[] = [];
const onStray = (error: unknown) => { strays.push(error); };
beforeEach(() => {
  strays.length = 0;
  process.on('unhandledRejection', onStray);
});
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
  await new Promise((resolve) => { setImmediate(resolve); });
  process.off('unhandledRejection', onStray);
  expect(strays).toEqual([]);
});

function supervise(apiUrl: string, appToken: string, helloMs?: number): { client: SocketModeClient; connection: Connection; lines: string[] } {
  const client = new SocketModeClient({ appToken, autoReconnectEnabled: false, logger: quiet, clientOptions: { slackApiUrl: apiUrl, retryConfig: { retries: 0 }, timeout: 2_000 } });
  const lines: string[] = [];
  const write = (_: object, message: string) => { lines.push(message); };
  const connection = superviseConnection(client, { info: write, warn: write }, () => 0, helloMs);
  open.push(() => connection.stop());
  return { client, connection, lines };
}

async function connected(): Promise<ReturnType<typeof supervise> & { slack: SlackDouble; opened: () => number }> {
  const slack = await start();
  const supervised = supervise(slack.apiUrl, slack.appToken);
  await supervised.connection.start();
  return { ...supervised, slack, opened: () => slack.calls.filter(({ method }) => method === 'apps.connections.open').length };
}

/** Until the double has one connection, opened by the n-th call. */
const stands = ({ slack, opened }: { slack: SlackDouble; opened: () => number }, calls: number) =>
  expect.poll(() => [slack.connections, opened()], { timeout: 10_000 }).toEqual([1, calls]);

describe('the connection to Slack', () => {
  test('comes back at once when Slack refreshes it', async () => {
    const it = await connected();
    it.slack.disconnect('refresh_requested');
    await stands(it, 2);
    expect(it.lines).toEqual(['connected to Slack', 'connection to Slack closed; reconnecting', 'connected to Slack']);
  });

  test('comes back when it is cut without a word', async () => {
    const it = await connected();
    it.slack.cutSockets();
    await stands(it, 2);
  });

  test('comes back after errors of the network and of Slack in a row', async () => {
    const it = await connected();
    it.slack.faults.loseRequest('apps.connections.open', 1);
    it.slack.faults.http('apps.connections.open', 1, 500);
    it.slack.cutSockets();
    await stands(it, 4);
  });

  test('comes back time and again without leaving listeners behind, and carries what is sent', async () => {
    const it = await connected();
    const counts = () => it.client.eventNames().map((name) => [name, it.client.listenerCount(name)]);
    const before = counts();
    for (let round = 2; round <= 5; round += 1) {
      it.slack.disconnect('warning');
      await stands(it, round);
      await expect.poll(() => it.lines.filter((line) => line === 'connected to Slack').length).toBe(round);
    }
    expect(counts()).toEqual(before);
    it.client.on('slash_commands', ({ ack }: { ack: () => Promise<void> }) => void ack());
    expect((await it.slack.command('U0VERA', 'C0ALERTS', '/llm status')).acknowledged).toBe(true);
  });

  test('is not opened again once it was stopped', async () => {
    const it = await connected();
    await it.connection.stop();
    await expect.poll(() => it.slack.connections).toBe(0);
    expect(it.opened()).toBe(1);
    await it.connection.stop();
  });

  test('that was being opened when it was stopped does not stay open', async () => {
    const slack = await start();
    const { connection, client } = supervise(slack.apiUrl, slack.appToken);
    const stopped = new Promise((resolve) => { client.once('authenticated', () => resolve(connection.stop())); });
    void connection.start();
    await stopped;
    await expect.poll(() => slack.connections).toBe(0);
  });
});

describe('at start', () => {
  test.each(['invalid_auth', 'not_authed', 'not_allowed_token_type', 'token_revoked', 'account_inactive', 'missing_scope'])('a refusal for good is told with what to do: %s', async (error) => {
    const slack = await start();
    slack.faults.fail('apps.connections.open', 1, error);
    await expect(supervise(slack.apiUrl, slack.appToken).connection.start()).rejects.toMatchObject({ name: 'ConfigError', message: expect.stringMatching(/SLACK_APP_TOKEN|install it again/) as string });
  });

  test('the bot token in place of the app token is such a refusal', async () => {
    const slack = await start();
    await expect(supervise(slack.apiUrl, slack.botToken).connection.start()).rejects.toThrow('starts with xapp-');
  });

  test('a Slack that is away is waited for', async () => {
    const slack = await start();
    slack.faults.http('apps.connections.open', 1, 503);
    slack.faults.loseRequest('apps.connections.open', 1);
    await supervise(slack.apiUrl, slack.appToken).connection.start();
    expect(slack.connections).toBe(1);
  });
});

/** A Slack that opens WebSockets and then does as it is told. */
async function serveSockets(greet: (send: (data: string) => void, count: number) => void, isDeaf = false): Promise<{ apiUrl: string; count: () => number }> {
  let count = 0;
  const http: Server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ ok: true, url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}/` }));
  });
  const sockets = new WebSocketServer({ server: http });
  sockets.on('connection', (socket) => {
    count += 1;
    if (isDeaf) socket.pause();
    greet((data) => socket.send(data), count);
  });
  await new Promise<void>((resolve) => { http.listen(0, '127.0.0.1', resolve); });
  open.push(() => new Promise((resolve) => {
    for (const socket of sockets.clients) socket.terminate();
    http.close(() => resolve(undefined));
    http.closeAllConnections();
  }));
  return { apiUrl: `http://127.0.0.1:${(http.address() as AddressInfo).port}/api/`, count: () => count };
}

const HELLO = JSON.stringify({ type: 'hello' });

describe('a server that opens the connection and', () => {
  test.each([['answers close frames', false], ['never reads again', true]])('says no hello is given up, and asked again; it %s', async (_, isDeaf) => {
    const server = await serveSockets((send, count) => { if (count > 2) send(HELLO); }, isDeaf);
    const { connection, lines } = supervise(server.apiUrl, 'xapp-1', 200);
    await connection.start();
    expect(server.count()).toBe(3);
    expect(lines).toEqual(['no connection to Slack', 'no connection to Slack', 'connected to Slack']);
  });

  // too_many_websockets, for instance.
  test('says goodbye instead of hello is asked again', async () => {
    const server = await serveSockets((send, count) => send(count > 1 ? HELLO : JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets' })));
    const { connection, lines } = supervise(server.apiUrl, 'xapp-1');
    await connection.start();
    expect(lines).toEqual(['no connection to Slack', 'connected to Slack']);
  });

  test('talks nonsense before its hello is listened to', async () => {
    const server = await serveSockets((send) => { for (const word of ['', 'null?', '{"type":', '[]', HELLO]) send(word); });
    await supervise(server.apiUrl, 'xapp-1').connection.start();
    expect(server.count()).toBe(1);
  });
});
