import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { LitellmDouble } from '../../sandbox/litellm/types.js';
import type { Ask, PageState, ToPage } from '../../sandbox/page/protocol.js';
import { type Page, servePage } from '../../sandbox/page/server.js';
import { startSlack } from '../../sandbox/slack/index.js';
import type { SlackDouble } from '../../sandbox/slack/types.js';

const about = { proxyUrl: 'http://127.0.0.1:4000', botNote: 'a bot' };

let slack: SlackDouble;
let page: Page;
let done: string[];

beforeEach(async () => {
  slack = await startSlack({ ackTimeoutMs: 100 });
  done = [];
  page = await servePage({ slack, litellm: proxyThatRecords(done), about });
});

afterEach(async () => {
  await page.close();
  await slack.close();
});

describe('the page is for this computer alone', () => {
  test('it is served without inline scripts, and may talk to nobody but itself', async () => {
    const answer = await fetch(page.url);
    const policy = answer.headers.get('content-security-policy');
    expect(answer.status).toBe(200);
    expect(policy).toContain("default-src 'none'; script-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(await answer.text()).not.toMatch(/<script(?![^>]*src="\/)/);
  });

  test('script, style and icon are there; nothing else is', async () => {
    const status = async (path: string) => (await fetch(new URL(path, page.url))).status;
    expect(await Promise.all(['page.js', 'page.css', 'icon.svg', 'package.json', '../server.ts'].map(status))).toEqual([200, 200, 200, 404, 404]);
  });

  test.each(['evil.example', '127.0.0.1.evil.example:80', 'localhost.evil.example'])('a request for the host %j is refused', async (host) => {
    expect(await statusWith({ host })).not.toBe(200);
  });

  test.each(['localhost', '127.0.0.1:1234', '[::1]:1234'])('a request for the host %j is answered', async (host) => {
    expect(await statusWith({ host })).toBe(200);
  });

  test('nothing can be posted', async () => {
    expect((await fetch(page.url, { method: 'POST', body: '{}' })).status).toBe(405);
  });

  test.each([
    ['another site', { origin: 'https://evil.example' }],
    ['another port of this computer', { origin: 'http://127.0.0.1:1' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['no site at all', {}],
    ['a name that was pointed here', { origin: 'http://evil.example', host: 'evil.example' }],
  ])('a WebSocket from %s is refused', async (_, headers) => {
    await expect(connection(new WebSocket(live(), { headers }))).rejects.toThrow('403');
  });

  test('what the page would never send ends the connection', async () => {
    const reader = await open('ada');
    reader.socket.send('{"type":"drop tables"}');
    await expect.poll(() => reader.socket.readyState).toBe(WebSocket.CLOSED);
  });
});

describe('a person sees what they would see in Slack', () => {
  test('their channels, and a direct message called after the bot', async () => {
    const { state } = await open('vera');
    expect(state().me.name).toBe('vera');
    expect(state().channels.map(({ name }) => name)).toEqual(['llm-alerts', 'general', 'LiteLLM']);
  });

  test('a guest sees only where they were invited', async () => {
    expect((await open('gil')).state().channels.map(({ name }) => name)).toEqual(['llm-alerts', 'LiteLLM']);
  });

  test('an unknown person and channel lead to the first there is', async () => {
    const { state } = await open('nobody', 'nowhere');
    expect([state().me.name, state().channel]).toEqual(['vera', 'C0ALERTS']);
  });

  test('what is posted comes by itself, with the payload that made it', async () => {
    const { state } = await open('omar', 'llm-alerts');
    const payload = { channel: 'C0ALERTS', text: 'The listener is down' };
    await call('chat.postMessage', payload);
    await expect.poll(() => state().messages.map(({ text }) => text)).toEqual(['The listener is down']);
    expect(state().messages[0]?.payload).toMatchObject(payload);
  });

  test('what is private to another is not sent at all', async () => {
    const [ada, omar] = [await open('ada', 'llm-alerts'), await open('omar', 'llm-alerts')];
    await call('chat.postEphemeral', { channel: 'C0ALERTS', user: 'U0ADA', text: 'sk-for-ada' });
    await expect.poll(() => ada.state().messages.length).toBe(1);
    await call('chat.postMessage', { channel: 'C0ALERTS', text: 'for all' });
    await expect.poll(() => omar.state().messages.length).toBe(1);
    expect(omar.heard.join()).not.toContain('sk-for-ada');
  });

  test('a channel that is not open tells of its newest message', async () => {
    const { state } = await open('omar', 'general');
    await call('chat.postMessage', { channel: 'C0ALERTS', text: 'news' });
    await expect.poll(() => state().channels.find(({ id }) => id === 'C0ALERTS')?.latest).toBeDefined();
  });
});

describe('a person does what they would do in Slack', () => {
  test('a message is posted under their name', async () => {
    const { ask, state } = await open('omar', 'general');
    expect(await ask({ type: 'send', channel: 'C0GENERAL', text: 'R&D <b>' })).toBeUndefined();
    await expect.poll(() => state().messages.map(({ user, text }) => [user, text])).toEqual([['U0OMAR', 'R&amp;D &lt;b&gt;']]);
  });

  test('a command that nobody answers leaves word of it for them alone', async () => {
    const { ask, state } = await open('omar', 'general');
    await ask({ type: 'send', channel: 'C0GENERAL', text: '/llm status' });
    await expect.poll(() => state().messages.map(({ text, ephemeralTo }) => [text.slice(0, 11), ephemeralTo])).toEqual([['/llm failed', 'U0OMAR']]);
  });

  test('a button that nobody answers says so', async () => {
    const ts = await postButton();
    const { ask } = await open('omar', 'llm-alerts');
    expect(await ask({ type: 'click', channel: 'C0ALERTS', ts, button: 'ack' })).toContain('did not respond');
  });

  test('a click reaches the app as that person', async () => {
    const ts = await postButton();
    const envelopes = await appThatAcknowledges();
    const { ask } = await open('omar', 'llm-alerts');
    expect(await ask({ type: 'click', channel: 'C0ALERTS', ts, button: 'ack' })).toBeUndefined();
    expect(envelopes).toMatchObject([{ payload: { type: 'block_actions', user: { id: 'U0OMAR' }, actions: [{ action_id: 'ack' }] } }]);
  });

  test('a button that is not there is named', async () => {
    const { ask } = await open('omar', 'llm-alerts');
    expect(await ask({ type: 'click', channel: 'C0ALERTS', ts: await postButton(), button: 'Explode' })).toContain('Explode');
  });
});

describe('the proxy can be broken and mended', () => {
  test('from stopped to frozen it is started first, and everybody sees the switch', async () => {
    const [ada, vera] = [await open('ada'), await open('vera')];
    await ada.ask({ type: 'listener', to: 'stopped' });
    await ada.ask({ type: 'listener', to: 'frozen' });
    await ada.ask({ type: 'database', to: 'lost' });
    expect(done).toEqual(['stop', 'start', 'freeze', 'loseDatabase']);
    await expect.poll(() => vera.state().faults).toEqual({ listener: 'frozen', database: 'lost' });
  });

  test('switches that are clicked at once are done one after the other', async () => {
    const { ask } = await open('ada');
    await Promise.all((['stopped', 'running', 'frozen', 'frozen', 'running'] as const).map((to) => ask({ type: 'listener', to })));
    expect(done).toEqual(['stop', 'start', 'freeze', 'thaw']);
  });

  test('a real proxy is left alone, and the reason is said', async () => {
    await page.close();
    page = await servePage({ slack, litellm: undefined, about });
    const { ask, state } = await open('ada');
    expect(state().faults.unavailable).toContain('real proxy');
    expect(await ask({ type: 'listener', to: 'stopped' })).toContain('real proxy');
  });
});

function live(): string {
  return `${page.url.replace('http', 'ws')}live`;
}

function connection(socket: WebSocket): Promise<WebSocket> {
  return new Promise((resolve, reject) => socket.once('open', () => resolve(socket)).once('error', reject));
}

/** A browser that shows the page to this person. */
async function open(person: string, channel = '') {
  const socket = new WebSocket(live(), { origin: new URL(page.url).origin });
  const heard: string[] = [];
  const answers = new Map<number, string | undefined>();
  let shown: PageState | undefined;
  let id = 0;
  socket.on('message', (data: Buffer) => {
    heard.push(data.toString());
    const message = JSON.parse(data.toString()) as ToPage;
    if (message.type === 'state') shown = message.state;
    if (message.type === 'answer') answers.set(message.id, message.problem);
  });
  await connection(socket);
  socket.send(JSON.stringify({ type: 'watch', person, channel }));
  await expect.poll(() => shown).toBeDefined();
  return {
    socket,
    heard,
    state: () => shown as PageState,
    ask: async (what: Ask) => {
      const mine = ++id;
      socket.send(JSON.stringify({ ...what, id: mine }));
      await expect.poll(() => answers.has(mine), { timeout: 5000 }).toBe(true);
      return answers.get(mine);
    },
  };
}

function statusWith(headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(page.url, { headers }, (answer) => resolve(answer.resume().statusCode)).on('error', reject).end();
  });
}

