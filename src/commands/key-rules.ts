import { UserError } from '../errors.js';
import { code } from '../slack/escape.js';

/** What the bot accepts for a new alias: it has to survive a shell, a URL and a chat message. */
const ALIAS = /^[A-Za-z0-9](?:[A-Za-z0-9._@/+-]{0,98}[A-Za-z0-9])?$/;
/** LiteLLM's own form (litellm_core_utils/duration_parser.py), which it does not anchor: `30days` would pass there as 30 days. */
const DURATION = /^(\d{1,6})(s|m|h|d|w|mo)$/;
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800, mo: 2_678_400 };
const TEN_YEARS_S = 10 * 366 * 86_400;

/** @throws UserError that quotes the alias and says what one looks like */
export function parseAlias(text: string): string {
  if (ALIAS.test(text)) return text;
  throw new UserError(`${code(text, 80)} cannot be an alias.`, {
    hint: 'Expected 1 to 100 letters, digits and `. _ @ / + -`, with a letter or digit at both ends, as in `ci-nightly`.',
  });
}

/** @throws UserError */
export function parseDuration(flag: string, text: string): string {
  const [, number = '', unit = ''] = DURATION.exec(text.toLowerCase()) ?? [];
  const seconds = Number(number) * (SECONDS[unit] ?? 0);
  if (seconds > 0 && seconds <= TEN_YEARS_S) return `${Number(number)}${unit}`;
  throw new UserError(`${code(text, 40)} is no duration for \`--${flag}\`.`, {
    hint: 'Expected a number with s, m, h, d, w or mo (months), ten years at the most, as in `30d`.',
  });
}

/** @returns US dollars. @throws UserError */
export function parseBudget(text: string): number {
  const amount = /^\$?(\d{1,9}(?:\.\d{1,6})?)\$?$/.exec(text)?.[1];
  if (amount !== undefined && Number(amount) > 0) return Number(amount);
  throw new UserError(`${code(text, 40)} is no budget.`, { hint: 'Expected US dollars above zero with a point, as in `--budget 10` or `--budget 2.50`.' });
}

/** @throws UserError */
export function parseLimit(flag: string, text: string): number {
  if (/^[1-9]\d{0,11}$/.test(text)) return Number(text);
  throw new UserError(`${code(text, 40)} is no limit for \`--${flag}\`.`, { hint: `Expected a whole number above zero, as in \`--${flag} 100\`.` });
}

/** @returns the names between commas, each once. @throws UserError for none */
export function parseList(flag: string, text: string): readonly string[] {
  const names = [...new Set(text.split(',').map((part) => part.trim()).filter(Boolean))];
  if (names.length > 0) return names;
  throw new UserError(`\`--${flag}\` is empty.`, { hint: `Expected names with commas between them, as in \`--${flag} gpt-4o,glm-4\`.` });
}

/** @returns the first of `alias-2`, `alias-3`, … that is free */
export function nextFree(alias: string, taken: readonly string[]): string {
  // Short enough that the suggestion is an alias itself.
  const base = alias.replace(/-\d{1,6}$/, '').slice(0, 92).replace(/[^A-Za-z0-9]+$/, '');
  const used = new Set([...taken, alias]);
  for (let number = 2; ; number += 1) if (!used.has(`${base}-${number}`)) return `${base}-${number}`;
}
