import { actions, context, section, type ButtonOptions, type Message } from './blocks.js';
import { fitMessage } from './limits.js';

export type Tone = 'critical' | 'warning' | 'notice' | 'good';

const COLOR: Readonly<Record<Tone, string>> = { critical: '#c62828', warning: '#ef8f00', notice: '#5f6b7a', good: '#2e7d32' };

export interface Card {
  readonly tone: Tone;
  /** The first line: the verdict, in mrkdwn. */
  readonly verdict: string;
  /** The same as a sentence without markup: what a locked phone shows. */
  readonly notification: string;
  /** What must not be folded away: since when, what it means, what would break. One line each, in mrkdwn. */
  readonly lead?: readonly string[];
  /** One line each, in mrkdwn; stands beside the coloured bar, which Slack may fold away. */
  readonly evidence: readonly string[];
  /** What to do, one line each; each gets an arrow. */
  readonly next?: readonly string[];
  /** Who holds it, what is still true: small, last. */
  readonly footer?: readonly string[];
  readonly buttons?: readonly ButtonOptions[];
}

/**
 * One card in the order that every message has: verdict, what to do, buttons, and the evidence in the coloured attachment.
 * The attachment holds nothing that must be seen, as Slack may fold it away.
 */
export function renderCard(card: Card): Message {
  const next = (card.next ?? []).map((line) => `→ ${line}`);
  const footer = card.footer ?? [];
  return fitMessage({
    text: card.notification,
    blocks: [
      section([`*${card.verdict}*`, ...(card.lead ?? []), ...next].join('\n')),
      ...(footer.length > 0 ? [context(footer.join('\n'))] : []),
      ...actions(card.buttons ?? []),
    ],
    ...(card.evidence.length > 0 && {
      attachments: [{ color: COLOR[card.tone], fallback: card.notification, blocks: [section(card.evidence.join('\n'))] }],
    }),
  });
}
