/**
 * Everything from outside (aliases, model names, upstream errors) passes through here before it stands in a message.
 * Slack reads `&`, `<` and `>` as control characters; the rest of mrkdwn only plays tricks, and a code span ends those.
 * Source: docs.slack.dev/messaging/formatting-message-text#escaping
 */

/** Longest quotation of outside text, in characters. */
const QUOTE_LIMIT = 300;

// Direction marks and other invisible characters, which could make a text read as something that it is not.
const INVISIBLE = /[\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu;
// eslint-disable-next-line no-control-regex -- control characters are what is being removed
const CONTROL = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/gu;
/** What a virtual key or the master key looks like, at the start of a word: `my-sk-notes` is an alias like any other. */
const SECRET = /(?<![A-Za-z0-9]|[A-Za-z0-9][-_])sk-[A-Za-z0-9_-]{3,}/g;

/** @returns text that Slack shows as it is: no mention, link or channel comes alive in it */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** @returns the text, cut to `limit` characters with `…` where something is missing; never in the middle of a character */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const end = limit - 1;
  const splitsPair = /[\uD800-\uDBFF]/.test(text.charAt(end - 1));
  return `${text.slice(0, splitsPair ? end - 1 : end)}…`;
}

/** @returns mrkdwn, cut as `cut` does it, without half an entity, half a date or mention, or half a code span at its end */
export function cutMarkup(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const whole = text.slice(0, limit - 2).replace(/[\uD800-\uDBFF]$/, '').replace(/&[a-z]{0,3}$/, '').replace(/<[^<>]*$/, '');
  const isOpen = (whole.split('`').length - 1) % 2 === 1;
  return `${whole}…${isOpen ? '`' : ''}`;
}

/** A key's hash (64 digits), or most of it: no secret, and nobody's to share. A commit's id, which an alias may be, is shorter. */
const HASH = /\b[0-9a-f]{50,}\b/g;

/** @returns the text with everything that looks like a key or its hash replaced, whoever wrote it */
export function redact(text: string): string {
  return text.replace(SECRET, 'sk-…').replace(HASH, '…');
}

/** @returns whether the text holds something that looks like a key */
export function looksLikeSecret(text: string): boolean {
  return text.search(SECRET) !== -1;
}

function clean(text: string): string {
  return redact(text.replace(INVISIBLE, '').replace(CONTROL, ' ')).replaceAll('`', 'ˋ');
}

/** @returns outside text as a code span: one line, escaped, at most `limit` characters */
export function code(text: string, limit = QUOTE_LIMIT): string {
  const line = clean(text).replace(/\s+/g, ' ').trim();
  return `\`${escapeText(cut(line === '' ? ' ' : line, limit))}\``;
}

/** @returns outside text without any markup, for places that know none: notification texts, button labels */
export function plain(text: string, limit = QUOTE_LIMIT): string {
  return cut(clean(text).replace(/\s+/g, ' ').trim(), limit);
}

/** @returns a person's name for mrkdwn: shown, not mentioned */
export function name(text: string): string {
  // A zero-width space keeps asterisks, underscores and tildes from pairing up.
  return escapeText(plain(text, 80)).replace(/[*_~]/g, '\u200B$&');
}
