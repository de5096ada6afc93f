import { setTimeout as sleep } from 'node:timers/promises';
import type { WebClient } from '@slack/web-api';
import type { RoleConfig } from '../config.js';
import type { Role } from './roles.js';

/** Milliseconds that names and group members are believed. */
const FRESH_MS = 5 * 60_000;
/** Milliseconds until a failed look-up is tried again. */
const RETRY_MS = 10_000;
/** Milliseconds that what was known is believed while Slack does not tell: a role must not outlive its group for long. */
const STALE_MS = 60 * 60_000;
/** Milliseconds that an answer waits for a name. */
const NAME_WAIT_MS = 500;

/** At most six names, and the user groups that have no member or cannot be read. */
export interface Holders {
  readonly names: readonly string[];
  readonly emptyGroups: readonly string[];
}

/** Who somebody is: their name and their role. */
export interface Directory {
  /** @returns the name to show, or `fallback` where Slack does not tell */
  nameOf(userId: string, fallback: string): Promise<string>;
  roleOf(userId: string): Promise<Role>;
  /** Those who hold a role. */
  holders(role: Exclude<Role, 'viewer'>): Promise<Holders>;
}

/**
 * User groups are asked for at Slack and kept for five minutes. A group that cannot be read keeps its members for an hour
 * at the most, and then grants nothing.
 */
export function createDirectory(client: WebClient, config: RoleConfig, clock: () => number, warn: (error: unknown, id: string) => void): Directory {
  const cached = createCache(clock, warn);
  const members = (group: string) =>
    cached(group, async () => (await client.usergroups.users.list({ usergroup: group })).users ?? [], [] as readonly string[]);
  const userName = async (id: string) => {
    const { user } = await client.users.info({ user: id });
    return user?.profile?.display_name || user?.real_name || user?.name;
  };
  const expand = async (entries: readonly string[]) => {
    const lists = await Promise.all(entries.map((id) => (id.startsWith('S') ? members(id) : Promise.resolve([id]))));
    return [...new Set(lists.flat())];
  };
  const directory: Directory = {
    async nameOf(id, fallback) {
      const known = cached(id, () => userName(id), undefined);
      return (await Promise.race([known, sleep(NAME_WAIT_MS)])) ?? fallback;
    },
    async roleOf(id) {
      if ((await expand(config.admins)).includes(id)) return 'admin';
      return (await expand(config.operators)).includes(id) ? 'operator' : 'viewer';
    },
    async holders(role) {
      const entries = role === 'admin' ? config.admins : [...config.operators, ...config.admins];
      const list = await expand(entries);
      const groups = entries.filter((id) => id.startsWith('S'));
      const sizes = await Promise.all(groups.map(members));
      return {
        names: await Promise.all(list.slice(0, 6).map((id) => directory.nameOf(id, id))),
        emptyGroups: groups.filter((_, index) => sizes[index]?.length === 0),
      };
    },
  };
  return directory;
}

type Cached = <T>(key: string, load: () => Promise<T>, otherwise: T) => Promise<T>;

/** One request a key however many ask at once; what was known outlives a failure to ask again. */
function createCache(clock: () => number, warn: (error: unknown, key: string) => void): Cached {
  const entries = new Map<string, { at: number; toldAt: number; value: Promise<unknown> }>();
  return function cached<T>(key: string, load: () => Promise<T>, otherwise: T): Promise<T> {
    const known = entries.get(key);
    if (known && clock() - known.at < FRESH_MS) return known.value as Promise<T>;
    const entry = { at: clock(), toldAt: clock(), value: load() as Promise<unknown> };
    entry.value = entry.value.catch((error: unknown) => {
      warn(error, key);
      entry.at = clock() - FRESH_MS + RETRY_MS;
      if (!known || clock() - known.toldAt > STALE_MS) return otherwise;
      entry.toldAt = known.toldAt;
      return known.value;
    });
    entries.set(key, entry);
    if (entries.size > 5_000) entries.delete(entries.keys().next().value as string);
    return entry.value as Promise<T>;
  };
}
