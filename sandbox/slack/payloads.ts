import type { Button } from './buttons.js';
import { bot, team, verificationToken } from './defaults.js';
import type { Json } from './json.js';
import { messageJson } from './message-json.js';
import type { Parts } from './parts.js';
import type { Channel, Message, Person } from './types.js';

/** (o) What Slack sends as the name of a private channel or a direct message: it does not tell them. */
function channelName(channel: Channel): string {
  if (channel.kind === 'im') return 'directmessage';
  return channel.kind === 'private' ? 'privategroup' : channel.name;
}

/** https://docs.slack.dev/interactivity/implementing-slash-commands, “Understanding the data payload” */
export function commandPayload(parts: Parts, person: Person, channel: Channel, command: string, text: string): Json {
  const path = parts.responseUrls.issue('commands', team.id, {
    channelId: channel.id,
    userId: person.id,
    message: undefined,
  });
  return {
    token: verificationToken,
    team_id: person.teamId,
    team_domain: person.teamId === team.id ? team.domain : person.teamId.toLowerCase(),
    channel_id: channel.id,
    channel_name: channelName(channel),
    user_id: person.id,
    user_name: person.name,
    command,
    text,
    api_app_id: bot.appId,
    is_enterprise_install: 'false',
    response_url: `http://${parts.host()}${path}`,
    trigger_id: parts.triggers.issue(person.id),
  };
}

/** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
export function actionPayload(parts: Parts, person: Person, channel: Channel, message: Message, button: Button, action: Json): Json {
  const path = parts.responseUrls.issue('actions', team.id, {
    channelId: channel.id,
    userId: person.id,
    message: { channel: message.channel, ts: message.ts },
  });
  return {
    type: 'block_actions',
    user: { id: person.id, username: person.name, name: person.name, team_id: person.teamId },
    api_app_id: bot.appId,
    token: verificationToken,
    container: container(message, button),
    trigger_id: parts.triggers.issue(person.id),
    team: { id: team.id, domain: team.domain },
    enterprise: null,
    is_enterprise_install: false,
    channel: { id: channel.id, name: channelName(channel) },
    // An ephemeral message is not stored by Slack, so its payload cannot carry it.
    ...(message.ephemeralTo === undefined && { message: messageJson(parts.workspace, message, true) }),
    state: { values: {} },
    response_url: `http://${parts.host()}${path}`,
    actions: [action],
  };
}

/** Where the click happened: in a message's own blocks, or in those of an attachment. */
function container(message: Message, button: Button): Json {
  return {
    ...(button.attachmentId === undefined ? { type: 'message' } : { type: 'message_attachment', attachment_id: button.attachmentId, is_app_unfurl: false }),
    message_ts: message.ts,
    channel_id: message.channel,
    is_ephemeral: message.ephemeralTo !== undefined,
    ...(message.threadTs && { thread_ts: message.threadTs }),
  };
}

/** https://docs.slack.dev/apis/events-api, “Callback field overview” */
export function eventPayload(parts: Parts, event: Json, eventId: string): Json {
  return {
    token: verificationToken,
    team_id: team.id,
    api_app_id: bot.appId,
    event,
    type: 'event_callback',
    event_id: eventId,
    event_time: Math.floor(parts.config.now() / 1_000),
    authorizations: [{ enterprise_id: null, team_id: team.id, user_id: bot.userId, is_bot: true, is_enterprise_install: false }],
    is_ext_shared_channel: false,
  };
}
