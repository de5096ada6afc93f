import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createBotProcess, type BotProcess } from '../support/bot-process.js';
import { ADA, ALERTS, OMAR, textOf } from '../support/house.js';
import { temporaryFolder } from '../support/postgres.js';
import { openRelayedHouse, type RelayedHouse } from '../support/relayed-house.js';

let house: RelayedHouse;
let bot: BotProcess;
let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  house = await openRelayedHouse({ isEmpty: true });
  const { DATABASE_URL: _, ...env } = house.env;
  bot = createBotProcess(['node', '--import=tsx', 'src/cli.ts'], { ...env, DATA_DIR: join(folder, 'data') });
  await bot.start();
});
afterEach(async () => {
  await bot.stop('SIGTERM');
  await house.close();
  await rm(folder, { recursive: true, force: true });
});

const told = (words: string) => house.slack.waitFor(ALERTS, ADA, (message) => message.ephemeralTo === ADA && textOf(message).includes(words), 20_000);

test('a bot that is killed between making a key and showing its secret deletes the key when it is back, and says so', async () => {
  house.slack.faults.hang('response_url', 1);
  await house.slack.command(ADA, ALERTS, '/llm key new orphan');
  await expect.poll(() => house.slack.calls.filter(({ method }) => method === 'response_url').length, { timeout: 10_000 }).toBe(1);
  expect(await house.countKeys('orphan')).toBe(1);
  await bot.stop('SIGKILL');
  await bot.start();
  await told('The key `orphan` was made, and its secret is not known to have reached you: it has been deleted again.');
  expect(house.slack.calls.map(({ method }) => method)).toContain('chat.postEphemeral');
  expect(await house.countKeys('orphan')).toBe(0);
  expect(textOf(await house.ask(OMAR, '/llm audit 1'))).toContain('key new `orphan`: cancelled');
}, 60_000);

test('a bot that is killed while LiteLLM makes a key deletes the key when it is back', async () => {
  // The looks before it are let through; what hangs is the one after the lost answer.
  house.relay.break('POST /key/generate', 'late', 1, () => house.relay.break('GET /key/list', 'hang'));
  await house.slack.command(ADA, ALERTS, '/llm key new halfway');
  // Nothing counts before the key was asked for: the same look was taken then, too.
  const sinceMade = () => {
    const keys = house.relay.seen.filter((route) => route.includes('/key/'));
    const made = keys.indexOf('POST /key/generate');
    return made === -1 ? [] : keys.slice(made + 1);
  };
  await expect.poll(sinceMade, { timeout: 10_000 }).toEqual(['GET /key/list']);
  await bot.stop('SIGKILL');
  await house.relay.release();
  expect(await house.countKeys('halfway')).toBe(1);
  await bot.start();
  await told('The key `halfway` was made, and its secret is not known to have reached you');
  expect(await house.countKeys('halfway')).toBe(0);
}, 60_000);
