import type { Client } from '../litellm/client.js';
import { findKeys, type Key } from '../litellm/keys.js';
import { code, name } from '../slack/escape.js';
import { ago, dateToken, money } from '../slack/time.js';

/** What the bot writes into the metadata of each key that it makes. */
export interface KeyOrigin {
  /** Slack user id and name of who asked. */
  readonly slack_user: string;
  readonly slack_name: string;
  /** The request that made it: by this a key of unknown outcome is known again. */
  readonly request: string;
}

/** @returns the key that one request of the bot made under an alias. @throws UpstreamError */
export async function findOwnKey(client: Client, alias: string, request: string): Promise<Key | undefined> {
  return (await findKeys(client, alias)).find(({ metadata }) => (metadata.litellm_chatops as Partial<KeyOrigin> | undefined)?.request === request);
}

/** @returns who a key belongs to, as far as LiteLLM or the bot wrote it down */
export function ownerOf(key: Key): string | undefined {
  const origin = key.metadata.litellm_chatops as Partial<KeyOrigin> | undefined;
  if (typeof origin?.slack_name === 'string') return origin.slack_name;
  return key.user_id ?? undefined;
}

/** @returns `owner Carol · team platform`, with what is known */
export function belonging(key: Key, team: string | undefined): string {
  const owner = ownerOf(key);
  return [`owner ${owner ? name(owner) : 'unknown'}`, ...(team ? [`team ${code(team, 80)}`] : [])].join(' · ');
}

/** @returns model names in code style, the first ten */
export function modelList(models: readonly string[]): string {
  if (models.length === 0) return 'all models';
  const shown = models.slice(0, 10).map((model) => code(model, 80)).join(', ');
  return `${models.length === 1 ? 'model' : 'models'} ${shown}${models.length > 10 ? ` and ${models.length - 10} more` : ''}`;
}

/** @returns `$10.00 per 30d`, or that there is none */
export function budgetText(budget: number | null | undefined, per: string | null | undefined): string {
  if (budget === null || budget === undefined) return 'no budget';
  return `${money(budget)}${per ? ` per ${spellDuration(per)}` : ' in all'}`;
}

const UNITS: Readonly<Record<string, string>> = { s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week', mo: 'month' };

/** @returns LiteLLM's `30d` as `30 days`, or in code style what is no such duration */
function spellDuration(text: string): string {
  const [, number, unit = ''] = /^(\d+)(s|m|h|d|w|mo)$/.exec(text) ?? [];
  const word = UNITS[unit];
  if (word === undefined) return code(text, 20);
  return Number(number) === 1 ? word : `${number} ${word}s`;
}

export function expiryText(expires: Date | null | undefined): string {
  return expires ? `expires ${dateToken(expires, '{date_num}')}` : 'does not expire';
}

/** @returns one line about a key that has an alias already */
export function keyLine(key: Key, team: string | undefined, now: Date): string {
  const made = key.created_at ? `made ${ago(key.created_at, now)}` : 'of unknown age';
  const used = key.last_active ? `last used ${ago(key.last_active, now)}` : 'LiteLLM has no use of it on record';
  return `${belonging(key, team)} · ${made} · ${used}`;
}
