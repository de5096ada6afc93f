/** One request from the page, checked, carried out, and answered with a problem or with nothing. */
import { z } from 'zod';
import type { Delivery, SlackDouble } from '../slack/types.js';
import type { FaultSwitch } from './faults.js';
import type { ToServer } from './protocol.js';

const id = z.number().int();
const name = z.string().max(255);
const toServer = z.discriminatedUnion('type', [
  z.object({ type: z.literal('watch'), person: name, channel: name }),
  z.object({ type: z.literal('send'), id, channel: name, text: z.string().trim().min(1).max(40_000), threadTs: name.optional() }),
  z.object({ type: z.literal('click'), id, channel: name, ts: name, button: name }),
  z.object({ type: z.literal('listener'), id, to: z.enum(['running', 'stopped', 'frozen']) }),
  z.object({ type: z.literal('database'), id, to: z.enum(['connected', 'lost']) }),
]);

/** @returns undefined for what the page would never send. */
export function readRequest(text: string): ToServer | undefined {
  try {
    return toServer.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Does what `person` asked for. @returns what went wrong, in words for them, or undefined. */
export async function carryOut(
  ask: Exclude<ToServer, { type: 'watch' }>,
  person: string,
  { slack, faults }: { slack: SlackDouble; faults: FaultSwitch },
): Promise<string | undefined> {
  switch (ask.type) {
    case 'send':
      return send(slack, person, ask);
    case 'click':
      return problemOf(await slack.click(person, { channel: ask.channel, ts: ask.ts }, ask.button));
    case 'listener':
      await faults.listener(ask.to);
      return undefined;
    case 'database':
      await faults.database(ask.to);
      return undefined;
  }
}

/** A command where one stands, else a message; why Slack or the app refused it, Slackbot tells them there. */
async function send(slack: SlackDouble, person: string, { channel, text, threadTs }: ToServer & { type: 'send' }): Promise<undefined> {
  // Slack runs no commands in threads: written there, the double answers as Slack does.
  if (text.startsWith('/') && threadTs === undefined) await slack.command(person, channel, text);
  else await slack.say(person, channel, text, threadTs);
}

function problemOf(delivery: Delivery): string | undefined {
  return delivery.acknowledged ? undefined : 'This did not work: the app did not respond';
}
