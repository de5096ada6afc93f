import type pg from 'pg';
import { z } from 'zod';
import { UpstreamError } from '../errors.js';
import type { Client } from './client.js';
import { sqlOrApi } from './database.js';

const Timestamp = z.string().transform((text) => new Date(text)).pipe(z.date());

const Metadata = z.record(z.string(), z.unknown()).nullish().transform((value) => value ?? {});

/** A virtual key as LiteLLM lists it; the secret is never part of it. */
const Key = z.object({
  /** The hash: what a key is revoked and asked for by. */
  token: z.string(),
  key_alias: z.string().nullish(),
  /** `sk-...1q9w` */
  key_name: z.string().nullish(),
  models: z.array(z.string()).default([]),
  spend: z.number().default(0),
  max_budget: z.number().nullish(),
  budget_duration: z.string().nullish(),
  expires: Timestamp.nullish(),
  blocked: z.boolean().nullish(),
  user_id: z.string().nullish(),
  team_id: z.string().nullish(),
  team_alias: z.string().nullish(),
  created_at: Timestamp.nullish(),
  last_active: Timestamp.nullish(),
  metadata: Metadata,
});
export type Key = z.infer<typeof Key>;

const KeyPage = z.object({ keys: z.array(Key), total_count: z.number().nullish() });
const KeyCount = z.object({ total_count: z.number() });

/**
 * The keys that bear exactly this alias: one at the most, but for those that were asked for at the same moment,
 * between which LiteLLM's own check does not tell (seen on 1.106.2).
 * @returns at most a hundred. @throws UpstreamError
 */
export async function findKeys(client: Client, alias: string): Promise<readonly Key[]> {
  const { keys } = await client.read('/key/list', { schema: KeyPage, query: { key_alias: alias, return_full_object: true, size: 100 } });
  return keys.filter((key) => key.key_alias === alias);
}

/** One key that bears exactly this alias. @throws UpstreamError */
export async function findKey(client: Client, alias: string): Promise<Key | undefined> {
  return (await findKeys(client, alias))[0];
}

/**
 * Aliases that begin with or hold a text, for suggestions.
 * @returns at most a hundred. @throws UpstreamError
 */
export async function searchAliases(client: Client, text: string): Promise<readonly string[]> {
  const { keys } = await client.read('/key/list', {
    schema: KeyPage, query: { key_alias: text, substring_matching: true, return_full_object: true, size: 100 },
  });
  return keys.flatMap((key) => (key.key_alias ? [key.key_alias] : []));
}

export interface NewKey {
  readonly alias: string;
  readonly models: readonly string[];
  /** US dollars, in each `budgetDuration` where there is one. */
  readonly maxBudget: number | undefined;
  readonly budgetDuration: string | undefined;
  /** Until it expires, such as `90d`. */
  readonly duration: string | undefined;
  readonly rpmLimit: number | undefined;
  readonly tpmLimit: number | undefined;
  readonly teamId: string | undefined;
  readonly metadata: Readonly<Record<string, unknown>>;
}

const Generated = z.object({ key: z.string(), token: z.string(), expires: Timestamp.nullish() });
export type Generated = z.infer<typeof Generated>;

/**
 * Makes a virtual key. LiteLLM accepts unknown models, teams and fields silently: check them first.
 * @throws UpstreamError; after `outcomeUnknown` look with `findKey` before anything else
 */
export function generateKey(client: Client, key: NewKey): Promise<Generated> {
  return client.change('/key/generate', {
    schema: Generated,
    body: {
      key_alias: key.alias,
      models: key.models,
      max_budget: key.maxBudget,
      budget_duration: key.budgetDuration,
      duration: key.duration,
      rpm_limit: key.rpmLimit,
      tpm_limit: key.tpmLimit,
      team_id: key.teamId,
      metadata: key.metadata,
    },
  });
}

/** Deletes by hash, one key a call: of several LiteLLM reports all as deleted where only one matched. @throws UpstreamError */
export async function deleteKey(client: Client, token: string): Promise<void> {
  await client.change('/key/delete', { body: { keys: [token] }, schema: z.object({ deleted_keys: z.array(z.string()) }) });
}

const Info = z.object({ info: z.object({ status: z.string().nullish(), deleted_at: z.string().nullish() }) });

/**
 * The proof of a deletion: `/key/info` says `status: deleted`, or knows the key no more.
 * @throws UpstreamError
 */
export async function isDeleted(client: Client, token: string): Promise<boolean> {
  try {
    const { info } = await client.read('/key/info', { schema: Info, query: { key: token } });
    return info.status === 'deleted' || Boolean(info.deleted_at);
  } catch (error) {
    if (error instanceof UpstreamError && error.details.status === 404) return true;
    throw error;
  }
}

export interface KeyCounts {
  readonly total: number;
  readonly blocked: number;
  /** Neither blocked nor expired, and expiring within the time asked for. */
  readonly expiring: number;
  /** There are more keys than were looked at for their expiry. */
  readonly isIncomplete: boolean;
}

/** Full keys on a page, LiteLLM's maximum; and pages that are read at the most, each taking it some 80 ms. */
const PAGE = 100;
const MOST_PAGES = 10;

/**
 * Counts all keys: one query where LiteLLM's database is at hand, else two totals and up to ten pages,
 * because `/key/list` neither sorts by expiry nor filters by a date (1.106.2).
 * @param until keys that expire before it count as expiring
 * @throws UpstreamError, or an error of pg
 */
export function countKeys(source: { readonly client: Client; readonly database: pg.Pool | undefined }, now: Date, until: Date): Promise<KeyCounts> {
  return sqlOrApi(source.database, (database) => countBySql(database, now, until), () => countByApi(source.client, now, until));
}

async function countBySql(database: pg.Pool, now: Date, until: Date): Promise<KeyCounts> {
  const { rows } = await database.query<{ total: string; blocked: string; expiring: string }>(
    `select count(*) as total, count(*) filter (where blocked) as blocked,
            count(*) filter (where blocked is not true and expires > $1::timestamptz at time zone 'UTC' and expires <= $2::timestamptz at time zone 'UTC') as expiring
       from "LiteLLM_VerificationToken"`,
    [now, until],
  );
  const [row] = rows;
  return { total: Number(row?.total), blocked: Number(row?.blocked), expiring: Number(row?.expiring), isIncomplete: false };
}

async function countByApi(client: Client, now: Date, until: Date): Promise<KeyCounts> {
  const total = (status?: string) => client.read('/key/list', { schema: KeyCount, query: { size: 1, status } });
  const page = (number: number) => client.read('/key/list', { schema: KeyPage, query: { page: number, size: PAGE, status: 'active', return_full_object: true } });
  const [all, blocked, first] = await Promise.all([total(), total('revoked'), page(1)]);
  const pages = Math.ceil((first.total_count ?? 0) / PAGE);
  const others = Array.from({ length: Math.max(0, Math.min(pages, MOST_PAGES) - 1) }, (_, index) => page(index + 2));
  const keys = [first, ...await Promise.all(others)].flatMap((answer) => answer.keys);
  const expiring = keys.filter(({ expires }) => expires && expires > now && expires <= until).length;
  return { total: all.total_count, blocked: blocked.total_count, expiring, isIncomplete: pages > MOST_PAGES };
}
