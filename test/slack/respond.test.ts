import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { removeOriginal, respond } from '../../src/slack/respond.js';
import { startOddProxy, type OddProxy } from '../support/odd-proxy.js';

let server: OddProxy | undefined;
afterEach(async () => { await server?.close(); });

type Answer = (response: ServerResponse) => void;
const status = (code: number, body = 'ok', headers: Record<string, string> = {}): Answer => (response) => { response.writeHead(code, headers).end(body); };
const cut: Answer = (response) => { response.destroy(); };

/** A response_url that answers each request in turn, the last for good. */
async function serve(...answers: readonly Answer[]): Promise<{ url: string; tries: () => number }> {
  let count = 0;
  server = await startOddProxy((response) => {
    const answer = answers[Math.min(count, answers.length - 1)] as Answer;
    count += 1;
    answer(response);
  });
  return { url: server.url, tries: () => count };
}

const MESSAGE = { text: 'It is so.' };
const send = (url: string, once = false) => respond(fetch, url, MESSAGE, { once });

describe('an answer by response_url', () => {
  test.each<[string, readonly Answer[], object, number]>([
    ['arrives', [status(200)], { kind: 'sent' }, 1],
    ['arrives where Slack says so in JSON', [status(200, '{"ok":true}')], { kind: 'sent' }, 1],
    ['is refused with status 200', [status(200, '{"ok": false, "error": "used_url"}')], { kind: 'rejected', error: 'used_url' }, 1],
    ['is refused for good, and not repeated', [status(404, 'expired_url')], { kind: 'rejected', error: 'expired_url' }, 1],
    ['is refused without a word', [status(400, '')], { kind: 'rejected', error: 'status 400' }, 1],
    ['is sent again when Slack asks to wait', [status(429, '', { 'retry-after': '0.01' }), status(200)], { kind: 'sent' }, 2],
    ['does not wait for longer than anybody would', [status(429, '', { 'retry-after': '60' }), status(200)], { kind: 'rejected', error: 'ratelimited', retryAfterMs: 60_000 }, 1],
    ['is sent again after a lost answer: twice is better than never', [cut, status(200)], { kind: 'sent' }, 2],
    ['is sent again after an error of the server', [status(503, ''), status(200)], { kind: 'sent' }, 2],
    ['is given up after the third try', [status(500, '')], { kind: 'unknown', error: 'status 500' }, 3],
  ])('%s', async (_, answers, expected, tries) => {
    const { url, tries: count } = await serve(...answers);
    expect(await send(url)).toMatchObject(expected);
    expect(count()).toBe(tries);
  });

  test.each<[string, readonly Answer[], object, number]>([
    ['is not sent again after a lost answer', [cut, status(200)], { kind: 'unknown' }, 1],
    ['is not sent again after an error of the server', [status(502, ''), status(200)], { kind: 'unknown' }, 1],
    ['is not sent again after half an answer', [(response) => { response.writeHead(200, { 'content-length': '100' }).write('o'); response.destroy(); }, status(200)], { kind: 'unknown' }, 1],
    // Slack did not take it, and says so.
    ['is sent again when Slack asks to wait', [status(429, '', { 'retry-after': '0.01' }), status(200)], { kind: 'sent' }, 2],
  ])('with a secret %s', async (_, answers, expected, tries) => {
    const { url, tries: count } = await serve(...answers);
    expect(await send(url, true)).toMatchObject(expected);
    expect(count()).toBe(tries);
  });

  test('to nobody is refused after its tries: nothing left this machine', async () => {
    const { url } = await serve(status(200));
    await server?.close();
    expect(await send(url, true)).toMatchObject({ kind: 'rejected' });
  });

  test('is private unless told otherwise, and removal says nothing else', async () => {
    const bodies: unknown[] = [];
    const fetchMock = ((_: string, init: { body: string }) => { bodies.push(JSON.parse(init.body)); return Promise.resolve(new Response('ok')); }) as unknown as Parameters<typeof respond>[0];
    await respond(fetchMock, 'http://x', MESSAGE);
    await respond(fetchMock, 'http://x', MESSAGE, { inChannel: true, replaceOriginal: true });
    await removeOriginal(fetchMock, 'http://x');
    expect(bodies).toEqual([
      { response_type: 'ephemeral', replace_original: false, text: 'It is so.' },
      { response_type: 'in_channel', replace_original: true, text: 'It is so.' },
      { delete_original: true },
    ]);
  });
});
