import type pg from 'pg';
import { z } from 'zod';
import type { Client } from './client.js';
import { sqlOrApi } from './database.js';

const Activity = z.object({ metadata: z.object({ total_spend: z.number() }) });

/** LiteLLM counts its days in UTC. */
const utcDay = (at: Date) => at.toISOString().slice(0, 10);

/** Where spend is read from: LiteLLM's database where it is at hand, else its API, which takes it ten times as long. */
export interface SpendSource {
  readonly client: Client;
  readonly database: pg.Pool | undefined;
}

/**
 * What has been spent since midnight UTC, in US dollars, by LiteLLM's own daily totals.
 * @throws UpstreamError, or an error of pg
 */
export function readSpendToday({ client, database }: SpendSource, now: Date): Promise<number> {
  return sqlOrApi(database, (pool) => spendOfDayBySql(pool, now), () => spendOfDays(client, now, now));
}

async function spendOfDayBySql(database: pg.Pool, now: Date): Promise<number> {
  const { rows } = await database.query<{ spend: number | null }>('select sum(spend) as spend from "LiteLLM_DailyUserSpend" where date = $1', [utcDay(now)]);
  return rows[0]?.spend ?? 0;
}

/** The route without `aggregated` adds up only one page of its rows (seen on 1.106.2). */
async function spendOfDays(client: Client, first: Date, last: Date, token?: string): Promise<number> {
  const query = { start_date: utcDay(first), end_date: utcDay(last), api_key: token };
  return (await client.read('/user/daily/activity/aggregated', { schema: Activity, query })).metadata.total_spend;
}

export interface KeyUsage {
  readonly requests: number;
  /** US dollars. */
  readonly spend: number;
  /** `spend` is that of whole days, yesterday and today in UTC: LiteLLM's API adds up nothing finer. */
  readonly isSpendOfDays: boolean;
  readonly lastUsed: Date | undefined;
  readonly userAgent: string | undefined;
}

const DAY_MS = 24 * 3_600_000;

/**
 * What one key did in the last 24 hours.
 * @throws UpstreamError or an error of pg
 */
export function readKeyUsage(source: SpendSource, token: string, now: Date): Promise<KeyUsage> {
  const since = new Date(now.getTime() - DAY_MS);
  return sqlOrApi(source.database, (database) => usageBySql(database, token, since), () => usageByApi(source.client, token, since, now));
}

async function usageBySql(database: pg.Pool, token: string, since: Date): Promise<KeyUsage> {
  const { rows } = await database.query<{ requests: string; spend: number | null; last_used: string | null; user_agent: string | null }>(
    `select count(*) as requests, sum(spend) as spend, to_char(max("startTime"), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as last_used,
            (array_agg(metadata->>'user_agent' order by "startTime" desc))[1] as user_agent
       from "LiteLLM_SpendLogs" where "startTime" >= $1::timestamptz at time zone 'UTC' and api_key = $2`,
    [since, token],
  );
  const [row] = rows;
  return {
    requests: Number(row?.requests ?? 0),
    spend: row?.spend ?? 0,
    isSpendOfDays: false,
    lastUsed: row?.last_used ? new Date(row.last_used) : undefined,
    userAgent: row?.user_agent ?? undefined,
  };
}

const LogPage = z.object({
  total: z.number(),
  data: z.array(z.object({
    startTime: z.string().transform((text) => new Date(text)).pipe(z.date()),
    spend: z.number().default(0),
    metadata: z.union([z.object({ user_agent: z.string().nullish() }), z.null(), z.string()]).optional(),
  })),
});

/** How many of a key's rows are added up; beyond it the daily totals are told. */
const ROWS = 100;

async function usageByApi(client: Client, token: string, since: Date, now: Date): Promise<KeyUsage> {
  const page = await client.read('/spend/logs/v2', {
    schema: LogPage,
    query: { start_date: utcSecond(since), end_date: utcSecond(new Date(now.getTime() + 60_000)), api_key: token, page: 1, page_size: ROWS },
  });
  const [latest] = [...page.data].sort((a, b) => b.startTime.getTime() - a.startTime.getTime());
  const isSpendOfDays = page.total > page.data.length;
  return {
    requests: page.total,
    spend: isSpendOfDays ? await spendOfDays(client, since, now, token) : page.data.reduce((sum, row) => sum + row.spend, 0),
    isSpendOfDays,
    lastUsed: latest?.startTime,
    userAgent: typeof latest?.metadata === 'object' ? latest.metadata?.user_agent ?? undefined : undefined,
  };
}

/** The form that `/spend/logs/v2` takes, in UTC. */
export function utcSecond(at: Date): string {
  return at.toISOString().slice(0, 19).replace('T', ' ');
}