/** The bot calls the Web API. */
async function call(method: string, args: Record<string, unknown>): Promise<Record<string, unknown>> {
  const headers = { authorization: `Bearer ${slack.botToken}`, 'content-type': 'application/json' };
  const answer = await fetch(slack.apiUrl + method, { method: 'POST', headers, body: JSON.stringify(args) });
  return (await answer.json()) as Record<string, unknown>;
}

async function postButton(): Promise<string> {
  const button = { type: 'button', action_id: 'ack', text: { type: 'plain_text', text: 'Acknowledge' } };
  const posted = await call('chat.postMessage', { channel: 'C0ALERTS', text: 'down', blocks: [{ type: 'actions', elements: [button] }] });
  return String(posted['ts']);
}

/** The app's end of Socket Mode; returns the envelopes that it got. */
async function appThatAcknowledges(): Promise<unknown[]> {
  const answer = await fetch(`${slack.apiUrl}apps.connections.open`, { method: 'POST', headers: { authorization: `Bearer ${slack.appToken}` } });
  const socket = new WebSocket(((await answer.json()) as { url: string }).url);
  const envelopes: unknown[] = [];
  socket.on('message', (data: Buffer) => {
    const envelope = JSON.parse(data.toString()) as { envelope_id?: string };
    if (envelope.envelope_id === undefined) return;
    envelopes.push(envelope);
    socket.send(JSON.stringify({ envelope_id: envelope.envelope_id }));
  });
  await connection(socket);
  await expect.poll(() => slack.connections).toBe(1);
  return envelopes;
}

/** Notes what was asked of it; every step takes a moment, as it does on the real one. */
function proxyThatRecords(steps: string[]): LitellmDouble {
  const step = (name: string) => async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    steps.push(name);
  };
  const now = (name: string) => () => void steps.push(name);
  const double = { stop: step('stop'), start: step('start'), freeze: now('freeze'), thaw: now('thaw'), loseDatabase: step('loseDatabase'), findDatabase: step('findDatabase') };
  return double as Partial<LitellmDouble> as LitellmDouble;
}
