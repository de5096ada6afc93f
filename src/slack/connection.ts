import { setTimeout as sleep } from 'node:timers/promises';
import type { SocketModeClient } from '@slack/socket-mode';
import { ErrorCode } from '@slack/web-api';
import { ConfigError, messageOf } from '../errors.js';

/** Milliseconds until Slack has said hello: longer than the three attempts of apps.connections.open before it may take. */
const HELLO_MS = 30_000;
/** Milliseconds. A connection that closes sooner does not count as one: the next waits longer and longer. */
const SHORT_MS = 5_000;
/** Milliseconds that a connection may take to close. */
const CLOSE_MS = 2_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** Slack's refusals that no second try changes, with what to do. Source: docs.slack.dev/reference/methods/apps.connections.open */
const FATAL: Readonly<Record<string, string>> = {
  invalid_auth: 'SLACK_APP_TOKEN is not accepted: make a new app-level token with the scope connections:write',
  not_authed: 'SLACK_APP_TOKEN is not accepted: make a new app-level token with the scope connections:write',
  not_allowed_token_type: 'SLACK_APP_TOKEN is no app-level token: it starts with xapp-',
  account_inactive: 'the app was removed from the workspace, or its owner deactivated: install it again',
  token_revoked: 'SLACK_APP_TOKEN was revoked: make a new one',
  missing_scope: 'SLACK_APP_TOKEN lacks the scope connections:write: make a new one with it',
};

interface Log { info(fields: object, message: string): void; warn(fields: object, message: string): void }

export interface Connection {
  /** Resolves when the first connection stands. @throws ConfigError where Slack refuses for good */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Keeps one Socket Mode connection up. The client's own reconnecting is switched off: it waits five seconds before each
 * attempt, and a network error while it reconnects ends in a rejection that nobody handles (its SocketModeClient.js).
 * @param client made with `autoReconnectEnabled: false`
 * @param helloMs after which a server that says no hello is given up
 */
export function superviseConnection(client: SocketModeClient, log: Log, random: () => number, helloMs = HELLO_MS): Connection {
  const stopping = new AbortController();
  const { signal } = stopping;
  let running = Promise.resolve();

  /** Doubles with each failure; a stop ends it. */
  async function pauseAfter(failures: number): Promise<void> {
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 10)) * (0.5 + random() / 2);
    await sleep(pause, undefined, { signal }).catch(() => undefined);
  }

  async function keepUp(onFirst: { resolve(): void; reject(error: unknown): void }): Promise<void> {
    for (let failures = 0; !signal.aborted;) {
      let onClosed = () => {};
      const closed = new Promise<void>((resolve) => { onClosed = resolve; });
      client.once('disconnected', onClosed);
      try {
        await connect(client, helloMs);
        // Stopped while it was being opened: nobody else would close it.
        if (signal.aborted) return hangUp(client);
        log.info({}, 'connected to Slack');
        onFirst.resolve();
        const since = performance.now();
        await closed;
        if (!signal.aborted) log.info({}, 'connection to Slack closed; reconnecting');
        failures = performance.now() - since < SHORT_MS ? failures + 1 : 0;
        if (failures > 1) await pauseAfter(failures - 1);
      } catch (error) {
        client.off('disconnected', onClosed);
        const fatal = fatalReason(error);
        if (fatal !== undefined) onFirst.reject(new ConfigError(fatal, { cause: error }));
        failures += 1;
        log.warn({ reason: messageOf(error ?? 'closed'), failures }, 'no connection to Slack');
        await pauseAfter(failures);
      }
    }
  }

  return {
    start: () => new Promise((resolve, reject) => {
      running = keepUp({ resolve, reject });
    }),
    async stop() {
      stopping.abort();
      await within(CLOSE_MS, client.disconnect());
      hangUp(client);
      await within(CLOSE_MS, running);
    },
  };
}

/** A server that never says hello would be waited for without end. */
async function connect(client: SocketModeClient, helloMs: number): Promise<void> {
  if (await within(helloMs, client.start())) return;
  hangUp(client);
  throw new Error(`no hello from Slack within ${helloMs / 1_000} s`);
}

/** Whoever does not answer the first close frame within 30 s is let go by the second (its SlackWebSocket.js). */
function hangUp(client: SocketModeClient): void {
  void client.disconnect();
  void client.disconnect();
}

/** @returns whether the work was done in time; the timer does not outlive it */
async function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  const timer = new AbortController();
  try {
    return await Promise.race([work.then(() => true), sleep(ms, false, { signal: timer.signal })]);
  } finally {
    timer.abort();
  }
}

function fatalReason(error: unknown): string | undefined {
  const { code, data } = (error ?? {}) as { code?: string; data?: { error?: string } };
  return code === ErrorCode.PlatformError ? FATAL[data?.error ?? ''] : undefined;
}
