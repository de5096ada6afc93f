import { SocketModeReceiver } from '@slack/bolt';
import type { SocketModeDispatcher } from '@slack/socket-mode';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Secret } from '../../src/config.js';
import { openProxy } from '../../src/litellm/proxy.js';
import type { NetworkConfig } from '../../src/network.js';
import { createSlackClients, type SlackClients } from '../../src/slack/clients.js';
import { superviseConnection } from '../../src/slack/connection.js';
import { start } from '../sandbox/slack-harness.js';
import { startConnectProxy, startFront } from '../support/connect-proxy.js';
import { startOddProxy } from '../support/odd-proxy.js';
import { quiet } from '../support/quiet.js';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => { for (const close of open.splice(0).reverse()) await close(); });

const NOWHERE = 'http://127.0.0.1:9';
const network = (change: Partial<NetworkConfig> = {}): NetworkConfig => ({ httpProxy: undefined, httpsProxy: undefined, noProxy: undefined, ...change });

function clientsFor(apiUrl: string, botToken: string, config: NetworkConfig): SlackClients {
  const clients = createSlackClients({ botToken: new Secret(botToken), apiUrl }, config, quiet);
  open.push(() => clients.close());
  return clients;
}

/** As app.ts makes it. */
async function connect(clients: SlackClients, appToken: string): Promise<void> {
  const receiver = new SocketModeReceiver({
    appToken, logger: quiet, installerOptions: { clientOptions: clients.options }, autoReconnectEnabled: false,
    ...(clients.dispatcher && { dispatcher: clients.dispatcher as unknown as SocketModeDispatcher }),
  });
  const connection = superviseConnection(receiver.client, { info: () => undefined, warn: () => undefined }, () => 0);
  open.push(() => connection.stop());
  await connection.start();
}

/** Slack under a name that only the system proxy knows. */
async function behindProxy() {
  const slack = await start();
  const front = await startFront(slack.url, 'slack.test');
  const proxy = await startConnectProxy({ 'slack.test:80': front.port });
  open.push(() => front.close(), () => proxy.close());
  return { slack, proxy };
}

describe('Slack behind a system proxy', () => {
  test('is reached through it: the Web API, and the WebSocket too', async () => {
    const { slack, proxy } = await behindProxy();
    const clients = clientsFor('http://slack.test/api/', slack.botToken, network({ httpProxy: proxy.url }));
    expect((await clients.read.auth.test()).user_id).toBe(slack.botUserId);
    const before = proxy.tunnels.length;
    await connect(clients, slack.appToken);
    expect(slack.connections).toBe(1);
    // A WebSocket keeps its tunnel, so that it cannot have used one of before.
    expect(proxy.tunnels.length).toBeGreaterThan(before);
    expect(new Set(proxy.tunnels)).toEqual(new Set(['slack.test:80']));
  });

  test('comes back through it after a cut', async () => {
    const { slack, proxy } = await behindProxy();
    const clients = clientsFor('http://slack.test/api/', slack.botToken, network({ httpProxy: proxy.url }));
    await connect(clients, slack.appToken);
    const before = proxy.tunnels.length;
    slack.cutSockets();
    await expect.poll(() => slack.connections, { timeout: 5_000 }).toBe(1);
    expect(proxy.tunnels.length).toBeGreaterThan(before);
  });

  test('is asked for by HTTPS_PROXY where its address is https', async () => {
    const proxy = await startConnectProxy({});
    open.push(() => proxy.close());
    const clients = clientsFor('https://slack.test/api/', 'xoxb-1', network({ httpsProxy: proxy.url, httpProxy: NOWHERE }));
    await expect(clients.write.auth.test()).rejects.toThrow();
    expect(proxy.tunnels).toEqual(['slack.test:443']);
  });

  test('on loopback never is, whatever the proxies say', async () => {
    const { slack, proxy } = await behindProxy();
    const clients = clientsFor(slack.apiUrl, slack.botToken, network({ httpProxy: proxy.url, httpsProxy: proxy.url }));
    await clients.read.auth.test();
    await connect(clients, slack.appToken);
    expect(proxy.tunnels).toEqual([]);
  });
});

describe('LiteLLM', () => {
  const config = (baseUrl: string) => ({ name: 'default', baseUrl: new URL(baseUrl), publicUrl: baseUrl, key: new Secret('sk-x'), keyIsMaster: true, databaseUrl: undefined });
  const dependencies = (config_: NetworkConfig) => ({ network: config_, random: () => 0, onDatabaseError: () => undefined });

  test('on loopback is never asked through a proxy, and shows by TCP whether it listens', async () => {
    const server = await startOddProxy((response) => { response.writeHead(200).end('{}'); });
    const system = await startConnectProxy({});
    open.push(() => server.close(), () => system.close());
    const proxy = openProxy(config(server.url), dependencies(network({ httpProxy: system.url, httpsProxy: system.url })));
    open.push(() => proxy.close());
    expect(await proxy.client.read('/x', { schema: z.object({}) })).toEqual({});
    expect(proxy.target).toEqual({ host: '127.0.0.1', port: Number(new URL(server.url).port) });
    expect(system.tunnels).toEqual([]);
  });

  test('elsewhere is asked through it; an open port of the proxy would prove nothing', async () => {
    const server = await startOddProxy((response) => { response.writeHead(200).end('{}'); });
    const system = await startConnectProxy({ 'llm.test:4000': Number(new URL(server.url).port) });
    open.push(() => server.close(), () => system.close());
    const proxy = openProxy(config('http://llm.test:4000'), dependencies(network({ httpProxy: system.url })));
    open.push(() => proxy.close());
    expect(await proxy.client.read('/x', { schema: z.object({}) })).toEqual({});
    expect(system.tunnels).toEqual(['llm.test:4000']);
    expect(proxy.target).toBeUndefined();
  });
});
