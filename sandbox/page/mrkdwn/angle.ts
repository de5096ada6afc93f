/** What stands between `<` and `>`: a link, a mention, a date (docs.slack.dev, "Formatting message text"). */
import { type Inline, unescape } from './nodes.js';

const LINK = /^(https?:\/\/|mailto:|tel:)/i;

/** @returns undefined for what Slack would show as it was typed. */
export function angle(inside: string): Inline | undefined {
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? undefined : unescape(inside.slice(bar + 1));
  const mention = /^([@#])([A-Z0-9]+)$/.exec(target);
  if (mention?.[2] !== undefined) return { kind: mention[1] === '@' ? 'user' : 'channel', id: mention[2], label };
  if (target.startsWith('!')) return special(target.slice(1), label);
  return LINK.test(target) ? { kind: 'link', url: unescape(target), label: label ?? unescape(target) } : undefined;
}

function special(target: string, label: string | undefined): Inline | undefined {
  const [what, ...details] = target.split('^');
  if (what === 'here' || what === 'channel' || what === 'everyone') return { kind: 'broadcast', range: what };
  if (what === 'subteam' && details[0] !== undefined) return { kind: 'group', id: details[0], label };
  if (what === 'date') return date(details, label ?? '');
  return label === undefined ? undefined : { kind: 'text', text: label };
}

function date([seconds = '', pattern = '', url]: readonly string[], fallback: string): Inline {
  if (!/^\d{1,12}$/.test(seconds) || pattern === '') return { kind: 'text', text: fallback };
  return { kind: 'date', at: Number(seconds), pattern, fallback, url: url !== undefined && LINK.test(url) ? unescape(url) : undefined };
}
