/** mrkdwn to blocks: code blocks first, then quotes and lists by line, the rest as lines of text. */
import { inline, literal } from './inline.js';
import { type Block, type Inline, unescape } from './nodes.js';
import { withEmoji } from './emoji.js';

const QUOTE = /^(?:&gt;|>)\s?/;
const QUOTE_TO_END = /^(?:&gt;|>){3}\s?/;
const ITEM = /^(\s*(?:[•◦▪‣–-]|\d{1,3}[.)]))\s+(?=\S)/;

/** Slack's `mrkdwn` text. */
export function parseMrkdwn(source: string): readonly Block[] {
  // Odd parts stand between two fences; a fence without its partner is text.
  const parts = source.replaceAll('\r\n', '\n').split(/```([\s\S]+?)```/);
  return parts.flatMap((part, index): readonly Block[] => {
    if (index % 2 === 1) return [{ kind: 'pre', children: literal(part.replace(/^\n/, '').replace(/\n$/, '')) }];
    const lines = part.split('\n');
    // The line ends that touch a code block belong to it.
    if (index > 0 && lines[0] === '') lines.shift();
    if (index < parts.length - 1 && lines.at(-1) === '') lines.pop();
    return byLine(lines);
  });
}

/** Slack's `plain_text`: no styles, but entities and emoji. */
export function plainText(source: string, withShortcodes = true): string {
  const decoded = unescape(source);
  return withShortcodes ? withEmoji(decoded) : decoded;
}

function byLine(lines: readonly string[]): readonly Block[] {
  const blocks: Block[] = [];
  for (const [index, line] of lines.entries()) {
    if (QUOTE_TO_END.test(line)) {
      const rest = [line.replace(QUOTE_TO_END, ''), ...lines.slice(index + 1)];
      return [...blocks, { kind: 'quote', children: inline(rest.join('\n')) }];
    }
    addLine(blocks, line);
  }
  return blocks;
}

function addLine(blocks: Block[], line: string): void {
  const marker = ITEM.exec(line);
  if (marker) blocks.push({ kind: 'item', marker: marker[1] ?? '', children: inline(line.slice(marker[0].length)) });
  else if (QUOTE.test(line)) join(blocks, 'quote', inline(line.replace(QUOTE, '')));
  else join(blocks, 'lines', inline(line));
}

/** Adds a line to the block before it where that is of the same kind. */
function join(blocks: Block[], kind: 'lines' | 'quote', children: readonly Inline[]): void {
  const before = blocks.at(-1);
  if (before?.kind !== kind) blocks.push({ kind, children });
  else blocks[blocks.length - 1] = { kind, children: [...before.children, { kind: 'break' }, ...children] };
}
