import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { CallLog } from './call-log.js';
import { readConfig } from './config.js';
import { createDouble } from './double.js';
import { FaultPlan } from './faults.js';
import type { Parts } from './parts.js';
import { Pace } from './pace.js';
import { ResponseUrls } from './response-urls.js';
import { createHttp } from './server.js';
import { SocketHub } from './socket-hub.js';
import { acceptSockets } from './sockets.js';
import { Triggers } from './triggers.js';
import type { SlackDouble, SlackOptions } from './types.js';
import { Views } from './views.js';
import type { Tokens } from './web-api.js';
import { Workspace } from './workspace.js';

export type * from './types.js';

/** As long and as shaped as Slack's own: xoxb for the bot, xapp for the app. */
const tokens: Tokens = { bot: 'xoxb-0-sandbox-bot', app: 'xapp-1-A0LITELLM-0-sandbox-app' };

/** Starts a Slack workspace on 127.0.0.1, on a free port unless one is given. */
export async function startSlack(options: SlackOptions = {}): Promise<SlackDouble> {
  const config = readConfig(options);
  const workspace = new Workspace(config.people, config.channels, config.now);
  const changed = (): void => workspace.changed();
  const hub = new SocketHub(config, changed);
  let port = 0;
  const parts: Parts = {
    config,
    workspace,
    hub,
    responseUrls: new ResponseUrls(config.now),
    triggers: new Triggers(config.now),
    views: new Views(),
    pace: new Pace(config.pace, config.now),
    host: () => `127.0.0.1:${port}`,
  };
  const faults = new FaultPlan();
  const log = new CallLog(changed);
  const http = createHttp({ parts, faults, log, tokens });
  const sockets = acceptSockets(http, hub);
  http.listen(options.port ?? 0, '127.0.0.1');
  await once(http, 'listening');
  port = (http.address() as AddressInfo).port;
  return createDouble({ parts, faults, log, tokens, http, sockets });
}
