import { channels, people } from './defaults.js';
import type { Channel, PaceOptions, Person, SlackOptions } from './types.js';

/** The options with every default filled in. */
export interface Config {
  readonly people: readonly Person[];
  readonly channels: readonly Channel[];
  readonly userGroups: Readonly<Record<string, readonly string[]>>;
  readonly scopes: readonly string[];
  readonly commands: readonly string[];
  readonly shouldEscape: boolean;
  readonly events: readonly string[];
  readonly ackTimeoutMs: number;
  readonly pingIntervalMs: number;
  readonly pace: PaceOptions;
  readonly now: () => number;
}

const scopes = [
  'commands',
  'chat:write',
  'channels:read',
  'groups:read',
  'channels:history',
  'groups:history',
  'users:read',
  'usergroups:read',
];

export function readConfig(options: SlackOptions): Config {
  const staff = options.people ?? people;
  return {
    people: staff,
    channels: options.channels ?? channels(staff),
    userGroups: options.userGroups ?? {},
    scopes: options.scopes ?? scopes,
    commands: options.commands ?? ['/llm'],
    shouldEscape: options.shouldEscape ?? true,
    events: options.events ?? [],
    ackTimeoutMs: options.ackTimeoutMs ?? 3_000,
    // @slack/socket-mode hangs up when no ping came for 30 s (serverPingTimeout in its SocketModeClient).
    pingIntervalMs: options.pingIntervalMs ?? 5_000,
    pace: { postsPerSecond: 50, postBurst: 500, perMinute: {}, ...options.pace },
    now: options.now ?? Date.now,
  };
}

