import type { WebClient } from '@slack/web-api';
import type { RoleConfig } from '../config.js';
import { mayDo, type Permission, type Role } from './roles.js';

/** Milliseconds that names and group members are believed. */
const FRESH_MS = 5 * 60_000;
/** Milliseconds until a failed look-up is tried again. */
const RETRY_MS = 10_000;

/** Who somebody is: their name and their role. */
export interface Directory {
  /** @returns the name to show, or `fallback` where Slack does not tell */
  nameOf(userId: string, fallback: string): Promise<string>;
  roleOf(userId: string): Promise<Role>;
  /** @returns the names of those who hold a role, at most six; none where nobody is listed */
  holders(role: Exclude<Role, 'viewer'>): Promise<readonly string[]>;
  mayDo(userId: string, permission: Permission): Promise<boolean>;
}

/**
 * User groups are asked for at Slack and kept for five minutes; a group that cannot be read grants nothing,
 * unless its members were known before.
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
    nameOf: async (id, fallback) => (await cached(id, () => userName(id), undefined)) ?? fallback,
    async roleOf(id) {
      if ((await expand(config.admins)).includes(id)) return 'admin';
      return (await expand(config.operators)).includes(id) ? 'operator' : 'viewer';
    },
    async holders(role) {
      const list = await expand(role === 'admin' ? config.admins : [...config.operators, ...config.admins]);
      return Promise.all(list.slice(0, 6).map((id) => directory.nameOf(id, id)));
    },
    mayDo: async (id, permission) => mayDo(await directory.roleOf(id), permission),
  };
  return directory;
}

type Cached = <T>(key: string, load: () => Promise<T>, otherwise: T) => Promise<T>;

/** One request a key however many ask at once; what was known outlives a failure to ask again. */
function createCache(clock: () => number, warn: (error: unknown, key: string) => void): Cached {
  const entries = new Map<string, { at: number; value: Promise<unknown> }>();
  return function cached<T>(key: string, load: () => Promise<T>, otherwise: T): Promise<T> {
    const known = entries.get(key);
    if (known && clock() - known.at < FRESH_MS) return known.value as Promise<T>;
    const entry = { at: clock(), value: load() as Promise<unknown> };
    entry.value = entry.value.catch((error: unknown) => {
      warn(error, key);
      entry.at = clock() - FRESH_MS + RETRY_MS;
      return known ? known.value : otherwise;
    });
    entries.set(key, entry);
    if (entries.size > 5_000) entries.delete(entries.keys().next().value as string);
    return entry.value as Promise<T>;
  };
}
