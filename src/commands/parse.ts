import { UserError } from '../errors.js';
import { code } from '../slack/escape.js';
import { closest } from './closest.js';
import { usageOf, type Command, type Input } from './command.js';

/** Longest command that is read; Slack itself sends no more than a message holds. */
const LONGEST = 4_000;

/**
 * Splits what was typed into words; quotes keep blanks together.
 * @param text as `unwrapText` returns it
 * @throws UserError for a quote without its end, or far too much text
 */
export function splitWords(text: string): readonly string[] {
  if (text.length > LONGEST) throw new UserError(`That is ${text.length.toLocaleString('en-US')} characters; at most ${LONGEST.toLocaleString('en-US')} are read.`);
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (const character of text) {
    if (quote !== undefined) {
      if (character === quote) quote = undefined;
      else word = (word ?? '') + character;
    } else if ((character === '"' || character === "'") && (word === undefined || word.endsWith('='))) {
      quote = character;
      word ??= '';
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + character;
    }
  }
  if (quote !== undefined) throw new UserError(`The quote ${code(quote)} is never closed.`, { hint: `Add ${code(quote)} where the value ends.` });
  return word === undefined ? words : [...words, word];
}

/**
 * Sorts the words behind a command's name into positionals and flags, in any order; `--flag value` and `--flag=value`.
 * @throws UserError that quotes what does not fit and says what would
 */
export function parseInput(command: Command, words: readonly string[]): Input {
  const positionals: string[] = [];
  const flags: Record<string, string> = {};
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] as string;
    if (!word.startsWith('--')) {
      positionals.push(word);
      continue;
    }
    const [, name = '', joined] = /^--([^=]*)(?:=([^]*))?$/.exec(word) ?? [];
    const flag = knownFlag(command, name);
    if (flag in flags) throw new UserError(`\`--${flag}\` is there twice.`, { hint: `Give it once: ${code(usageOf(command))}` });
    const value = joined ?? words[index += 1];
    if (value === undefined || (joined === undefined && value.startsWith('--'))) throw missingValue(command, flag);
    flags[flag] = value;
  }
  return { positionals: countPositionals(command, positionals), flags };
}

function knownFlag(command: Command, name: string): string {
  const known = Object.keys(command.flags);
  const flag = name.toLowerCase();
  if (known.includes(flag)) return flag;
  const near = closest(flag, known);
  const allowed = known.length === 0 ? `\`/llm ${command.name}\` takes no flags.` : `\`/llm ${command.name}\` takes ${known.map((item) => `\`--${item}\``).join(', ')}.`;
  throw new UserError(`No flag ${code(`--${name}`, 60)}.${near ? ` Did you mean \`--${near}\`?` : ''}`, { hint: allowed });
}

function missingValue(command: Command, flag: string): UserError {
  return new UserError(`\`--${flag}\` needs a value.`, { hint: `For instance \`--${flag} ${command.flags[flag]?.value ?? ''}\`` });
}

function countPositionals(command: Command, positionals: readonly string[]): readonly string[] {
  const missing = command.positionals.slice(positionals.length).find(({ isRequired }) => isRequired);
  if (missing) throw new UserError(`\`/llm ${command.name}\` needs the ${missing.name}.`, { hint: `Type ${code(usageOf(command))}` });
  const surplus = positionals[command.positionals.length];
  if (surplus !== undefined) {
    throw new UserError(`${code(surplus, 60)} is one word too many.`, { hint: `Type ${code(usageOf(command))}; put quotes around a value with blanks.` });
  }
  return positionals;
}
