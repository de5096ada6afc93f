import type { Failure } from './answer.js';
import type { Entry } from './ledger.js';
import type { Deployment } from './models.js';
import type { KeyRow } from './rows.js';
import { hashOf } from './secret.js';
import { askProvider } from './upstream.js';
import type { UpstreamMode } from './types.js';
import type { World } from './world.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

interface SeededKey {
  readonly alias: string;
  readonly owner: string | null;
  readonly team?: 'platform' | 'research';
  readonly models?: readonly string[];
  readonly budget?: number;
  readonly spend?: number;
  /** Days from now; negative = expired. */
  readonly expiresIn?: number;
  readonly blocked?: boolean;
  readonly ageDays: number;
  /** Hours since it was last used; never = left out. */
  readonly usedHoursAgo?: number;
}

/** 14 keys: 2 blocked, 3 that expire within a week, 1 expired, 1 close to its budget, 1 over it, 2 never used. */
const keys: readonly SeededKey[] = [
  { alias: 'checkout-prod', owner: 'alice', team: 'platform', models: ['gpt-4o', 'claude-sonnet-4-5'], budget: 500, spend: 212.4, ageDays: 120, usedHoursAgo: 0.02 },
  { alias: 'checkout-staging', owner: 'alice', team: 'platform', budget: 50, spend: 3.1, expiresIn: 5, ageDays: 85, usedHoursAgo: 6 },
  { alias: 'search-ranking', owner: 'bob', team: 'platform', models: ['gpt-4o', 'glm-4'], budget: 300, spend: 287.9, ageDays: 60, usedHoursAgo: 0.1 },
  { alias: 'support-bot', owner: 'carol', team: 'platform', models: ['claude-sonnet-4-5'], spend: 96.25, ageDays: 200, usedHoursAgo: 0.05 },
  { alias: 'batch-summaries', owner: 'bob', team: 'platform', models: ['deepseek-chat'], budget: 40, spend: 18.02, expiresIn: 2, ageDays: 28, usedHoursAgo: 3 },
  { alias: 'eval-harness', owner: 'dana', team: 'research', budget: 100, spend: 100.6, ageDays: 45, usedHoursAgo: 2 },
  { alias: 'notebook-dana', owner: 'dana', team: 'research', spend: 12.9, expiresIn: 30, ageDays: 15, usedHoursAgo: 20 },
  { alias: 'notebook-erik', owner: 'erik', team: 'research', spend: 4.4, expiresIn: 6.5, ageDays: 80, usedHoursAgo: 90 },
  { alias: 'fine-tune-2025', owner: 'erik', team: 'research', spend: 61.7, expiresIn: -3, ageDays: 300, usedHoursAgo: 76 },
  { alias: 'intern-summer', owner: 'frank', team: 'research', spend: 0.8, blocked: true, ageDays: 140, usedHoursAgo: 1400 },
  { alias: 'leaked-in-ci', owner: 'bob', team: 'platform', spend: 33.3, blocked: true, ageDays: 70, usedHoursAgo: 400 },
  { alias: 'mobile-app', owner: 'grace', models: ['gpt-4o'], budget: 200, spend: 44.1, ageDays: 33, usedHoursAgo: 0.3 },
  { alias: 'data-pipeline', owner: 'grace', models: ['deepseek-chat', 'glm-4'], ageDays: 2 },
  { alias: 'ops-smoke-test', owner: null, budget: 1, ageDays: 9 },
];

async function seedTeams(world: World): Promise<void> {
  const insert = `INSERT INTO "LiteLLM_TeamTable" (team_id, team_alias, models, max_budget, admins, members, members_with_roles)
    VALUES ($1, $2, $3, $4, ARRAY[]::text[], ARRAY[]::text[], '[{"user_id":"default_user_id","user_email":null,"role":"admin"}]') ON CONFLICT DO NOTHING`;
  await world.database.query(insert, [teamId('platform'), 'platform', [], 2000]);
  await world.database.query(insert, [teamId('research'), 'research', ['gpt-4o', 'claude-sonnet-4-5', 'deepseek-chat'], 500]);
}

function teamId(alias: string): string {
  return `5eed0000-0000-4000-8000-${hashOf(alias).slice(0, 12)}`;
}

/** The seeded keys' secrets follow from their aliases, so that a person can try them. */
export function seedSecret(alias: string): string {
  return `sk-sandbox-${alias}`;
}

