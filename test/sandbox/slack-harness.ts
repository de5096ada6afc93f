import { App, type Logger, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import { afterEach } from 'vitest';
import { type SlackDouble, type SlackOptions, startSlack } from '../../sandbox/slack/index.js';

const running: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const stop of running.splice(0).toReversed()) await stop();
});

/** A double that the test's end stops. */
export async function start(options: SlackOptions = {}): Promise<SlackDouble> {
  const slack = await startSlack(options);
  running.push(() => slack.close());
  return slack;
}

/** A real Bolt app in Socket Mode against the double; `prepare` adds its listeners before it connects. */
export async function bolt(slack: SlackDouble, prepare: (app: App) => void = () => undefined): Promise<App> {
  const clientOptions = { slackApiUrl: slack.apiUrl };
  const receiver = new SocketModeReceiver({
    appToken: slack.appToken,
    logLevel: LogLevel.ERROR,
    installerOptions: { clientOptions },
  });
  const app = new App({ token: slack.botToken, receiver, clientOptions, logLevel: LogLevel.ERROR });
  prepare(app);
  await app.start();
  running.push(() => app.stop());
  return app;
}

/** The refusals that a test provokes are no news. */
const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

/** A real WebClient that neither retries nor waits. */
export function client(slack: SlackDouble, token = slack.botToken, options: WebClientOptions = {}): WebClient {
  return new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: silent,
    ...options,
  });
}

/** What Slack said of a refused call. */
export interface Refusal {
  readonly error: string;
  readonly needed?: string;
  readonly response_metadata?: { readonly messages?: readonly string[] };
}

/** The refusal of a call; fails the test where Slack took it. */
export async function refusal(call: Promise<unknown>): Promise<Refusal> {
  const caught = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (typeof caught !== 'object' || caught === null || !('data' in caught)) throw new Error('Slack did not refuse', { cause: caught });
  return caught.data as Refusal;
}

/** POSTs to a `response_url`. */
export async function post(url: string, body: unknown): Promise<{ status: number; answer: unknown }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, answer: await response.json() };
}
