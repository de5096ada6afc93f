import { once } from 'node:events';
import type { Server } from 'node:http';
import type { WebSocketServer } from 'ws';
import { clickButton, runCommand } from './actor.js';
import type { CallLog } from './call-log.js';
import { bot, team } from './defaults.js';
import type { FaultPlan } from './faults.js';
import { closeSockets } from './sockets.js';
import type { Parts } from './parts.js';
import { say } from './say.js';
import type { SlackDouble } from './types.js';
import { waitFor } from './wait.js';
import type { Tokens } from './web-api.js';

export interface Running {
  readonly parts: Parts;
  readonly faults: FaultPlan;
  readonly log: CallLog;
  readonly tokens: Tokens;
  readonly http: Server;
  readonly sockets: WebSocketServer;
}

/** The face of the running double: what tests and the page hold. */
export function createDouble({ parts, faults, log, tokens, http, sockets }: Running): SlackDouble {
  const { workspace, hub } = parts;
  const url = `http://${parts.host()}`;
  return {
    url,
    apiUrl: `${url}/api/`,
    botToken: tokens.bot,
    appToken: tokens.app,
    teamId: team.id,
    botUserId: bot.userId,
    people: workspace.people,
    get channels() {
      return workspace.channels;
    },
    get calls() {
      return log.all;
    },
    faults,
    get connections() {
      return hub.connections;
    },
    command: (personId, channelId, text) => runCommand(parts, personId, channelId, text),
    click: (personId, message, button) => clickButton(parts, personId, message, button),
    say: async (personId, channelId, text, threadTs) => say(parts, personId, channelId, text, threadTs),
    messages: (channelId, personId) => workspace.visibleTo(channelId, personId),
    waitFor: (channelId, personId, predicate, timeoutMs = 5_000) => waitFor(workspace, channelId, personId, predicate, timeoutMs),
    views: (personId) => parts.views.of(personId),
    disconnect: (reason) => hub.disconnect(reason),
    cutSockets: () => hub.cut(),
    onChange: (listener) => workspace.onChange(listener),
    close: () => {
      hub.abandon();
      return closeServers(sockets, http);
    },
  };
}

async function closeServers(sockets: WebSocketServer, http: Server): Promise<void> {
  await closeSockets(sockets);
  const closed = once(http, 'close');
  http.close();
  http.closeAllConnections();
  await closed;
}
