import { readContent, requireSomething, type Content } from '../content.js';
import { bot } from '../defaults.js';
import { ApiError } from '../errors.js';
import { text, type Json } from '../json.js';
import { messageJson } from '../message-json.js';
import type { Parts } from '../parts.js';
import type { Message } from '../types.js';
import { channelById, channelToPostTo, messageByTs, required } from './lookup.js';
import type { Method } from './method.js';

/** docs.slack.dev/reference/methods/chat.update, error msg_too_long: 4,000 characters, where a new message is cut at 40,000. */
const maxUpdatedText = 4_000;

export const chat: Readonly<Record<string, Method>> = {
  'chat.postMessage': { token: 'bot', scopes: ['chat:write'], run: postMessage },
  'chat.postEphemeral': { token: 'bot', scopes: ['chat:write'], run: postEphemeral },
  'chat.update': { token: 'bot', scopes: ['chat:write'], run: update },
  'chat.delete': { token: 'bot', scopes: ['chat:write'], run: remove },
};

/** https://docs.slack.dev/reference/methods/chat.postMessage */
function postMessage(args: Json, parts: Parts): Json {
  const channel = channelToPostTo(parts, args);
  const content = readContent(args);
  requireSomething(content);
  parts.pace.spendPost(channel.id);
  const threadTs = text(args, 'thread_ts');
  const message = parts.workspace.add({ ...draft(args, content), channel: channel.id, ...(threadTs && { threadTs }) });
  return { channel: channel.id, ts: message.ts, message: messageJson(parts.workspace, message, true) };
}

/** https://docs.slack.dev/reference/methods/chat.postEphemeral */
function postEphemeral(args: Json, parts: Parts): Json {
  const user = required(args, 'user');
  const channel = channelToPostTo(parts, args);
  // Error user_not_in_channel: “Intended recipient is not in the specified channel.”
  if (!channel.members.includes(user)) throw new ApiError('user_not_in_channel');
  const content = readContent(args);
  requireSomething(content);
  parts.pace.spendPost(channel.id);
  const threadTs = text(args, 'thread_ts');
  const message = parts.workspace.add({
    // Argument metadata: event_type and event_payload are ignored here, since nothing is stored.
    ...draft(args, { ...content, metadata: undefined }),
    channel: channel.id,
    ephemeralTo: user,
    ...(threadTs && { threadTs }),
  });
  return { message_ts: message.ts };
}

function draft(args: Json, content: Content): Omit<Message, 'ts' | 'edited' | 'channel'> {
  return {
    user: bot.userId,
    text: content.text ?? '',
    blocks: content.blocks ?? [],
    attachments: content.attachments ?? [],
    ...(content.metadata && { metadata: content.metadata }),
    payload: args,
  };
}

/** https://docs.slack.dev/reference/methods/chat.update */
function update(args: Json, parts: Parts): Json {
  const channel = channelById(parts, required(args, 'channel'));
  const message = messageByTs(parts, channel, required(args, 'ts'));
  if (message.user !== bot.userId) throw new ApiError('cant_update_message');
  // Error is_inactive: the message cannot be edited within a frozen, archived or deleted channel.
  if (channel.archived) throw new ApiError('is_inactive');
  if ((text(args, 'text')?.length ?? 0) > maxUpdatedText) throw new ApiError('msg_too_long');
  const content = readContent(args);
  if (content.text === undefined && content.blocks === undefined && content.attachments === undefined) throw new ApiError('no_text');
  const next = updated(message, content, args);
  parts.workspace.replace(next);
  return { channel: channel.id, ts: next.ts, text: next.text, message: messageJson(parts.workspace, next, true) };
}

/**
 * Arguments of chat.update: `blocks` that are not given stay only where `text` is not given either; with `blocks`
 * the message is not shown as edited; attachments and metadata stay unless given.
 */
function updated(message: Message, content: Content, args: Json): Message {
  const { metadata: _old, ...rest } = message;
  const metadata = content.metadata ?? message.metadata;
  return {
    ...rest,
    text: content.text ?? message.text,
    blocks: content.blocks ?? (content.text === undefined ? message.blocks : []),
    attachments: content.attachments ?? message.attachments,
    ...(metadata && Object.keys(metadata).length > 0 && { metadata }),
    edited: message.edited || content.blocks === undefined,
    payload: args,
  };
}

/** https://docs.slack.dev/reference/methods/chat.delete: a bot deletes only its own. */
function remove(args: Json, parts: Parts): Json {
  const channel = channelById(parts, required(args, 'channel'));
  const message = messageByTs(parts, channel, required(args, 'ts'));
  if (message.user !== bot.userId) throw new ApiError('cant_delete_message');
  parts.workspace.remove(message);
  return { channel: channel.id, ts: message.ts };
}
