import type { KnownBlock } from '@slack/types';
import type { Message } from './blocks.js';
import { cutMarkup } from './escape.js';

/** In characters or pieces. Source: docs.slack.dev/reference/block-kit/blocks and /reference/methods/chat.postMessage */
export const LIMITS = {
  blocks: 50,
  sectionText: 3_000,
  contextText: 3_000,
  actionElements: 25,
  buttonText: 75,
  buttonValue: 2_000,
  /** Slack cuts `text` at 40,000 and recommends 4,000. */
  text: 4_000,
  /** Blocks of one message together; observed, slackapi/bolt-js#2509. */
  messageCharacters: 13_200,
} as const;

const NOTE = '_There is more than Slack shows in one message; the rest was left out._';

/**
 * Cuts a message to what Slack takes, and says so in the message: it never fails for its length.
 * Buttons are kept: without them a message could not be acted on.
 */
export function fitMessage(message: Message): Message {
  const attachments = message.attachments ?? [];
  const room = { characters: LIMITS.messageCharacters - NOTE.length - 200, blocks: LIMITS.blocks - 1 };
  const isAction = (block: KnownBlock) => block.type === 'actions';
  for (const block of message.blocks ?? []) if (isAction(block)) reserve(room, block);
  const blocks = (message.blocks ?? []).filter((block) => isAction(block) || take(room, block));
  const fitted = attachments.map((attachment) => ({ ...attachment, blocks: attachment.blocks.filter((block) => take(room, block)) }));
  const lost = total(message.blocks, attachments) - total(blocks, fitted);
  const shown = fitted.filter((attachment) => attachment.blocks.length > 0);
  return {
    text: cutMarkup(message.text, LIMITS.text),
    ...(blocks.length + lost > 0 && { blocks: lost > 0 ? [...blocks, { type: 'context', elements: [{ type: 'mrkdwn', text: NOTE }] }] : blocks }),
    ...(shown.length > 0 && { attachments: shown }),
  };
}

/** Buttons stay, however much else has to go for them; their values count for nothing. */
function reserve(room: { characters: number; blocks: number }, block: KnownBlock): void {
  room.blocks -= 1;
  room.characters -= characters(block);
}

/** All texts of a block together, which is what Slack counts. */
function characters(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce((sum, [key, inner]) => sum + (key === 'text' && typeof inner === 'string' ? inner.length : characters(inner)), 0);
}

function take(room: { characters: number; blocks: number }, block: KnownBlock): boolean {
  const size = JSON.stringify(block).length;
  if (room.blocks < 1 || room.characters < size) return false;
  room.blocks -= 1;
  room.characters -= size;
  return true;
}

function total(blocks: Message['blocks'], attachments: NonNullable<Message['attachments']>): number {
  return (blocks?.length ?? 0) + attachments.reduce((sum, attachment) => sum + attachment.blocks.length, 0);
}
