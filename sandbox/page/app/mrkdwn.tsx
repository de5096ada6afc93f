/** Slack's text objects on the screen; every string becomes a text node. */
import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { fillDate } from '../mrkdwn/dates.js';
import type { Block, Inline } from '../mrkdwn/nodes.js';
import { parseMrkdwn, plainText } from '../mrkdwn/parse.js';
import { Glyphs } from './glyphs.js';
import { record, words } from './read.js';
import { useSurroundings } from './surroundings.js';

export function Mrkdwn({ source }: { source: string }) {
  const blocks = useMemo(() => parseMrkdwn(source), [source]);
  return <div class="mrkdwn">{blocks.map((block, index) => <TextBlock key={index} block={block} />)}</div>;
}

/** A text object of either kind, or a bare string, which is mrkdwn. */
export function TextObject({ value }: { value: unknown }) {
  const object = record(value);
  if (object?.['type'] !== 'plain_text') return <Mrkdwn source={words(value)} />;
  return <span class="plain"><Glyphs text={plainText(words(value), object['emoji'] !== false)} /></span>;
}

function TextBlock({ block }: { block: Block }) {
  const children = <Inlines nodes={block.children} />;
  switch (block.kind) {
    case 'lines':
      return <div class="lines">{children}</div>;
    case 'quote':
      return <blockquote>{children}</blockquote>;
    case 'pre':
      return <pre>{children}</pre>;
    case 'item':
      return (
        <div class="item">
          <span class="marker">{block.marker}</span>
          <span>{children}</span>
        </div>
      );
  }
}

function Inlines({ nodes }: { nodes: readonly Inline[] }) {
  return <>{nodes.map((node, index) => <InlineNode key={index} node={node} />)}</>;
}

function InlineNode({ node }: { node: Inline }) {
  switch (node.kind) {
    case 'text':
      return <Glyphs text={node.text} />;
    case 'break':
      return <br />;
    case 'bold':
      return <strong><Inlines nodes={node.children} /></strong>;
    case 'italic':
      return <em><Inlines nodes={node.children} /></em>;
    case 'strike':
      return <s><Inlines nodes={node.children} /></s>;
    case 'code':
      return <code><Inlines nodes={node.children} /></code>;
    case 'emoji':
      return <span title={`:${node.name}:`}><Glyphs text={node.character} /></span>;
    case 'link':
      return <Outside url={node.url}>{node.label}</Outside>;
    case 'date':
      return <DateToken node={node} />;
    case 'broadcast':
      return <span class="mention me">@{node.range}</span>;
    default:
      return <Mention node={node} />;
  }
}

function Outside({ url, children }: { url: string; children: ComponentChildren }) {
  return <a href={url} target="_blank" rel="noreferrer noopener">{children}</a>;
}

function DateToken({ node }: { node: Inline & { kind: 'date' } }) {
  const { reader } = useSurroundings();
  const shown = (
    <time dateTime={new Date(node.at * 1000).toISOString()} title={fillDate(node.at, '{date_long} at {time_secs}', reader)}>
      {fillDate(node.at, node.pattern, reader)}
    </time>
  );
  return node.url === undefined ? shown : <Outside url={node.url}>{shown}</Outside>;
}

function Mention({ node }: { node: Inline & { kind: 'user' | 'channel' | 'group' } }) {
  const { state } = useSurroundings();
  if (node.kind === 'channel') {
    const name = state.channels.find(({ id }) => id === node.id)?.name ?? node.label;
    return <span class="mention">#{name ?? node.id}</span>;
  }
  if (node.kind === 'group') return <span class="mention">@{(node.label ?? node.id).replace(/^@/, '')}</span>;
  const name = node.id === state.bot.id ? state.bot.name : state.people.find(({ id }) => id === node.id)?.name;
  return <span class={node.id === state.me.id ? 'mention me' : 'mention'}>@{name ?? node.label ?? node.id}</span>;
}
