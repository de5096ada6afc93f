import type { Json } from '../json.js';
import type { Parts } from '../parts.js';

/** One Web API method: `https://docs.slack.dev/reference/methods/<name>`. */
export interface Method {
  /** Which token may call it: the bot's (xoxb), the app's (xapp), or either. */
  readonly token: 'bot' | 'app' | 'either';
  /** Scopes that are always needed; those that depend on the channel are asked for inside. */
  readonly scopes: readonly string[];
  /** @returns the answer without `ok`. @throws ApiError, RateLimited */
  run(args: Json, parts: Parts): Json;
}
