import { ApiError } from '../errors.js';
import { flag, text, type Json } from '../json.js';
import { messageJson } from '../message-json.js';
import type { Parts } from '../parts.js';
import type { Channel, Message } from '../types.js';
import { channelById, required, requireMembership, requireScope, scopeFor } from './lookup.js';
import type { Method } from './method.js';
import { page } from './page.js';

export const history: Readonly<Record<string, Method>> = {
  'conversations.history': { token: 'bot', scopes: [], run: conversationsHistory },
  'conversations.replies': { token: 'bot', scopes: [], run: conversationsReplies },
};

/** https://docs.slack.dev/reference/methods/conversations.history: newest first, without the replies of threads. */
function conversationsHistory(args: Json, parts: Parts): Json {
  const channel = readable(args, parts);
  const inRange = range(args);
  const all = parts.workspace.history(channel.id).filter((each) => isTopLevel(each) && inRange(each));
  return answer(args, parts, all.toReversed());
}

/**
 * https://docs.slack.dev/reference/methods/conversations.replies: the parent, then its replies, oldest first.
 * The page says that bot tokens may read threads of direct messages only, and lists channels:history for bot tokens
 * all the same; Slack has been seen to answer them in channels (o), so the double does.
 */
function conversationsReplies(args: Json, parts: Parts): Json {
  const channel = readable(args, parts);
  const ts = required(args, 'ts');
  const start = parts.workspace.history(channel.id).find((each) => each.ts === ts);
  if (!start) throw new ApiError('thread_not_found');
  const parent = start.threadTs ?? start.ts;
  const inRange = range(args);
  const all = parts.workspace.history(channel.id).filter((each) => {
    return each.ts === parent || (each.threadTs === parent && inRange(each));
  });
  return answer(args, parts, all);
}

function readable(args: Json, parts: Parts): Channel {
  const channel = channelById(parts, required(args, 'channel'));
  requireScope(parts, scopeFor(channel, 'history'));
  requireMembership(channel);
  return channel;
}

function isTopLevel(message: Message): boolean {
  if (message.threadTs === undefined || message.threadTs === message.ts) return true;
  return isBroadcast(message.payload);
}

/** chat.postMessage with reply_broadcast shows a reply in the channel too. */
function isBroadcast(payload: unknown): boolean {
  return typeof payload === 'object' && payload !== null && flag(payload as Json, 'reply_broadcast');
}

/** `oldest` and `latest` exclude the named messages unless `inclusive`. */
function range(args: Json): (message: Message) => boolean {
  const oldest = micros(args, 'oldest', 'invalid_ts_oldest');
  const latest = micros(args, 'latest', 'invalid_ts_latest');
  const inclusive = flag(args, 'inclusive');
  return (message) => {
    const at = toMicros(message.ts);
    if (oldest !== undefined && (inclusive ? at < oldest : at <= oldest)) return false;
    return latest === undefined || (inclusive ? at <= latest : at < latest);
  };
}

function micros(args: Json, name: string, code: string): bigint | undefined {
  const value = text(args, name);
  if (value === undefined || (value === '0' && name === 'oldest')) return undefined;
  if (!/^\d+(\.\d{1,6})?$/.test(value)) throw new ApiError(code);
  return toMicros(value);
}

function toMicros(ts: string): bigint {
  const [seconds = '0', fraction = ''] = ts.split('.');
  return BigInt(seconds) * 1_000_000n + BigInt(fraction.padEnd(6, '0'));
}

/** Limit 100 by default, at most 999. */
function answer(args: Json, parts: Parts, all: readonly Message[]): Json {
  const { items, cursor } = page(args, all, 100, 999);
  const withMetadata = flag(args, 'include_all_metadata');
  return {
    messages: items.map((each) => messageJson(parts.workspace, each, withMetadata)),
    has_more: cursor !== '',
    ...(cursor !== '' && { response_metadata: { next_cursor: cursor } }),
  };
}
