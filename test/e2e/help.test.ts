import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ALERTS, buttonsOf, openHouse, textOf, VERA, type House } from '../support/house.js';

let house: House;
beforeAll(async () => { house = await openHouse(); });
afterAll(async () => { await house.close(); });
const ask = async (text: string) => textOf(await house.ask(VERA, text));

describe('finding a command', () => {
  test.each([
    ['/llm', /What \/llm can do/],
    ['/llm help', /\/llm key revoke &lt;alias&gt;` \(admins\) {2}Delete a virtual key/],
    ['/llm HELP key new', /Usage: `\/llm key new &lt;alias&gt; \[--models/],
    ['/llm help key', /Make a virtual key[^]*Delete a virtual key/],
    ['/llm help nonsense', /No command `nonsense`/],
    ['/llm key', /needs one more word: `\/llm key new`, `\/llm key revoke`/],
    ['/llm frobnicate', /No command `frobnicate`/],
    ['/llm status now', /`now` is one word too many/],
  ])('%s', async (text, expected) => {
    expect(await ask(text)).toMatch(expected);
  });

  test('offers the closest command as a button, which runs it', async () => {
    const answer = await house.ask(VERA, '/llm statsu');
    expect(textOf(answer)).toContain('No command `statsu`. Did you mean `/llm status`?');
    expect(buttonsOf(answer)).toEqual(['Run /llm status', 'All commands']);
    await house.click(VERA, answer, 'Run /llm status');
    await house.slack.waitFor(ALERTS, VERA, (message) => textOf(message).includes('Listening on'));
  });

  test.each(['<!channel>', '<!here> *bold* `x`', '"&<>"'])('echoes %s harmlessly', async (text) => {
    const answer = await house.ask(VERA, `/llm ${text}`);
    expect(JSON.stringify([answer.text, answer.blocks])).not.toMatch(/<!(channel|here)/);
  });
});
