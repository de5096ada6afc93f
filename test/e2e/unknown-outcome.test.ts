import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ADA, ALERTS, textOf } from '../support/house.js';
import { openRelayedHouse, type RelayedHouse } from '../support/relayed-house.js';

let house: RelayedHouse;
beforeAll(async () => { house = await openRelayedHouse(); });
afterEach(() => { house.relay.mend(); house.slack.faults.clear(); });
afterAll(async () => { await house.close(); });

const SECRET = /sk-[A-Za-z0-9_-]{10,}/;
const ask = async (text: string) => textOf(await house.ask(ADA, text));
/** What ADA is told by itself, without asking. */
const told = (words: string) => house.slack.waitFor(ALERTS, ADA, (message) => message.ephemeralTo === ADA && textOf(message).includes(words), 15_000);
const ephemeralsByCall = () => house.slack.calls.filter(({ method }) => method === 'chat.postEphemeral').length;

describe('a key that LiteLLM made, and whose secret was lost on the way', () => {
  test('is deleted at once, and its asker told', async () => {
    house.relay.break('POST /key/generate', 'lose-answer');
    const answer = await ask('/llm key new lost-answer');
    expect(answer).toContain('The key `lost-answer` was made, but its secret was lost on the way: the connection broke.');
    expect(answer).toContain('It has been deleted again');
    expect(answer).not.toMatch(SECRET);
    expect(await house.countKeys('lost-answer')).toBe(0);
    expect(await house.outcome('lost-answer')).toBe('cancelled');
    expect(house.relay.seen.filter((route) => route === 'POST /key/generate')).toHaveLength(1);
  });

  test('and that could not be deleted is deleted later, and its asker told then', async () => {
    house.relay.break('POST /key/generate', 'lose-answer');
    house.relay.break('POST /key/delete', 'lose-request');
    const answer = await ask('/llm key new undeleted');
    expect(answer).toContain('could not be deleted again');
    expect(answer).toContain('The bot goes on looking');
    expect(await house.countKeys('undeleted')).toBe(1);
    expect(await house.outcome('undeleted')).toBe('started');
    const before = ephemeralsByCall();
    await house.restartLater();
    await told('The key `undeleted` was made, and its secret is not known to have reached you: it has been deleted again');
    expect(ephemeralsByCall()).toBe(before + 1);
    expect(await house.countKeys('undeleted')).toBe(0);
    expect(await house.outcome('undeleted')).toBe('cancelled');
  });

  test('and that could not be looked for is looked for later', async () => {
    house.relay.break('POST /key/generate', 'lose-answer', 1, () => house.relay.break('GET /key/list', 'lose-request', 3));
    const answer = await ask('/llm key new unseen');
    expect(answer).toContain('Nobody can tell whether the key `unseen` was made: the connection broke.');
    expect(await house.outcome('unseen')).toBe('started');
    await house.restartLater();
    await told('The key `unseen` was made, and its secret is not known');
    expect(await house.countKeys('unseen')).toBe(0);
  });

  test('and that was made only after the look is found later', async () => {
    house.relay.break('POST /key/generate', 'late');
    expect(await ask('/llm key new late')).toMatch(/The key `late` is not there: the connection broke\. LiteLLM may still be at it\.[^]*The bot goes on looking/);
    expect(await house.outcome('late')).toBe('started');
    await house.relay.release();
    expect(await house.countKeys('late')).toBe(1);
    await house.restartLater();
    await told('The key `late` was made, and its secret is not known');
    expect(await house.countKeys('late')).toBe(0);
    expect(await house.outcome('late')).toBe('cancelled');
  });

  test('stays what is not certain until the proxy can be asked', async () => {
    house.relay.break('POST /key/generate', 'lose-answer');
    house.relay.break('POST /key/delete', 'lose-request', 2);
    await ask('/llm key new stubborn');
    await house.restartLater();
    await expect.poll(() => house.logged.join('\n').includes('unfinished key not deleted yet'), { timeout: 10_000 }).toBe(true);
    expect(await house.outcome('stubborn')).toBe('started');
    await house.restartLater();
    await told('The key `stubborn` was made, and its secret is not known');
    expect(await house.outcome('stubborn')).toBe('cancelled');
  });
});

test('a key that was never made is told as that in the end', async () => {
  house.relay.break('POST /key/generate', 'lose-request');
  expect(await ask('/llm key new never')).toContain('The key `never` is not there');
  await house.restartLater();
  await told('The key `never` was not made after all');
  expect(await house.outcome('never')).toBe('failed');
});

test('somebody else\'s key of the same alias is left alone', async () => {
  house.relay.break('POST /key/generate', 'lose-request');
  await ask('/llm key new shared');
  expect(await ask('/llm key new shared')).toContain('Key `shared` is ready');
  await house.restartLater();
  await told('The key `shared` was not made after all');
  expect(await house.countKeys('shared')).toBe(1);
});

test('a key whose secret Slack did not take, and that could not be deleted, is deleted later', async () => {
  house.slack.faults.http('response_url', 1, 404);
  house.relay.break('POST /key/delete', 'lose-request');
  const answer = await ask('/llm key new unshown');
  expect(answer).toContain('The key `unshown` was made, its secret could not be shown, and it could not be deleted again.');
  expect(answer).toContain('The bot tries again until it is gone');
  expect(await house.outcome('unshown')).toBe('started');
  await house.restartLater();
  await told('The key `unshown` was made, and its secret is not known');
  expect(await house.countKeys('unshown')).toBe(0);
  expect(await house.outcome('unshown')).toBe('cancelled');
});

describe('a deletion', () => {
  const revoke = async (alias: string) => {
    await ask(`/llm key new ${alias}`);
    const question = await house.ask(ADA, `/llm key revoke ${alias}`);
    return () => house.click(ADA, question, `Revoke ${alias}`);
  };

  test('that was done and whose answer was lost is told as done', async () => {
    const confirm = await revoke('done');
    house.relay.break('POST /key/delete', 'lose-answer');
    await confirm();
    await told('Key `done` is revoked');
    expect(await house.countKeys('done')).toBe(0);
    expect(await house.outcome('done')).toBe('done');
  });

  test('that never arrived is told as not done', async () => {
    const confirm = await revoke('alive');
    house.relay.break('POST /key/delete', 'lose-request');
    await confirm();
    await told('Key `alive` was not revoked and still works:* the connection broke');
    expect(await house.outcome('alive')).toBe('failed');
  });

  test('of a proxy that freezes is told as what nobody can tell', async () => {
    const confirm = await revoke('frozen');
    house.litellm?.freeze();
    await confirm();
    const answer = await house.slack.waitFor(ALERTS, ADA, (message) => textOf(message).includes('Nobody can tell whether `frozen` is revoked'), 35_000);
    expect(textOf(answer)).toContain('there was no answer in time. Treat it as working.');
    expect(await house.outcome('frozen')).toBe('unknown');
    house.litellm?.thaw();
  }, 60_000);
});
