import { randomUUID } from 'node:crypto';
import { actionOf, buttonsOf, findButton } from './buttons.js';
import { ApiError } from './errors.js';
import { escapeCommand } from './escape-text.js';
import type { Parts } from './parts.js';
import { actionPayload, commandPayload } from './payloads.js';
import { respond } from './respond.js';
import type { Outcome } from './socket-hub.js';
import type { Channel, Delivery, Message, Person } from './types.js';

/** @throws Error for a person or channel that does not exist, or a channel that the person cannot see */
export function enter(parts: Parts, personId: string, channelId: string): { person: Person; channel: Channel } {
  const person = parts.workspace.person(personId);
  if (!person) throw new Error(`There is no person ${personId}; there are ${parts.workspace.people.map((each) => each.id).join(', ')}`);
  const channel = parts.workspace.channel(channelId);
  if (!channel || !parts.workspace.mayRead(channelId, personId)) {
    throw new Error(`${personId} sees no channel ${channelId}; there are ${parts.workspace.channels.map((each) => each.id).join(', ')}`);
  }
  return { person, channel };
}

/** A slash command: https://docs.slack.dev/interactivity/implementing-slash-commands */
export async function runCommand(parts: Parts, personId: string, channelId: string, typed: string): Promise<Delivery> {
  const { person, channel } = enter(parts, personId, channelId);
  const [, command = '', rest = ''] = /^(\S+)\s*([\s\S]*)$/.exec(typed.trim()) ?? [];
  if (!command.startsWith('/')) throw new Error(`A command begins with a slash: ${JSON.stringify(typed)}`);
  if (!parts.config.commands.includes(command)) {
    slackbot(parts, channel.id, person.id, `${command} is not a valid command.`);
    return { envelopeId: randomUUID(), acknowledged: false, ackMs: 0 };
  }
  const text = parts.config.shouldEscape ? escapeCommand(rest, parts.workspace) : rest;
  const payload = commandPayload(parts, person, channel, command, text);
  const outcome = await parts.hub.deliver('slash_commands', payload);
  finishCommand(parts, person, channel, command, outcome);
  return delivery(outcome);
}

/** What follows the acknowledgement: its message, or Slackbot's report that the app did not answer. */
function finishCommand(parts: Parts, person: Person, channel: Channel, command: string, outcome: Outcome): void {
  if (!outcome.acknowledged) {
    // (o) dispatch_failed: nobody was there (slackapi/bolt-js#1621); operation_timeout: 3 s went by (integrations/slack#352, Netflix/dispatch#833).
    const error = parts.hub.connections === 0 ? 'dispatch_failed' : 'operation_timeout';
    slackbot(parts, channel.id, person.id, `${command} failed with the error "${error}"`);
    return;
  }
  if (!outcome.response || Object.keys(outcome.response).length === 0) return;
  try {
    respond(parts, { channelId: channel.id, userId: person.id, message: undefined }, outcome.response);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    slackbot(parts, channel.id, person.id, `${command} failed with the error "${error.code}"`);
  }
}

/** A click: https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
export async function clickButton(parts: Parts, personId: string, at: Pick<Message, 'channel' | 'ts'>, wanted: string): Promise<Delivery> {
  const { person, channel } = enter(parts, personId, at.channel);
  const message = parts.workspace.visibleTo(channel.id, person.id).find((each) => each.ts === at.ts);
  if (!message) throw new Error(`${personId} sees no message ${at.ts} in ${at.channel}`);
  const button = findButton(message, wanted);
  if (!button) {
    const seen = buttonsOf(message).map((each) => `${each.label} (${each.actionId})`);
    throw new Error(`${personId} sees no button ${JSON.stringify(wanted)} there, only: ${seen.join(', ') || 'none'}`);
  }
  const action = actionOf(button, parts.workspace.nextTs());
  const outcome = await parts.hub.deliver('interactive', actionPayload(parts, person, channel, message, button, action));
  return delivery(outcome);
}

/** What Slack itself tells one person. */
export function slackbot(parts: Parts, channel: string, ephemeralTo: string, text: string, threadTs?: string): Message {
  return parts.workspace.add({
    channel,
    user: 'USLACKBOT',
    text,
    blocks: [],
    attachments: [],
    ephemeralTo,
    ...(threadTs && { threadTs }),
    payload: undefined,
  });
}

function delivery({ envelopeId, acknowledged, ackMs }: Outcome): Delivery {
  return { envelopeId, acknowledged, ackMs };
}
