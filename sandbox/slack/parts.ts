import type { Config } from './config.js';
import type { Pace } from './pace.js';
import type { ResponseUrls } from './response-urls.js';
import type { SocketHub } from './socket-hub.js';
import type { Triggers } from './triggers.js';
import type { Views } from './views.js';
import type { Workspace } from './workspace.js';

/** What a Web API method, or a person's action, works on. */
export interface Parts {
  readonly config: Config;
  readonly workspace: Workspace;
  readonly hub: SocketHub;
  readonly responseUrls: ResponseUrls;
  readonly triggers: Triggers;
  readonly views: Views;
  readonly pace: Pace;
  /** `127.0.0.1:<port>`. */
  readonly host: () => string;
}
