import { bot } from '../defaults.js';
import { ApiError } from '../errors.js';
import { text, type Json } from '../json.js';
import type { Parts } from '../parts.js';
import type { Channel, Message } from '../types.js';

/** @throws ApiError `invalid_arguments` naming the missing one (docs.slack.dev/reference/methods: every method). */
export function required(args: Json, name: string): string {
  const value = text(args, name);
  if (value !== undefined) return value;
  const messages = [`[ERROR] missing required field: ${name}`];
  throw new ApiError('invalid_arguments', { response_metadata: { messages } });
}

/** @throws ApiError `missing_scope`, saying what is needed and what was granted, as Slack does. */
export function requireScope(parts: Parts, scope: string): void {
  if (parts.config.scopes.includes(scope)) return;
  throw new ApiError('missing_scope', { needed: scope, provided: parts.config.scopes.join(',') });
}

const prefix = { public: 'channels', private: 'groups', im: 'im' } as const;

/** The scope that reading or listing this kind of conversation needs (docs.slack.dev/reference/methods/conversations.history). */
export function scopeFor(channel: Pick<Channel, 'kind'>, verb: 'read' | 'history'): string {
  return `${prefix[channel.kind]}:${verb}`;
}

/** A conversation by id that the bot can know of: private ones only from inside. @throws ApiError `channel_not_found` */
export function channelById(parts: Parts, id: string): Channel {
  const channel = parts.workspace.channel(id);
  if (!channel || (channel.kind !== 'public' && !isMember(channel))) throw new ApiError('channel_not_found');
  return channel;
}

/**
 * Where to post: an id, a user's id (their direct message with the app), or a name with or without `#`
 * (docs.slack.dev/reference/methods/chat.postMessage, “Channels, DMs, and MPDMs”).
 */
export function channelToPostTo(parts: Parts, args: Json): Channel {
  const wanted = required(args, 'channel');
  const person = parts.workspace.person(wanted);
  if (person) return parts.workspace.directMessage(person);
  const name = wanted.replace(/^#/, '');
  const named = parts.workspace.channels.find((each) => each.kind !== 'im' && each.name === name);
  const channel = channelById(parts, named?.id ?? wanted);
  // docs.slack.dev/reference/scopes/chat.write.public: post to public channels without being a member.
  if (channel.kind !== 'public' || !parts.config.scopes.includes('chat:write.public')) requireMembership(channel);
  if (channel.archived) throw new ApiError('is_archived');
  return channel;
}

/** @throws ApiError `not_in_channel`: without chat:write.public a bot posts where it was invited. */
export function requireMembership(channel: Channel): void {
  if (!isMember(channel)) throw new ApiError('not_in_channel');
}

export function isMember(channel: Channel): boolean {
  return channel.members.includes(bot.userId);
}

/**
 * A message that chat.update and chat.delete may touch; “ephemeral messages can't be updated in this way”
 * (docs.slack.dev/messaging/modifying-messages).
 * @throws ApiError `message_not_found`
 */
export function messageByTs(parts: Parts, channel: Channel, ts: string): Message {
  const message = parts.workspace.find(channel.id, ts);
  if (!message || message.ephemeralTo !== undefined) throw new ApiError('message_not_found');
  return message;
}
