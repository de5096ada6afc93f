import { WebClient, type FetchFunction, type Logger, type WebClientOptions } from '@slack/web-api';
import { fetch as undiciFetch, type Dispatcher, type RequestInit } from 'undici';
import type { SlackConfig } from '../config.js';
import { createDispatcher, isProxied, type NetworkConfig } from '../network.js';

/** Milliseconds that one attempt of any call to Slack may take, its answer's body included. */
export const SLACK_DEADLINE_MS = 8_000;

const LOOKUP_DEADLINE_MS = 3_000;

export interface SlackClients {
  /** For reads: tried again twice, within seconds. */
  readonly read: WebClient;
  /** For names and groups, which an answer waits for: one try, three seconds. */
  readonly lookup: WebClient;
  /** For what is seen by others: never tried again here, because the outcome of a lost call is unknown. */
  readonly write: WebClient;
  /** What Bolt and `respond` use; every request has the deadline and honours the system proxy. */
  readonly fetch: FetchFunction;
  /** Options for a further client, such as Bolt's own. */
  readonly options: WebClientOptions;
  /** For the WebSocket; undefined where Slack is reached directly. */
  readonly dispatcher: Dispatcher | undefined;
  close(): Promise<void>;
}

/**
 * web-api's own defaults are no deadline and ten retries in half an hour (its retry-policies.js); none of that is kept.
 * Rate limits are told to the caller instead of being slept through.
 */
export function createSlackClients(config: Pick<SlackConfig, 'botToken' | 'apiUrl'>, network: NetworkConfig, logger: Logger): SlackClients {
  const url = new URL(config.apiUrl);
  const dispatcher = createDispatcher(url, network, 16);
  const fetch = createFetch(dispatcher);
  const common: WebClientOptions = { slackApiUrl: config.apiUrl, fetch, timeout: SLACK_DEADLINE_MS, rejectRateLimitedCalls: true, logger };
  const options: WebClientOptions = { ...common, retryConfig: { retries: 2, factor: 2, minTimeout: 200, maxTimeout: 1_000, randomize: true } };
  const token = config.botToken.reveal();
  return {
    read: new WebClient(token, options),
    lookup: new WebClient(token, { ...common, timeout: LOOKUP_DEADLINE_MS, retryConfig: { retries: 0 } }),
    write: new WebClient(token, { ...common, retryConfig: { retries: 0 } }),
    fetch,
    options,
    dispatcher: isProxied(url, network) ? dispatcher : undefined,
    close: () => dispatcher.destroy(),
  };
}

/** Bolt's `respond` sets no signal of its own (its create-respond.js), so the deadline is set here. */
function createFetch(dispatcher: Dispatcher): FetchFunction {
  return (url, init = {}) => {
    const signal = init.signal ?? AbortSignal.timeout(SLACK_DEADLINE_MS);
    return undiciFetch(url, { ...init, signal, dispatcher } as RequestInit) as unknown as ReturnType<FetchFunction>;
  };
}
