/** What happens within a line: `*bold*`, `_italic_`, `~strike~`, code, `<…>`, `:emoji:`, entities. */
import { angle } from './angle.js';
import { emoji } from './emoji.js';
import { type Inline, text, unescape } from './nodes.js';

type Found = { readonly node: Inline; readonly end: number } | undefined;

const STYLES = { '*': 'bold', _: 'italic', '~': 'strike' } as const;
const WORD = /[\p{L}\p{N}]/u;

/** One or more lines; a line's end becomes a `break`. */
export function inline(source: string): readonly Inline[] {
  const nodes: Inline[] = [];
  let plain = '';
  let at = 0;
  const flush = () => {
    if (plain !== '') nodes.push(text(unescape(plain)));
    plain = '';
  };
  while (at < source.length) {
    const found = nodeAt(source, at);
    if (!found) {
      plain += source[at++];
      continue;
    }
    flush();
    nodes.push(found.node);
    at = found.end;
  }
  flush();
  return nodes;
}

function nodeAt(source: string, at: number): Found {
  switch (source[at]) {
    case '\n':
      return { node: { kind: 'break' }, end: at + 1 };
    case '<':
      return angleAt(source, at);
    case '`':
      return codeAt(source, at);
    case ':':
      return emojiAt(source, at);
    case 'h':
    case 'H':
      return bareLinkAt(source, at);
    case '*':
    case '_':
    case '~':
      return styledAt(source, at);
    default:
      return undefined;
  }
}

function angleAt(source: string, at: number): Found {
  const close = source.indexOf('>', at);
  const node = close < 0 ? undefined : angle(source.slice(at + 1, close));
  return node && { node, end: close + 1 };
}

function codeAt(source: string, at: number): Found {
  const close = source.indexOf('`', at + 1);
  const inside = close < 0 ? '' : source.slice(at + 1, close);
  if (inside.trim() === '' || inside.includes('\n')) return undefined;
  return { node: { kind: 'code', children: literal(inside) }, end: close + 1 };
}

/** Inside code nothing is styled, but Slack still reads `<…>` there: an unescaped mention pings from a code span as well. */
export function literal(source: string): readonly Inline[] {
  return source.split(/(<[^<>\n]+>)/).flatMap((part) => {
    const node = part.startsWith('<') ? angle(part.slice(1, -1)) : undefined;
    return node ?? (part === '' ? [] : text(unescape(part)));
  });
}

function emojiAt(source: string, at: number): Found {
  const match = matchAt(/:([\w+-]{1,100}):/y, source, at);
  const character = match?.[1] === undefined ? undefined : emoji(match[1]);
  if (match?.[1] === undefined || character === undefined) return undefined;
  return { node: { kind: 'emoji', name: match[1], character }, end: at + match[0].length };
}

function bareLinkAt(source: string, at: number): Found {
  if (WORD.test(source[at - 1] ?? '')) return undefined;
  const url = matchAt(/https?:\/\/[^\s<>|`]+/iy, source, at)?.[0].replace(/[.,;:!?)\]*_~'"]+$/, '');
  if (url === undefined || url.length <= 'https://'.length) return undefined;
  return { node: { kind: 'link', url: unescape(url), label: unescape(url) }, end: at + url.length };
}

function styledAt(source: string, at: number): Found {
  const mark = source[at] as keyof typeof STYLES;
  const next = source[at + 1] ?? ' ';
  if (WORD.test(source[at - 1] ?? '') || next === mark || /\s/.test(next)) return undefined;
  const close = closingMark(source, at, mark);
  return close === undefined
    ? undefined
    : { node: { kind: STYLES[mark], children: inline(source.slice(at + 1, close)) }, end: close + 1 };
}

/** The mark that ends a style on the same line; marks inside code and `<…>` do not count. */
function closingMark(source: string, open: number, mark: string): number | undefined {
  for (let at = open + 1; at < source.length && source[at] !== '\n'; at++) {
    const skipped = source[at] === '`' ? codeAt(source, at) : source[at] === '<' ? angleAt(source, at) : undefined;
    if (skipped) at = skipped.end - 1;
    else if (source[at] === mark && !/\s/.test(source[at - 1] ?? ' ') && !WORD.test(source[at + 1] ?? '')) return at;
  }
  return undefined;
}

function matchAt(sticky: RegExp, source: string, at: number): RegExpExecArray | null {
  sticky.lastIndex = at;
  return sticky.exec(source);
}
