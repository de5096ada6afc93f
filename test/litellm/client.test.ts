import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Agent } from 'undici';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Secret } from '../../src/config.js';
import { UpstreamError, type UpstreamKind } from '../../src/errors.js';
import { createClient, type Client, type ReadOptions } from '../../src/litellm/client.js';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;
const SCHEMA = z.object({ ok: z.literal(true) });
const OK = '{"ok":true}';

const strays: unknown[] = [];
const onStray = (error: unknown) => { strays.push(error); };
let server: Server;
let requests: IncomingMessage[];
let sockets: Set<Socket>;
let client: Client;
let dispatcher: Agent;
let answers: readonly Answer[];

beforeEach(async () => {
  [requests, sockets, answers, strays.length] = [[], new Set(), [json(OK)], 0];
  process.on('unhandledRejection', onStray);
  server = createServer((request, response) => {
    request.resume();
    sockets.add(request.socket);
    requests.push(request);
    (answers[Math.min(requests.length, answers.length) - 1] as Answer)(response, request);
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  dispatcher = new Agent();
  // A slash at the end of the address and a path in it are kept to.
  client = createClient({ baseUrl: new URL(`${address()}/llm/`), key: new Secret('sk-secret'), dispatcher, random: () => 0 });
});
afterEach(async () => {
  await dispatcher.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => { server.close(resolve); });
  process.off('unhandledRejection', onStray);
  expect(strays).toEqual([]);
});

const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const json = (text: string, status = 200, headers: Record<string, string> = {}): Answer => (response) => { response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text); };
const reset: Answer = (_, request) => { request.socket.resetAndDestroy(); };
const half: Answer = (response) => { response.writeHead(200, { 'content-length': '100' }).write('{"ok"'); setImmediate(() => response.destroy()); };
const drip: Answer = (response) => {
  const timer = setInterval(() => response.write(' '), 10);
  response.on('close', () => clearInterval(timer));
};
const read = (options: Partial<ReadOptions<z.infer<typeof SCHEMA>>> = {}) => client.read('/x', { schema: SCHEMA, ...options });
const change = () => client.change('/x', { body: { a: 1 }, schema: SCHEMA });
const failure = async (work: Promise<unknown>): Promise<UpstreamError> => {
  const error = await work.then(() => undefined, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(UpstreamError);
  return error as UpstreamError;
};

describe('a request', () => {
  test('has our key, our name, and its query', async () => {
    expect(await read({ query: { a: 'ü&b', n: 1, no: undefined, yes: true } })).toEqual({ ok: true });
    expect(requests[0]?.url).toBe('/llm/x?a=%C3%BC%26b&n=1&yes=true');
    expect(requests[0]?.headers).toMatchObject({ authorization: 'Bearer sk-secret', 'user-agent': 'litellm-chatops', accept: 'application/json' });
    expect(requests[0]?.headers).not.toHaveProperty('content-type');
  });

  test('for a public route has no key', async () => {
    await read({ anonymous: true });
    expect(requests[0]?.headers).not.toHaveProperty('authorization');
  });

  test('that changes something is a POST of JSON', async () => {
    await change();
    expect(requests[0]).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer sk-secret' } });
  });

  test('uses the connection of the one before', async () => {
    for (let count = 0; count < 5; count += 1) await read();
    // A second one is opened where the first is not quite free yet.
    expect(requests).toHaveLength(5);
    expect(sockets.size).toBeLessThanOrEqual(2);
  });
});

describe('a read', () => {
  test.each<[string, readonly Answer[], number]>([
    ['is tried again at too high a pace, after as many seconds as asked for', [json('{}', 429, { 'retry-after': '0' }), json(OK)], 2],
    ['is tried again after a date that has passed', [json('{}', 429, { 'retry-after': 'Thu, 15 Jan 2026 12:00:00 GMT' }), json(OK)], 2],
    ['is tried again at too high a pace without more words', [json('{}', 429), json(OK)], 2],
    ["is tried again after a gateway's error", [json('<h1>502</h1>', 502), json(OK)], 2],
    ["is tried again after a gateway's timeout", [json('', 504), json(OK)], 2],
    ['is tried again after a broken connection', [reset, json(OK)], 2],
    ['is tried again after half an answer', [half, json(OK)], 2],
    ['is tried three times', [reset, json('', 502), json(OK)], 3],
  ])('%s', async (_, plan, count) => {
    answers = plan;
    expect(await read()).toEqual({ ok: true });
    expect(requests).toHaveLength(count);
  });

  test.each<[string, Answer, number, UpstreamKind, RegExp]>([
    ['is given up after the third', json('{"detail":"no"}', 502), 3, 'status', /^no$/],
    ['is not tried again after a refusal', json('{"detail":"no"}', 401), 1, 'status', /^no$/],
    // LiteLLM answers so without its database: at once, and the same the next time.
    ['is not tried again after an error of LiteLLM', json('{"detail":"no"}', 503), 1, 'status', /^no$/],
    ['is not tried again after nonsense', json('nonsense'), 1, 'malformed', /^nonsense$/],
    ['does not wait for longer than its deadline allows', json('{}', 429, { 'retry-after': '60' }), 1, 'status', /^\{\}$/],
    ['does not load what is far too large, nor again', json(`"${'x'.repeat(9 * 1024 * 1024)}"`), 1, 'malformed', /more than 8 MB/],
  ])('%s', async (_, answer, count, kind, words) => {
    answers = [answer];
    const error = await failure(read());
    expect(error.details).toMatchObject({ kind, request: 'GET /x' });
    expect(error.message).toMatch(words);
    expect(requests).toHaveLength(count);
  });

  test.each<[string, Answer]>([
    ['a body that drips', drip],
    ['no answer at all', () => undefined],
    ['an answer without its body', (response) => { response.writeHead(200, { 'content-length': '9' }).flushHeaders(); }],
  ])('ends with its deadline: %s', async (_, answer) => {
    answers = [answer];
    const error = await failure(read({ deadlineMs: 100 }));
    expect(error.details.kind).toBe('timeout');
    expect(error.message).toBe('no answer in time');
    expect(requests).toHaveLength(1);
  });

  test('takes another status for an answer where told so', async () => {
    answers = [json(OK, 503)];
    expect(await read({ accept: [503] })).toEqual({ ok: true });
  });
});

describe('a change', () => {
  test.each<[string, boolean, Answer]>([
    ['after a broken connection', true, reset],
    ['after half an answer', true, half],
    ['after an error of the server', true, json('{"error":{"message":"no"}}', 500)],
    ["after a gateway's error", true, json('', 502)],
    ['after an answer without what it should hold', true, json('{"ok":false}')],
    ['after a success with an error in it', true, json('{"error":"no"}')],
    ['after a page', true, json('<html>Welcome</html>')],
    ['after a refusal', false, json('{"detail":"no"}', 403)],
    ['after a bad request', false, json('{"detail":[{"msg":"no"}]}', 422)],
    ['at too high a pace', false, json('{}', 429, { 'retry-after': '0' })],
  ])('is never repeated %s; unknown whether it was done: %s', async (_, outcomeUnknown, answer) => {
    answers = [answer, json(OK)];
    const error = await failure(change());
    expect(error.outcomeUnknown).toBe(outcomeUnknown);
    expect(requests).toHaveLength(1);
  });

  test('that nobody listens to was certainly not done', async () => {
    server.closeAllConnections();
    await new Promise((resolve) => { server.close(resolve); });
    const error = await failure(client.change('/x', { body: {}, schema: SCHEMA }));
    expect([error.details.kind, error.outcomeUnknown]).toEqual(['refused', false]);
  });
});

describe('the words of an error', () => {
  test.each<[string, string, string]>([
    ["LiteLLM's own", '{"error":{"message":"Invalid model","type":"x","param":"y","code":"400"}}', 'Invalid model'],
    ["FastAPI's", '{"detail":"Not Found"}', 'Not Found'],
    ['nested', '{"detail":{"error":"no such key"}}', 'no such key'],
    ['nested twice', '{"detail":{"error":{"message":"deep"}}}', 'deep'],
    ['of a validation', '{"detail":[{"loc":["body","models",0],"msg":"wrong"},{"msg":"missing"}]}', 'body.models.0: wrong; request: missing'],
    ['as a Python dict', `{"error":{"message":"{'error': 'No keys found'}"}}`, 'No keys found'],
    ['as a Python dict with an apostrophe', `{"detail":"{'error': \\"can't\\"}"}`, "can't"],
    ['as text', '{"error":"plain"}', 'plain'],
    ['of a gateway', '{"message":"no Route matched"}', 'no Route matched'],
    ['as a page, without its scripts', '<html><script>alert(1)</script><style>b{}</style><h1>502</h1>\n<p>Bad  Gateway</p></html>', '502 Bad Gateway'],
    ['as nothing', '', 'an empty answer'],
    ['as half a document', '{"error": {"mess', '{"error": {"mess'],
  ])('%s', async (_, body, words) => {
    answers = [json(body, 400)];
    expect((await failure(read())).message).toBe(words);
  });

  test('never hold the query: it may hold the hash of a key', async () => {
    answers = [json('{}', 404)];
    const { details, message } = await failure(read({ query: { key: 'hash' } }));
    expect(JSON.stringify([details, message])).not.toContain('hash');
  });

  test('of a success that is none say what is missing, or what was said', async () => {
    answers = [json('{"ok":1}')];
    expect((await failure(read())).message).toBe('an answer without what it should hold: ok');
    answers = [json('{"error":{"message":"No connected db"}}')];
    expect((await failure(read())).message).toBe('No connected db');
  });
});
