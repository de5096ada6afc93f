import { bot, team } from '../defaults.js';
import type { Method } from './method.js';

export const apps: Readonly<Record<string, Method>> = {
  // https://docs.slack.dev/reference/methods/api.test
  'api.test': { token: 'either', scopes: [], run: (args) => ({ args }) },

  // https://docs.slack.dev/reference/methods/auth.test
  'auth.test': {
    token: 'either',
    scopes: [],
    run: () => ({
      url: `https://${team.domain}.slack.com/`,
      team: team.name,
      user: bot.name,
      team_id: team.id,
      user_id: bot.userId,
      bot_id: bot.botId,
      is_enterprise_install: false,
    }),
  },

  // https://docs.slack.dev/reference/methods/apps.connections.open: an app-level token; the URL works once.
  'apps.connections.open': {
    token: 'app',
    scopes: [],
    run: (_args, parts) => ({ url: `ws://${parts.host()}/link/?ticket=${parts.hub.issueTicket()}&app_id=${bot.appId}` }),
  },
};
