import { createServer, type AddressInfo } from 'node:net';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createBotProcess, type BotProcess } from '../support/bot-process.js';
import { ADA, ALERTS, textOf } from '../support/house.js';
import { temporaryFolder } from '../support/postgres.js';
import { openRelayedHouse, type RelayedHouse } from '../support/relayed-house.js';

let folder: string;
let house: RelayedHouse;
let bot: BotProcess;
const closings: (() => unknown)[] = [];
beforeEach(async () => {
  folder = await temporaryFolder();
  house = await openRelayedHouse({ isEmpty: true });
});
afterEach(async () => {
  await bot.stop('SIGKILL');
  for (const close of closings.splice(0)) await close();
  await house.close();
  await rm(folder, { recursive: true, force: true });
});

/** The bot on its own database. */
function create(env: Readonly<Record<string, string>> = {}): void {
  const { DATABASE_URL: _, ...base } = house.env;
  bot = createBotProcess(['node', '--import=tsx', 'src/cli.ts'], { ...base, ...env, DATA_DIR: join(folder, 'data') });
}

/** Command lines of living processes that speak of our folder. */
function processes(): readonly string[] {
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid)).flatMap((pid) => {
    try {
      return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')];
    } catch {
      return [];
    }
  }).filter((line) => line.includes(folder));
}

/** Stops it and looks at what it leaves. @returns the exit code */
async function stop(): Promise<number | null> {
  const began = performance.now();
  const code = await bot.stop('SIGTERM');
  expect(performance.now() - began).toBeLessThan(10_000);
  // The log is JSON: whatever else stands there is what Node says of an error that nobody handled.
  expect(bot.logged.filter((line) => !line.startsWith('{') && line !== 'Stopped by SIGTERM.')).toEqual([]);
  expect(existsSync(join(folder, 'data/postgres/postmaster.pid'))).toBe(false);
  expect(processes()).toEqual([]);
  return code;
}

/** A Slack that takes connections and never answers. */
async function silence(): Promise<string> {
  const server = createServer(() => {});
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  closings.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
}

const logged = (words: string) => expect.poll(() => bot.logged.join('\n'), { timeout: 20_000 }).toContain(words);

describe.skipIf(process.platform !== 'linux')('SIGTERM', () => {
  test('ends a start while Slack refuses connections', async () => {
    create({ SLACK_API_URL: 'http://127.0.0.1:1/api/' });
    bot.start().catch(() => {});
    await logged('Slack cannot be asked');
    expect([0, 2]).toContain(await stop());
  }, 60_000);

  test('ends a start while Slack does not answer', async () => {
    create({ SLACK_API_URL: await silence() });
    bot.start().catch(() => {});
    await logged('own database open');
    expect([0, 2]).toContain(await stop());
  }, 60_000);

  test('ends a start while Slack gives no connection', async () => {
    create();
    house.slack.faults.hang('apps.connections.open', 100);
    bot.start().catch(() => {});
    await expect.poll(() => house.slack.calls.filter(({ method }) => method === 'apps.connections.open').length, { timeout: 20_000 }).toBeGreaterThan(0);
    expect([0, 2]).toContain(await stop());
  }, 60_000);

  test('ends a bot in the midst of a change that hangs, whose key is deleted when it is back', async () => {
    create();
    await bot.start();
    house.relay.break('POST /key/generate', 'hang');
    await house.slack.command(ADA, ALERTS, '/llm key new hanging');
    await expect.poll(() => house.relay.seen, { timeout: 10_000 }).toContain('POST /key/generate');
    expect(await stop()).toBe(0);
    await house.relay.release();
    expect(await house.countKeys('hanging')).toBe(1);
    await bot.start();
    await house.slack.waitFor(ALERTS, ADA, (message) => message.ephemeralTo === ADA && textOf(message).includes('The key `hanging` was made, and its secret is not known'), 20_000);
    expect(await house.countKeys('hanging')).toBe(0);
  }, 60_000);

  test('ends a bot at once where nothing is under way', async () => {
    create();
    await bot.start();
    const began = performance.now();
    expect(await stop()).toBe(0);
    expect(performance.now() - began).toBeLessThan(5_000);
  }, 60_000);
});
