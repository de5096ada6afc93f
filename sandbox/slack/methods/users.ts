import { bot, team } from '../defaults.js';
import { ApiError } from '../errors.js';
import type { Json } from '../json.js';
import type { Person } from '../types.js';
import { required } from './lookup.js';
import type { Method } from './method.js';
import { page } from './page.js';

export const users: Readonly<Record<string, Method>> = {
  // https://docs.slack.dev/reference/methods/users.info
  'users.info': {
    token: 'bot',
    scopes: ['users:read'],
    run: (args, parts) => {
      const id = required(args, 'user');
      if (id === bot.userId) return { user: botJson() };
      const person = parts.workspace.person(id);
      if (!person) throw new ApiError('user_not_found');
      return { user: personJson(person) };
    },
  },
  // https://docs.slack.dev/reference/methods/users.list
  'users.list': {
    token: 'bot',
    scopes: ['users:read'],
    run: (args, parts) => {
      const { items, cursor } = page(args, [...parts.workspace.people.map(personJson), botJson()], 1_000, 1_000);
      return { members: items, cache_ts: Math.floor(parts.config.now() / 1_000), response_metadata: { next_cursor: cursor } };
    },
  },
  // https://docs.slack.dev/reference/methods/usergroups.users.list
  'usergroups.users.list': {
    token: 'bot',
    scopes: ['usergroups:read'],
    run: (args, parts) => {
      const id = required(args, 'usergroup');
      const members = Object.hasOwn(parts.config.userGroups, id) ? parts.config.userGroups[id] : undefined;
      if (!members) throw new ApiError('no_such_subteam');
      return { users: members };
    },
  },
};

/** https://docs.slack.dev/reference/objects/user-object; no e-mail, which needs users:read.email. */
function personJson(person: Person): Json {
  const outside = person.teamId !== team.id;
  return {
    id: person.id,
    team_id: person.teamId,
    name: person.name,
    real_name: person.realName,
    deleted: false,
    tz: 'Etc/UTC',
    tz_label: 'UTC',
    tz_offset: 0,
    profile: { real_name: person.realName, display_name: person.name, team: person.teamId },
    is_bot: false,
    is_app_user: false,
    ...(outside ? { is_stranger: false } : { is_admin: false, is_owner: false, is_restricted: false, is_ultra_restricted: false }),
  };
}

function botJson(): Json {
  return {
    id: bot.userId,
    team_id: team.id,
    name: bot.name,
    real_name: bot.displayName,
    deleted: false,
    profile: { real_name: bot.displayName, display_name: bot.displayName, api_app_id: bot.appId, bot_id: bot.botId, team: team.id },
    is_bot: true,
    is_app_user: false,
  };
}