async function seedKey(world: World, key: SeededKey, now: Date): Promise<void> {
  const before = (ms: number): string => new Date(now.getTime() - ms).toISOString();
  const secret = seedSecret(key.alias);
  if (key.owner !== null) {
    await world.database.query(`INSERT INTO "LiteLLM_UserTable" (user_id, user_email, user_role, models) VALUES ($1, $2, 'internal_user', ARRAY[]::text[]) ON CONFLICT DO NOTHING`, [key.owner, `${key.owner}@example.com`]);
  }
  await world.database.query(`INSERT INTO "LiteLLM_VerificationToken" (token, key_name, key_alias, models, max_budget, budget_duration, spend, total_spend, expires, team_id, user_id,
    metadata, blocked, key_type, created_by, updated_by, created_at, updated_at, last_active)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10, $11, $12, 'default', 'default_user_id', 'default_user_id', $13, $13, $14)`, [
    hashOf(secret), `sk-...${secret.slice(-4)}`, key.alias, key.models ?? [], key.budget ?? null, key.budget === undefined ? null : '30d', key.spend ?? 0,
    key.expiresIn === undefined ? null : before(-key.expiresIn * DAY_MS), key.team === undefined ? null : teamId(key.team), key.owner,
    JSON.stringify(key.owner === null ? {} : { owner: key.owner }), key.blocked ?? null, before(key.ageDays * DAY_MS), key.usedHoursAgo === undefined ? null : before(key.usedHoursAgo * HOUR_MS),
  ]);
}

interface Happening {
  readonly alias: string | null;
  readonly group: string;
  readonly minutesAgo: number;
  readonly tokens?: readonly [number, number];
  readonly provider?: UpstreamMode;
  readonly failure?: Failure;
}

/** A day of use, one request every 20 minutes, and what went wrong in the last quarter of an hour. */
function happenings(): Happening[] {
  const users: [string, string][] = [['checkout-prod', 'gpt-4o'], ['search-ranking', 'gpt-4o'], ['support-bot', 'claude-sonnet-4-5'], ['mobile-app', 'gpt-4o'], ['batch-summaries', 'deepseek-chat']];
  const day = Array.from({ length: 72 }, (_, index): Happening => {
    const [alias, group] = users[index % users.length] ?? ['checkout-prod', 'gpt-4o'];
    return { alias, group, minutesAgo: 3 + index * 20, tokens: [20_000 + ((index * 7919) % 60_000), 2000 + ((index * 104_729) % 9000)] };
  });
  const noKey: Failure = { errorClass: 'Exception', code: '', message: 'No api key passed in.', normalized: 'UNCLASSIFIED' };
  const placeholder: Failure = { errorClass: 'HTTPException', code: '401', message: "401: LiteLLM Virtual Key expected. Received=dumm****roxy, expected to start with 'sk-'.", normalized: '401_AUTHENTICATION_FAILED' };
  const broken: Happening[] = [2, 4, 6, 9, 13].map((minutesAgo) => ({ alias: 'search-ranking', group: 'glm-4', minutesAgo, provider: 'insufficient' }));
  return [...day, ...broken, { alias: 'support-bot', group: 'claude-sonnet-4-5', minutesAgo: 8, provider: 'error' },
    { alias: null, group: 'gpt-4o', minutesAgo: 5, failure: noKey }, { alias: null, group: 'gpt-4o', minutesAgo: 11, failure: placeholder }];
}

function entryFor(world: World, happening: Happening, keysByAlias: Map<unknown, KeyRow>, index: number, now: Date): Entry {
  const deployment: Deployment | undefined = world.models.find((model) => model.group === happening.group);
  const key = keysByAlias.get(happening.alias);
  const failure = happening.failure ?? (happening.provider === undefined ? undefined : askProvider(happening.group, happening.provider)?.failure);
  const started = new Date(now.getTime() - happening.minutesAgo * 60_000);
  const [promptTokens, completionTokens] = happening.tokens ?? [failure?.provider === undefined ? 0 : 8, 0];
  return {
    requestId: `seed-${now.getTime()}-${index}`, callId: `seed-${now.getTime()}-${index}`, callType: 'acompletion', apiKey: key?.token ?? '', userId: key?.user_id ?? null, key, deployment,
    promptTokens, completionTokens, userAgent: 'OpenAI/Python 1.99.0', ip: '10.0.4.17', started, ended: new Date(started.getTime() + 900), failure,
  };
}

/** Fills an empty database; one that has keys is left as it is. */
export async function seed(world: World, now: Date): Promise<void> {
  const [present] = await world.database.query('SELECT 1 FROM "LiteLLM_VerificationToken" LIMIT 1');
  if (present !== undefined) return;
  await seedTeams(world);
  for (const key of keys) await seedKey(world, key, now);
  const rows = await world.database.query('SELECT * FROM "LiteLLM_VerificationToken"');
  const keysByAlias = new Map(rows.map((row) => [row['key_alias'], row as KeyRow]));
  const entries = happenings().map((happening, index) => entryFor(world, happening, keysByAlias, index, now));
  for (const entry of entries) await world.ledger.record(entry);
  world.upstream.set('glm-4', 'insufficient');
}
