import { bot, team } from '../defaults.js';
import { ApiError } from '../errors.js';
import { flag, text, type Json } from '../json.js';
import type { Parts } from '../parts.js';
import type { Channel } from '../types.js';
import { channelById, isMember, required, requireScope, scopeFor } from './lookup.js';
import type { Method } from './method.js';
import { page } from './page.js';

export const conversations: Readonly<Record<string, Method>> = {
  // https://docs.slack.dev/reference/methods/conversations.info
  'conversations.info': {
    token: 'bot',
    scopes: [],
    run: (args, parts) => {
      const channel = channelById(parts, required(args, 'channel'));
      requireScope(parts, scopeFor(channel, 'read'));
      const count = flag(args, 'include_num_members') && { num_members: channel.members.length };
      return { channel: { ...channelJson(channel), ...count } };
    },
  },
  // https://docs.slack.dev/reference/methods/conversations.list: limit 100 by default, under 1,000
  'conversations.list': { token: 'bot', scopes: [], run: (args, parts) => list(args, parts, () => true) },
  // https://docs.slack.dev/reference/methods/users.conversations: what the calling bot, or `user`, is a member of
  'users.conversations': {
    token: 'bot',
    scopes: [],
    run: (args, parts) => {
      const user = text(args, 'user') ?? bot.userId;
      return list(args, parts, (channel) => channel.members.includes(user));
    },
  },
  // https://docs.slack.dev/reference/methods/conversations.open
  'conversations.open': { token: 'bot', scopes: ['im:write'], run: open },
  // https://docs.slack.dev/reference/methods/conversations.members
  'conversations.members': {
    token: 'bot',
    scopes: [],
    run: (args, parts) => {
      const channel = channelById(parts, required(args, 'channel'));
      requireScope(parts, scopeFor(channel, 'read'));
      const { items, cursor } = page(args, channel.members, 100, 999);
      return { members: items, response_metadata: { next_cursor: cursor } };
    },
  },
};

const kinds = { public_channel: 'public', private_channel: 'private', im: 'im', mpim: 'mpim' } as const;

function readTypes(args: Json): readonly string[] {
  const types = (text(args, 'types') ?? 'public_channel').split(',').map((each) => each.trim());
  return types.map((type) => {
    if (!Object.hasOwn(kinds, type)) throw new ApiError('invalid_types');
    return kinds[type as keyof typeof kinds];
  });
}

function list(args: Json, parts: Parts, wanted: (channel: Channel) => boolean): Json {
  const types = readTypes(args);
  for (const kind of types) {
    requireScope(parts, kind === 'mpim' ? 'mpim:read' : scopeFor({ kind: kind as Channel['kind'] }, 'read'));
  }
  const noArchived = flag(args, 'exclude_archived');
  const found = parts.workspace.channels.filter((channel) => {
    if (!types.includes(channel.kind) || (noArchived && channel.archived)) return false;
    return (channel.kind === 'public' || isMember(channel)) && wanted(channel);
  });
  const { items, cursor } = page(args, found, 100, 999);
  return { channels: items.map(channelJson), response_metadata: { next_cursor: cursor } };
}

function open(args: Json, parts: Parts): Json {
  const given = text(args, 'channel');
  if (given) return { channel: { id: channelById(parts, given).id } };
  const ids = required(args, 'users').split(',');
  if (ids.length > 1) throw new ApiError('missing_scope', { needed: 'mpim:write', provided: parts.config.scopes.join(',') });
  const person = parts.workspace.person(ids[0] ?? '');
  if (!person) throw new ApiError('user_not_found');
  const channel = parts.workspace.directMessage(person);
  return { no_op: true, already_open: true, channel: flag(args, 'return_im') ? channelJson(channel) : { id: channel.id } };
}

/** https://docs.slack.dev/reference/objects/conversation-object */
function channelJson(channel: Channel): Json {
  const common = { id: channel.id, created: 1_700_000_000, is_archived: channel.archived ?? false, context_team_id: team.id };
  if (channel.kind === 'im') {
    return { ...common, is_im: true, is_org_shared: false, user: channel.members.find((id) => id !== bot.userId), is_user_deleted: false, priority: 0 };
  }
  return {
    ...common,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: true,
    is_group: false,
    is_im: false,
    is_mpim: false,
    is_private: channel.kind === 'private',
    is_general: channel.name === 'general',
    is_member: isMember(channel),
    is_shared: false,
    is_ext_shared: false,
    is_org_shared: false,
    creator: channel.members[0] ?? bot.userId,
    topic: { value: '', creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
  };
}
