import { bot, team } from './defaults.js';
import type { Json } from './json.js';
import type { Message } from './types.js';
import type { Workspace } from './workspace.js';

/** A message as the Web API and payloads show it: https://docs.slack.dev/reference/events/message */
export function messageJson(workspace: Workspace, message: Message, withMetadata: boolean): Json {
  const replies = message.threadTs === undefined ? repliesTo(workspace, message) : [];
  return {
    type: 'message',
    user: message.user,
    ts: message.ts,
    text: message.text,
    team: workspace.person(message.user)?.teamId ?? team.id,
    ...(message.user === bot.userId && { bot_id: bot.botId, app_id: bot.appId }),
    ...(message.blocks.length > 0 && { blocks: message.blocks }),
    ...(message.attachments.length > 0 && { attachments: message.attachments }),
    ...(message.edited && { edited: { user: message.user, ts: message.ts } }),
    ...(message.metadata && withMetadata && { metadata: message.metadata }),
    ...thread(message, replies),
  };
}

function repliesTo(workspace: Workspace, message: Message): readonly Message[] {
  return workspace.history(message.channel).filter((each) => each.threadTs === message.ts && each.ts !== message.ts);
}

/** docs.slack.dev/messaging/retrieving-messages, “Pulling threads”: a parent's thread_ts is its own ts. */
function thread(message: Message, replies: readonly Message[]): Json {
  if (message.threadTs !== undefined) return { thread_ts: message.threadTs };
  const last = replies.at(-1);
  if (!last) return {};
  const authors = [...new Set(replies.map((each) => each.user))];
  return { thread_ts: message.ts, reply_count: replies.length, reply_users: authors, reply_users_count: authors.length, latest_reply: last.ts };
}
