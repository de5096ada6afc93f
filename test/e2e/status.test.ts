import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ServerResponse } from 'node:http';
import { ADA, ALERTS, buttonsOf, openHouse, textOf, VERA, type House } from '../support/house.js';
import { startOddProxy } from '../support/odd-proxy.js';

describe('/llm status', () => {
  let house: House;
  beforeAll(async () => { house = await openHouse(); });
  afterAll(async () => { await house.close(); });
  const status = async () => textOf(await house.ask(VERA, '/llm status'));

  test('shows listener, database, version, mode, models with their failures, keys, spend and incidents', async () => {
    const shown = await status();
    expect(shown).toMatch(/Listening on `127.0.0.1:\d+` · answers in \d+ ms · `1\.106\.2` · full mode/);
    expect(shown).toMatch(/Database connected · 14 keys \(\d+ blocked, \d+ expires? within 7 days\)/);
    expect(shown).toMatch(/model groups, 2 failed in the last 15 min:\n• `glm-4`: out of credit \(Zhipu GLM\), 5 failed, none answered; last .*: `余额不足/);
    expect(shown).toMatch(/\$\d+\.\d\d spent today/);
    expect(shown).toContain('No open incident');
  });

  test('says that the database is lost, and shows the rest', async () => {
    await house.litellm?.loseDatabase();
    const shown = await status();
    expect(shown).toContain('LiteLLM: database lost');
    expect(shown).toMatch(/Listening on/);
    expect(shown).toMatch(/\d model groups · recent failures cannot be read without the database/);
    await house.litellm?.findDatabase();
  });

  test('knows lite mode from a lost database', async () => {
    await house.litellm?.setMode('lite');
    const shown = await status();
    expect(shown).toContain('LiteLLM is healthy (lite mode)');
    expect(shown).toContain('No database in lite mode: no virtual keys');
    await house.litellm?.setMode('full');
  });

  test('is acknowledged at once and answers within seconds while the proxy is frozen', async () => {
    house.litellm?.freeze();
    const delivery = await house.slack.command(VERA, ALERTS, '/llm status');
    expect(delivery.acknowledged).toBe(true);
    const answer = await house.slack.waitFor(ALERTS, VERA, (message) => textOf(message).includes('does not answer') && message.ephemeralTo === VERA, 9_000);
    expect(textOf(answer)).toContain('accepts connections on');
    house.litellm?.thaw();
  });

  test('can be shared with the channel', async () => {
    const card = await house.ask(ADA, '/llm status');
    expect(buttonsOf(card)).toContain('Share in channel');
    await house.click(ADA, card, 'Share in channel');
    await house.slack.waitFor(ALERTS, VERA, (message) => message.ephemeralTo === undefined && textOf(message).includes('Listening on'));
  });
});

const drip = (response: ServerResponse) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 1_000);
  response.on('close', () => clearInterval(timer));
};

describe('/llm status of something odd', () => {
  test.each<[string, (response: ServerResponse, path: string) => void, RegExp]>([
    ['a page', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html><script>alert(1)</script><b>Welcome to <!channel> nginx</b></html>'), /something else answers on/],
    ['half a document', (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"status": "heal'), /something else answers on/],
    ['an error with status 200', (response, path) => response.writeHead(200, { 'content-type': 'application/json' })
      .end(path === '/health/liveliness' ? '"I\'m alive!"' : JSON.stringify({ error: { message: '*bold* <!here> `x`' } })), /answers, but \d things could not be read[^]*`\*bold\* &lt;!here&gt; ˋxˋ`/],
    ['a gateway\'s error', (response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>502 Bad Gateway</h1>'), /answers on `127\.0\.0\.1:\d+` with an error/],
    ['one byte a second', drip, /accepts connections on .* and does not answer/],
    ['four megabytes of nonsense', (response) => response.writeHead(200).end('x'.repeat(4_000_000)), /something else answers on/],
  ])('answers %s with what was seen', async (_, answer, expected) => {
    const odd = await startOddProxy(answer);
    const house = await openHouse({ litellm: { url: odd.url, key: 'sk-whatever-it-is' } });
    try {
      const card = await house.ask(VERA, '/llm status');
      expect(textOf(card)).toMatch(expected);
      expect(JSON.stringify([card.text, card.blocks, card.attachments])).not.toMatch(/<!(channel|here)>/);
      expect(house.logged.join('\n')).not.toContain('sk-whatever-it-is');
    } finally {
      await house.close();
      await odd.close();
    }
  });
});
