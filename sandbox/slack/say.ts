import { slackbot, enter } from './actor.js';
import { bot } from './defaults.js';
import { escapeMessage } from './escape-text.js';
import { token } from './ids.js';
import type { Json } from './json.js';
import { messageJson } from './message-json.js';
import type { Parts } from './parts.js';
import { eventPayload } from './payloads.js';
import type { Channel, Message } from './types.js';

/** docs.slack.dev/apis/events-api, “Retries”: an event that nobody acknowledged is sent again, three times at most. */
const maxRetries = 3;

/** A person writes a message, or a slash command where Slack runs none. */
export function say(parts: Parts, personId: string, channelId: string, text: string, threadTs?: string): Message {
  const { person, channel } = enter(parts, personId, channelId);
  const command = /^\/\S+/.exec(text.trim())?.[0];
  if (command && threadTs === undefined) throw new Error(`${command} is a command, not a message: use command()`);
  if (command) {
    // docs.slack.dev/interactivity/implementing-slash-commands: an app's commands cannot be invoked in message threads.
    return slackbot(parts, channel.id, person.id, `${command} is not supported in threads. Sorry!`, threadTs);
  }
  const message = parts.workspace.add({
    channel: channel.id,
    user: person.id,
    text: escapeMessage(text, parts.workspace),
    blocks: [],
    attachments: [],
    ...(threadTs && { threadTs }),
    payload: undefined,
  });
  for (const event of eventsOf(parts, channel, message)) void sendEvent(parts, event);
  return message;
}

const channelTypes = { public: 'channel', private: 'group', im: 'im' } as const;
const subscriptions = { public: 'message.channels', private: 'message.groups', im: 'message.im' } as const;

/** The events that the app subscribes to and, as a member, is sent: https://docs.slack.dev/reference/events/message */
function eventsOf(parts: Parts, channel: Channel, message: Message): readonly Json[] {
  if (!channel.members.includes(bot.userId)) return [];
  const common = { ...messageJson(parts.workspace, message, false), channel: channel.id, event_ts: message.ts };
  const wanted = parts.config.events;
  const mentioned = message.text.includes(`<@${bot.userId}`) && wanted.includes('app_mention');
  return [
    ...(wanted.includes(subscriptions[channel.kind]) ? [{ ...common, channel_type: channelTypes[channel.kind] }] : []),
    ...(mentioned ? [{ ...common, type: 'app_mention' }] : []),
  ];
}

async function sendEvent(parts: Parts, event: Json): Promise<void> {
  const payload = eventPayload(parts, event, `Ev${token(9).toUpperCase()}`);
  for (let attempt = 0; attempt <= maxRetries; attempt += 1) {
    const extra = { retry_attempt: attempt, retry_reason: attempt === 0 ? '' : 'timeout' };
    const outcome = await parts.hub.deliver('events_api', payload, extra);
    if (outcome.acknowledged || parts.hub.connections === 0) return;
  }
}
