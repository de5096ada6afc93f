import { checkAttachments, checkBlocks } from './blocks/message.js';
import { ApiError } from './errors.js';
import { token } from './ids.js';
import { isObject, text, type Json } from './json.js';

/** The visible part of a message, checked as Slack checks it. `undefined` = not given. */
export interface Content {
  readonly text: string | undefined;
  readonly blocks: readonly Json[] | undefined;
  readonly attachments: readonly Json[] | undefined;
  readonly metadata: Json | undefined;
}

/** docs.slack.dev/reference/methods/chat.postMessage, “Truncating content”: more than 40,000 characters are cut. */
const maxText = 40_000;
/** docs.slack.dev/reference/methods/chat.postMessage, error too_many_attachments: 100 a message. */
const maxAttachments = 100;

/** @throws ApiError with Slack's code for the first thing that it would refuse. */
export function readContent(args: Json): Content {
  const blocks = readList(args, 'blocks', 'invalid_blocks_format');
  const attachments = readList(args, 'attachments', 'invalid_attachments');
  if (attachments && attachments.length > maxAttachments) throw new ApiError('too_many_attachments');
  if (blocks) checkBlocks(blocks);
  if (attachments) checkAttachments(attachments);
  return {
    text: text(args, 'text')?.slice(0, maxText),
    blocks: blocks && withIds(blocks),
    attachments: attachments?.map((each, index) => withAttachmentIds(each, index)),
    metadata: readMetadata(args),
  };
}

/** docs.slack.dev/reference/methods/chat.postMessage, error no_text. */
export function requireSomething(content: Content): void {
  if (content.text || content.blocks?.length || content.attachments?.length) return;
  throw new ApiError('no_text');
}

function readList(args: Json, name: string, code: string): readonly Json[] | undefined {
  const value = decode(args[name], code);
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || !value.every(isObject)) throw new ApiError(code);
  return value;
}

/** Nested fields arrive as JSON text in forms (docs.slack.dev/apis/web-api, “POST bodies”). */
export function decode(value: unknown, code: string): unknown {
  if (typeof value !== 'string') return value;
  if (value === '') return undefined;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    throw new ApiError(code);
  }
}

/** docs.slack.dev/messaging/message-metadata: `event_type` and a flat-enough object `event_payload`. */
function readMetadata(args: Json): Json | undefined {
  const value = decode(args.metadata, 'invalid_metadata_format');
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw new ApiError('invalid_metadata_format');
  if (Object.keys(value).length === 0) return value;
  if (typeof value.event_type !== 'string' || !isObject(value.event_payload)) throw new ApiError('invalid_metadata_schema');
  return value;
}

/** docs.slack.dev/reference/block-kit/blocks: Slack makes up a `block_id`, and an `action_id`, where none was given. */
function withIds(blocks: readonly Json[]): readonly Json[] {
  return blocks.map((block) => {
    const filled: Json = { ...block, block_id: text(block, 'block_id') ?? token(5) };
    if (Array.isArray(block.elements) && block.type === 'actions') filled.elements = block.elements.map(withActionId);
    if (isObject(block.accessory)) filled.accessory = withActionId(block.accessory);
    return filled;
  });
}

function withActionId(element: unknown): unknown {
  if (!isObject(element) || element.type === 'image') return element;
  return { ...element, action_id: text(element, 'action_id') ?? token(5) };
}

function withAttachmentIds(attachment: Json, index: number): Json {
  const blocks = Array.isArray(attachment.blocks) ? withIds(attachment.blocks.filter(isObject)) : undefined;
  return { id: index + 1, ...attachment, ...(blocks && { blocks }) };
}
