import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADA, ALERTS, buttonsOf, openHouse, textOf, VERA, OMAR, type House } from '../support/house.js';

let house: House;
beforeAll(async () => { house = await openHouse(); });
afterAll(async () => { await house.close(); });

const isAlert = (text: string) => (message: Parameters<typeof textOf>[0]) => textOf(message).includes(text);

describe('the listener alert', () => {
  test('goes from missing to acknowledged to resolved in one message, over a restart of the bot', async () => {
    const { slack, litellm } = house;
    await litellm?.stop();
    const alert = await slack.waitFor(ALERTS, VERA, isAlert('nothing listens on'));
    expect(buttonsOf(alert)).toEqual(['Acknowledge', 'Silence 1 h', 'Status']);
    expect(textOf(alert)).toContain('Critical');
    expect(textOf(alert)).toContain('connection refused');

    await house.click(VERA, alert, 'Acknowledge');
    const refusal = await slack.waitFor(ALERTS, VERA, (message) => message.ephemeralTo === VERA);
    expect(textOf(refusal)).toMatch(/Only operators may acknowledge alerts; you are a viewer/);

    await house.stopBot();
    await house.startBot();
    await house.click(OMAR, alert, 'Acknowledge');
    const held = await slack.waitFor(ALERTS, VERA, (message) => message.ts === alert.ts && textOf(message).includes('is on it since'));
    expect(textOf(held)).toContain('omar');
    expect(buttonsOf(held)).toEqual(['Silence 1 h', 'Status']);

    await house.click(ADA, held, 'Status');
    const status = await slack.waitFor(ALERTS, ADA, (message) => message.ephemeralTo === ADA);
    expect(textOf(status)).toContain('nothing listens on');
    expect(textOf(status)).toMatch(/1 open incident: #1 listener \(omar since/);

    await litellm?.start();
    const resolved = await slack.waitFor(ALERTS, VERA, (message) => message.ts === alert.ts && textOf(message).includes('Resolved'));
    expect(textOf(resolved)).toContain('acknowledged after');
    expect(buttonsOf(resolved)).toEqual([]);
    const note = await slack.waitFor(ALERTS, VERA, (message) => message.threadTs === alert.ts);
    expect(textOf(note)).toMatch(/Resolved after \d+ s/);
    expect(slack.messages(ALERTS, VERA).filter((message) => message.ephemeralTo === undefined && message.threadTs === undefined)).toHaveLength(1);
  });
});
