import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import { createBotProcess } from '../support/bot-process.js';
import { ALERTS, OMAR, openHouse, textOf, VERA, type House } from '../support/house.js';
import { temporaryFolder } from '../support/postgres.js';

/** The alert's own messages: neither replies nor what one person alone sees. */
const cards = (house: House) => house.slack.messages(ALERTS, VERA).filter((message) => !message.threadTs && !message.ephemeralTo);
const calls = (house: House, method: string) => house.slack.calls.filter((call) => call.method === method);
const resolved = (house: House) => house.slack.waitFor(ALERTS, VERA, (message) => textOf(message).includes('Resolved: '), 15_000);

describe('a post to Slack', () => {
  let house: House;
  beforeEach(async () => { house = await openHouse(); });
  afterEach(async () => { await house.close(); });

  test('whose answer was lost is found in the channel and not repeated', async () => {
    house.slack.faults.loseAnswer('chat.postMessage', 1);
    await house.litellm?.stop();
    await expect.poll(() => calls(house, 'conversations.history').length, { timeout: 10_000 }).toBeGreaterThan(0);
    await house.litellm?.start();
    await resolved(house);
    expect(cards(house)).toHaveLength(1);
    expect(calls(house, 'chat.postMessage').filter((call) => call.args.thread_ts === undefined)).toHaveLength(1);
  });

  test('that never arrived is sent again', async () => {
    house.slack.faults.loseRequest('chat.postMessage', 2);
    await house.litellm?.stop();
    await house.slack.waitFor(ALERTS, VERA, (message) => textOf(message).includes('nothing listens on'), 15_000);
    expect(cards(house)).toHaveLength(1);
  });

  test('that is rate limited waits as long as Slack says', async () => {
    house.slack.faults.rateLimit('chat.postMessage', 1, 2);
    await house.litellm?.stop();
    await house.slack.waitFor(ALERTS, VERA, (message) => textOf(message).includes('nothing listens on'), 15_000);
    const [first, second] = calls(house, 'chat.postMessage');
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(2_000);
  });

  test('survives Slack failing for a while, and says the present state once', async () => {
    house.slack.faults.fail('chat.postMessage', 2, 'not_in_channel');
    await house.litellm?.stop();
    await expect.poll(() => calls(house, 'chat.postMessage').length, { timeout: 10_000 }).toBeGreaterThan(0);
    await house.litellm?.start();
    await resolved(house);
    expect(cards(house)).toHaveLength(1);
  });

  test('is made again when somebody deleted the message', async () => {
    await house.litellm?.stop();
    const alert = await house.slack.waitFor(ALERTS, VERA, (message) => textOf(message).includes('nothing listens on'), 15_000);
    house.slack.faults.fail('chat.update', 1, 'message_not_found');
    await house.click(OMAR, alert, 'Acknowledge');
    await house.slack.waitFor(ALERTS, VERA, (message) => message.ts !== alert.ts && textOf(message).includes('is on it since'), 15_000);
  });
});

describe('acknowledging and silencing', () => {
  let house: House;
  beforeEach(async () => { house = await openHouse(); });
  afterEach(async () => { await house.close(); });

  test('twice tells the second who has it, and records one change', async () => {
    await house.litellm?.stop();
    const alert = await house.slack.waitFor(ALERTS, VERA, (message) => textOf(message).includes('nothing listens on'), 15_000);
    await Promise.all([house.click(OMAR, alert, 'Acknowledge'), house.click('U0ADA', alert, 'Acknowledge')]);
    const loser = await Promise.race([OMAR, 'U0ADA'].map((person) => house.slack.waitFor(ALERTS, person, (message) => message.ephemeralTo === person && textOf(message).includes('has incident #1'), 15_000)));
    expect(textOf(loser)).toMatch(/(omar|ada)\* has incident #1 since/);
    const audit = textOf(await house.ask(OMAR, '/llm audit'));
    expect(audit.match(/acknowledge `#1`/g)).toHaveLength(1);
  });

  test('a silence keeps the next outage of the kind unsaid', async () => {
    await house.litellm?.stop();
    const alert = await house.slack.waitFor(ALERTS, VERA, (message) => textOf(message).includes('nothing listens on'), 15_000);
    await house.click(OMAR, alert, 'Silence 1 h');
    await house.slack.waitFor(ALERTS, VERA, (message) => message.ts === alert.ts && textOf(message).includes('silenced until'), 15_000);
    await house.litellm?.start();
    await resolved(house);
    await house.litellm?.stop();
    await expect.poll(async () => textOf(await house.ask(OMAR, '/llm status')), { timeout: 15_000, interval: 500 }).toContain('#2 listener');
    expect(cards(house)).toHaveLength(1);
    const [quiet] = cards(house);
    expect(textOf(quiet as NonNullable<typeof quiet>)).toContain('Further listener alerts stay silent until');
    await house.click(OMAR, quiet as NonNullable<typeof quiet>, 'End silence');
    await expect.poll(() => cards(house).length, { timeout: 15_000 }).toBe(2);
    expect(textOf(await house.ask(OMAR, '/llm audit 1'))).toContain('unsilence `#1`: done');
  });
});

describe('a bot that is killed', () => {
  test('knows the incident again, finds its message, and takes the click on it', async () => {
    const folder = await temporaryFolder();
    const house = await openHouse({ isEmpty: true });
    const { DATABASE_URL: _, ...env } = house.env;
    const bot = createBotProcess(['node', '--import=tsx', 'src/cli.ts'], { ...env, DATA_DIR: join(folder, 'data') });
    try {
      await bot.start();
      // The post arrives, its answer does not, and the look into the channel hangs: nothing is recorded when the bot dies.
      house.slack.faults.loseAnswer('chat.postMessage', 1);
      house.slack.faults.hang('conversations.history', 1);
      await house.litellm?.stop();
      await expect.poll(() => calls(house, 'conversations.history').length, { timeout: 15_000 }).toBe(1);
      await bot.stop('SIGKILL');
      await bot.start();
      const [alert] = cards(house);
      await house.click(OMAR, alert as NonNullable<typeof alert>, 'Acknowledge');
      await house.slack.waitFor(ALERTS, VERA, (message) => message.ts === alert?.ts && textOf(message).includes('*omar* is on it since'), 20_000);
      await bot.stop('SIGKILL');
      await house.litellm?.start();
      await bot.start();
      const end = await resolved(house);
      expect(end.ts).toBe(alert?.ts);
      expect(textOf(end)).toContain('*omar* acknowledged after');
      expect(cards(house)).toHaveLength(1);
      expect(await bot.stop('SIGTERM')).toBe(0);
    } finally {
      await bot.stop('SIGKILL');
      await house.close();
      await rm(folder, { recursive: true, force: true });
    }
  }, 90_000);
});
