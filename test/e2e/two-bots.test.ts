import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createBotProcess, type BotProcess } from '../support/bot-process.js';
import { ALERTS, openHouse, textOf, VERA, type House } from '../support/house.js';
import { temporaryFolder } from '../support/postgres.js';

let house: House;
let first: BotProcess;
let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  house = await openHouse({ isEmpty: true });
  first = createBotProcess(['node', '--import=tsx', 'src/cli.ts'], { ...house.env, DATA_DIR: join(folder, 'data') });
  await first.start();
});
afterEach(async () => {
  await first.stop('SIGKILL');
  await house.close();
  await rm(folder, { recursive: true, force: true });
});

const cards = () => house.slack.messages(ALERTS, VERA).filter((message) => !message.threadTs && !message.ephemeralTo);
/** Looks at the proxy, and that it watches at all, as a bot logs them. */
const watches = (lines: readonly string[]) => lines.filter((line) => /"msg":"(watching|looked)"/.test(line)).length;

describe('two bots on one database', () => {
  test('tell an outage once, by the one that watches, and the other sees to its end when that one is killed', async () => {
    await house.startBot();
    await expect.poll(() => watches(first.logged), { timeout: 10_000 }).toBeGreaterThan(0);
    await house.litellm?.stop();
    const alert = await house.slack.waitFor(ALERTS, VERA, (message) => textOf(message).includes('nothing listens on'), 15_000);
    expect(watches(house.logged)).toBe(0);
    await first.stop('SIGKILL');
    await expect.poll(() => watches(house.logged), { timeout: 8_000 }).toBeGreaterThan(0);
    expect(cards()).toHaveLength(1);
    await house.litellm?.start();
    const resolved = await house.slack.waitFor(ALERTS, VERA, (message) => textOf(message).includes('Resolved: '), 15_000);
    expect(resolved.ts).toBe(alert.ts);
    expect(cards()).toHaveLength(1);
    expect(house.slack.calls.filter(({ method, args }) => method === 'chat.postMessage' && args.thread_ts === undefined)).toHaveLength(1);
  }, 60_000);

  test('refuse to watch two addresses under one name: the second ends, and leaves nothing running', async () => {
    const second = createBotProcess(['node', '--import=tsx', 'src/cli.ts'], { ...house.env, LITELLM_BASE_URL: 'http://127.0.0.1:1', DATA_DIR: join(folder, 'data2') });
    await expect(second.start()).rejects.toThrow(/the bot ended with 2:[^]*Another bot on this database watches a proxy 'default' at an address other than http:\/\/127\.0\.0\.1:1\//);
    expect(second.logged.filter((line) => /^\s+at /.test(line))).toEqual([]);
  }, 60_000);
});
