import { isObject, type Json } from '../json.js';

/** Collects what is wrong, in the words and with the pointers that Slack answers with. */
export class Findings {
  readonly #found: string[] = [];

  add(words: string, pointer: string): void {
    this.#found.push(`${words} [json-pointer:${pointer}]`);
  }

  get all(): readonly string[] {
    return this.#found;
  }
}

/** A string that must be there, be non-empty and keep to a length. */
export function requireString(of: Json, name: string, max: number, at: string, found: Findings): void {
  const value = of[name];
  const pointer = `${at}/${name}`;
  if (value === undefined || value === null) return found.add(`missing required field: ${name}`, at);
  if (typeof value !== 'string') return found.add('must be a string', pointer);
  if (value.length === 0) return found.add('must be more than 0 characters', pointer);
  if (value.length > max) found.add(`must be less than ${max + 1} characters`, pointer);
}

export function optionalString(of: Json, name: string, max: number, at: string, found: Findings): void {
  const value = of[name];
  if (value === undefined || value === null) return;
  if (typeof value !== 'string') return found.add('must be a string', `${at}/${name}`);
  if (value.length > max) found.add(`must be less than ${max + 1} characters`, `${at}/${name}`);
}

export function requireList(of: Json, name: string, max: number, at: string, found: Findings): readonly Json[] {
  const value = of[name];
  const pointer = `${at}/${name}`;
  if (value === undefined || value === null) {
    found.add(`missing required field: ${name}`, at);
    return [];
  }
  if (!Array.isArray(value) || !value.every(isObject)) {
    found.add('must be an array of objects', pointer);
    return [];
  }
  if (value.length === 0) found.add('no less than 1 items allowed', pointer);
  if (value.length > max) found.add(`no more than ${max} items allowed`, pointer);
  return value;
}

export function oneOf(of: Json, name: string, allowed: readonly string[], at: string, found: Findings): void {
  const value = of[name];
  if (value === undefined) return;
  if (typeof value !== 'string' || !allowed.includes(value)) found.add(`must be one of ${allowed.join(', ')}`, `${at}/${name}`);
}

type TextType = 'plain_text' | 'mrkdwn';

/**
 * A text object: https://docs.slack.dev/reference/block-kit/composition-objects/text-object
 * @param max characters that the place allows; the object itself allows 1 to 3,000
 */
export function checkText(value: unknown, types: readonly TextType[], max: number, at: string, found: Findings): void {
  if (!isObject(value)) return found.add('must be a text object', at);
  if (typeof value.type !== 'string') return found.add('missing required field: type', at);
  if (!types.some((type) => type === value.type)) return found.add(`must be of type ${types.join(' or ')}`, `${at}/type`);
  // `emoji` belongs to plain_text, `verbatim` to mrkdwn.
  if (value.type === 'mrkdwn' && value.emoji !== undefined) found.add('no more properties allowed: emoji', at);
  if (value.type === 'plain_text' && value.verbatim !== undefined) found.add('no more properties allowed: verbatim', at);
  requireString(value, 'text', max, at, found);
}

export function requireText(of: Json, name: string, types: readonly TextType[], max: number, at: string, found: Findings): void {
  if (of[name] === undefined || of[name] === null) return found.add(`missing required field: ${name}`, at);
  checkText(of[name], types, max, `${at}/${name}`, found);
}
