import { setTimeout as sleep } from 'node:timers/promises';
import type { SocketModeClient } from '@slack/socket-mode';
import { ErrorCode } from '@slack/web-api';
import { ConfigError, messageOf } from '../errors.js';

/** Milliseconds. */
const HELLO_MS = 20_000;
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
 */
export function superviseConnection(client: SocketModeClient, log: Log, random: () => number): Connection {
  let stopped = false;
  let running = Promise.resolve();

  async function keepUp(onFirst: { resolve(): void; reject(error: unknown): void }): Promise<void> {
    for (let failures = 0; !stopped;) {
      let onClosed = () => {};
      const closed = new Promise<void>((resolve) => { onClosed = resolve; });
      client.once('disconnected', onClosed);
      try {
        await connect(client);
        failures = 0;
        log.info({}, 'connected to Slack');
        onFirst.resolve();
        await closed;
        if (!stopped) log.info({}, 'connection to Slack closed; reconnecting');
      } catch (error) {
        client.off('disconnected', onClosed);
        const fatal = fatalReason(error);
        if (fatal !== undefined) onFirst.reject(new ConfigError(fatal, { cause: error }));
        failures += 1;
        const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 10)) * (0.5 + random() / 2);
        log.warn({ reason: messageOf(error ?? 'closed'), failures, retryInMs: Math.round(pause) }, 'no connection to Slack');
        await sleep(stopped ? 0 : pause);
      }
    }
  }

  return {
    start: () => new Promise((resolve, reject) => {
      running = keepUp({ resolve, reject });
    }),
    async stop() {
      stopped = true;
      await Promise.race([client.disconnect(), sleep(2_000)]);
      await Promise.race([running, sleep(1_000)]);
    },
  };
}

/** A server that never says hello would be waited for without end. */
async function connect(client: SocketModeClient): Promise<void> {
  const timeout = new AbortController();
  try {
    await Promise.race([
      client.start(),
      sleep(HELLO_MS, undefined, { signal: timeout.signal }).then(() => {
        void client.disconnect();
        throw new Error(`no hello from Slack within ${HELLO_MS / 1_000} s`);
      }),
    ]);
  } finally {
    timeout.abort();
  }
}

function fatalReason(error: unknown): string | undefined {
  const { code, data } = (error ?? {}) as { code?: string; data?: { error?: string } };
  return code === ErrorCode.PlatformError ? FATAL[data?.error ?? ''] : undefined;
}
