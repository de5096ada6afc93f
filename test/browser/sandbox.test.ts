import { mkdir } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { launchChromium } from './chromium.js';
import { startSandboxProcess, type SandboxProcess } from './sandbox-process.js';
import { openSlackPage, type SlackPage } from './slack-page.js';

/** Milliseconds: a stopped listener is noticed after three looks 2 s apart, a frozen one after three 10 s apart and their deadlines. */
const STOPPED = { timeout: 20_000 };
const FROZEN = { timeout: 60_000 };
const ANSWER = { timeout: 10_000 };

let browser: Browser;
let sandbox: SandboxProcess;
const pages: SlackPage[] = [];

beforeAll(async () => {
  browser = await launchChromium();
  sandbox = await startSandboxProcess();
});
afterAll(async () => {
  await browser?.close();
  if (sandbox) expect(await sandbox.interrupt()).toBe(0);
});
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  await mkdir('test-results', { recursive: true });
  const file = task.name.replaceAll(/\W+/g, '-');
  await Promise.all(pages.map(({ page }, index) => page.screenshot({ path: `test-results/${file}-${index}.png` })));
  console.error(sandbox.output());
});

async function open(width: number, height: number): Promise<SlackPage> {
  const slack = await openSlackPage(await browser.newContext({ viewport: { width, height } }), sandbox.url);
  pages.push(slack);
  return slack;
}

describe('the sandbox at a desk', () => {
  let slack: SlackPage;
  beforeAll(async () => { slack = await open(1280, 800); });

  test('/llm status shows the card, to its reader alone', async () => {
    await slack.become('omar');
    await slack.type('/llm status');
    const card = slack.message('Listening on', 'No open incident');
    await card.waitFor(ANSWER);
    await card.getByText('Only visible to you').waitFor();
    await card.getByText(/Listening on .*127\.0\.0\.1:\d+.* · answers in/).waitFor();
    await card.getByText(/14 keys \(2 blocked, 3 expire within 7 days\)/).waitFor();
  });

  test('a stopped listener becomes an alert, which its operator acknowledges and a viewer may not', async () => {
    await slack.fault('Stopped');
    const alert = slack.message('Critical', 'nothing listens on', 'incident #1');
    await alert.waitFor(STOPPED);

    await slack.become('vera');
    await alert.getByRole('button', { name: 'Acknowledge' }).click();
    const refusal = slack.message('Only operators may acknowledge', 'Only visible to you');
    await refusal.waitFor(ANSWER);
    await refusal.getByText('Omar Operator').or(refusal.getByText('omar')).first().waitFor();

    await slack.become('omar');
    expect(await slack.message('Only operators may acknowledge').count()).toBe(0);
    await alert.getByRole('button', { name: 'Acknowledge' }).click();
    await alert.getByText(/omar is on it since \d+:\d\d/).waitFor(ANSWER);
    expect(await alert.getByRole('button', { name: 'Acknowledge' }).count()).toBe(0);
  });

  test('a started listener turns the same message to resolved, with a note in its thread', async () => {
    await slack.fault('Running');
    const resolved = slack.message('Resolved', 'answers again', 'incident #1');
    await resolved.waitFor({ timeout: 40_000 });
    await resolved.getByText(/omar acknowledged after \d+ s/).waitFor();
    expect(await slack.message('Critical').count()).toBe(0);
    await slack.page.getByRole('group', { name: 'Thread, 1 reply' }).getByText(/Resolved after \d+ s/).waitFor(ANSWER);
  });

  test('the secret of a new key is seen by its asker alone, until it is removed from view', async () => {
    await slack.become('ada');
    await slack.type('/llm key new demo --models gpt-4o');
    const secret = slack.page.getByText(/OPENAI_API_KEY=sk-[\w-]{16,}/);
    await secret.waitFor(ANSWER);
    await slack.become('omar');
    expect(await secret.count()).toBe(0);
    await slack.become('ada');
    await secret.waitFor(ANSWER);
    await slack.message('OPENAI_API_KEY=').getByRole('button', { name: /remove it from view/ }).click();
    await secret.waitFor({ state: 'detached', ...ANSWER });
  });

  test('a key is revoked by the button that asks first', async () => {
    await slack.type('/llm key revoke demo');
    const question = slack.message('Revoke demo?', 'Only you can confirm');
    await question.getByRole('button', { name: 'Revoke demo' }).click(ANSWER);
    await slack.message('Key demo is revoked').waitFor(ANSWER);
    expect(await question.count()).toBe(0);
  });

  test('a frozen listener is an alert of another kind', async () => {
    await slack.fault('Frozen');
    await slack.message('Critical', 'accepts connections on', 'does not answer', 'incident #2').waitFor(FROZEN);
    await slack.fault('Running');
    await slack.message('Resolved', 'incident #2').waitFor({ timeout: 40_000 });
  });

  test('without its database /llm status says what is lost, and what still works', async () => {
    await slack.fault('Lost');
    await expect.poll(async () => {
      await slack.type('/llm status');
      const card = slack.message('database lost', 'only the master key still works');
      return card.waitFor({ timeout: 2_000 }).then(() => true, () => false);
    }, { timeout: 40_000 }).toBe(true);
    await slack.fault('Connected');
  });
});

test('on a phone the channels and the faults are one tap away, and nothing is wider than the screen', async () => {
  const phone = await open(390, 844);
  await phone.type('/llm status');
  await phone.message('LiteLLM', 'Listening on', 'Only visible to you').waitFor(ANSWER);
  expect(await phone.page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  await phone.page.getByRole('button', { name: 'Faults' }).click();
  await phone.fault('Stopped');
  await phone.page.keyboard.press('Escape');
  const alert = phone.message('Critical', 'nothing listens on', 'incident #3');
  await alert.waitFor(STOPPED);
  await phone.become('omar');
  await alert.getByRole('button', { name: 'Acknowledge' }).click();
  await alert.getByText(/omar is on it since/).waitFor(ANSWER);
  expect(await phone.page.evaluate('document.documentElement.scrollWidth')).toBe(390);
});

test('the browser had nothing to complain about', () => {
  expect(pages.flatMap(({ complaints }) => complaints)).toEqual([]);
});
