import { expect, test } from 'vitest';
import { client, refusal, start } from './slack-harness.js';

const message = { channel: 'C0ALERTS', text: 'x' };

test('rateLimit answers 429 with Retry-After, as often as asked, to that method alone', async () => {
  const slack = await start();
  const web = client(slack);
  slack.faults.rateLimit('chat.postMessage', 2, 7);
  await web.auth.test();
  await expect(web.chat.postMessage(message)).rejects.toMatchObject({ retryAfter: 7 });
  await expect(web.chat.postMessage(message)).rejects.toMatchObject({ retryAfter: 7 });
  await web.chat.postMessage(message);
  expect(slack.messages('C0ALERTS', 'U0VERA')).toHaveLength(1);
});

test('fail answers with that error', async () => {
  const slack = await start();
  slack.faults.fail('*', 1, 'internal_error');
  expect((await refusal(client(slack).auth.test())).error).toBe('internal_error');
});

test('http answers a status with HTML', async () => {
  const slack = await start();
  slack.faults.http('auth.test', 1, 503);
  await expect(client(slack).auth.test()).rejects.toMatchObject({ statusCode: 503, body: expect.stringContaining('<html>') as unknown });
});

test('loseAnswer does what was asked, loseRequest does not', async () => {
  const slack = await start();
  const web = client(slack);
  slack.faults.loseAnswer('chat.postMessage', 1);
  await expect(web.chat.postMessage({ ...message, text: 'done' })).rejects.toThrow();
  slack.faults.loseRequest('chat.postMessage', 1);
  await expect(web.chat.postMessage({ ...message, text: 'not done' })).rejects.toThrow();
  expect(slack.messages('C0ALERTS', 'U0VERA').map((each) => each.text)).toEqual(['done']);
  expect(slack.calls.map((each) => each.answer)).toEqual(['no answer', 'no answer']);
});

test('hang never answers', async () => {
  const slack = await start();
  slack.faults.hang('auth.test', 1);
  await expect(client(slack, slack.botToken, { timeout: 50 }).auth.test()).rejects.toThrow(/timeout|aborted/i);
  expect(slack.calls).toMatchObject([{ method: 'auth.test', answer: 'no answer' }]);
});

test('clear takes back what was planned', async () => {
  const slack = await start();
  slack.faults.fail('*', 5, 'internal_error');
  slack.faults.clear();
  await client(slack).auth.test();
});

test('calls are logged with their answers, and without the token', async () => {
  const slack = await start();
  await fetch(`${slack.apiUrl}auth.test`, { method: 'POST', body: new URLSearchParams({ token: slack.botToken, hint: 'x' }) });
  expect(slack.calls).toMatchObject([{ method: 'auth.test', args: { hint: 'x' }, answer: { ok: true } }]);
  expect(JSON.stringify(slack.calls)).not.toContain(slack.botToken);
});

test('waitFor gives up with what there was', async () => {
  const slack = await start();
  await client(slack).chat.postMessage(message);
  await expect(slack.waitFor('C0ALERTS', 'U0VERA', () => false, 5)).rejects.toThrow(/within 5 ms[\s\S]*U0BOT: "x"/);
});

test('onChange tells of every change until it is undone', async () => {
  const slack = await start();
  let changes = 0;
  const undo = slack.onChange(() => {
    changes += 1;
  });
  await slack.say('U0VERA', 'C0ALERTS', 'one');
  expect(changes).toBe(1);
  undo();
  await slack.say('U0VERA', 'C0ALERTS', 'two');
  expect(changes).toBe(1);
});
