import { ApiError } from '../errors.js';
import { isObject, text, type Json } from '../json.js';
import { checkBlock } from './block.js';
import { Findings } from './check.js';

/** docs.slack.dev/reference/block-kit/blocks: 50 blocks a message, 100 a modal or Home tab. */
const maxInMessage = 50;
/** (o) slackapi/bolt-js#2509: all texts of a message's blocks together. */
const maxCharacters = 13_200;

/** @throws ApiError `invalid_blocks` with every finding, or `msg_blocks_too_long`. */
export function checkBlocks(blocks: readonly Json[], max = maxInMessage): void {
  refuse('invalid_blocks', findings(blocks, '/blocks', max));
  requireLength(blocks);
}

function findingsOf(attachment: Json, index: number): readonly string[] {
  const at = `/attachments/${index}`;
  // (o) slackapi/node-slack-sdk#832, slackapi/java-slack-sdk#184: keys that Slack does not know.
  if (Object.keys(attachment).some((key) => !attachmentKeys.has(key))) return ['invalid_keys'];
  const { blocks } = attachment;
  if (blocks === undefined) return [];
  if (!Array.isArray(blocks) || !blocks.every(isObject)) return [`must be an array of objects [json-pointer:${at}/blocks]`];
  requireLength(blocks);
  return findings(blocks, `${at}/blocks`, maxInMessage);
}

/**
 * Blocks inside attachments keep to the same rules, but the whole is refused as `invalid_attachments`
 * (docs.slack.dev/reference/methods/chat.postEphemeral; o: slackapi/bolt-js#717).
 * @throws ApiError `invalid_attachments`, `msg_blocks_too_long`
 */
export function checkAttachments(attachments: readonly Json[]): void {
  refuse('invalid_attachments', attachments.flatMap(findingsOf));
}

/** docs.slack.dev/legacy/legacy-messaging/legacy-secondary-message-attachments: its fields, and the legacy ones. */
const attachmentKeys = new Set(
  (
    'blocks color fallback actions attachment_type author_icon author_link author_name callback_id fields footer ' +
    'footer_icon id image_url mrkdwn_in pretext text thumb_url title title_link ts'
  ).split(' '),
);

function findings(blocks: readonly Json[], at: string, max: number): readonly string[] {
  const found = new Findings();
  if (blocks.length > max) found.add(`no more than ${max} items allowed`, at);
  const ids = new Set<unknown>();
  blocks.forEach((block, index) => {
    // docs.slack.dev/reference/block-kit/blocks: a `block_id` should be unique for each message.
    const id = text(block, 'block_id');
    if (id !== undefined && ids.has(id)) found.add(`\`block_id\` "${id}" already exists`, `${at}/${index}/block_id`);
    ids.add(id);
    checkBlock(block, `${at}/${index}`, found);
  });
  return found.all;
}

function refuse(code: string, found: readonly string[]): void {
  if (found.length === 0) return;
  const messages = found.map((each) => `[ERROR] ${each}`);
  throw new ApiError(code, { errors: found, response_metadata: { messages } });
}

function requireLength(blocks: readonly Json[]): void {
  if (charactersOf(blocks) > maxCharacters) throw new ApiError('msg_blocks_too_long');
}

/** Sums every `text` that is a string, however deep. */
function charactersOf(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, each) => sum + charactersOf(each), 0);
  if (!isObject(value)) return 0;
  return Object.entries(value).reduce((sum, [key, each]) => {
    return sum + (key === 'text' && typeof each === 'string' ? each.length : charactersOf(each));
  }, 0);
}
