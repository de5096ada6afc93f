import { isObject, text, type Json } from '../json.js';
import { checkText, type Findings, optionalString, requireList, requireString, requireText } from './check.js';
import { checkAccessory, checkActionElement, checkImage, checkInputElement } from './elements.js';

type Check = (block: Json, at: string, found: Findings) => void;

/** Every block that a message may hold: https://docs.slack.dev/reference/block-kit/blocks */
const checks: Readonly<Record<string, Check>> = {
  section: checkSection,
  header: (block, at, found) => requireText(block, 'text', ['plain_text'], 150, at, found),
  divider: () => undefined,
  context: checkContext,
  actions: checkActions,
  image: checkImageBlock,
  input: checkInput,
  markdown: (block, at, found) => requireString(block, 'text', 12_000, at, found),
  rich_text: (block, at, found) => void requireList(block, 'elements', Number.MAX_SAFE_INTEGER, at, found),
  // Known to Slack, unused by the app: only that they exist is checked.
  table: (block, at, found) => requireField(block, 'rows', at, found),
  video: (block, at, found) => requireField(block, 'video_url', at, found),
  file: (block, at, found) => requireField(block, 'external_id', at, found),
  context_actions: (block, at, found) => void requireList(block, 'elements', 5, at, found),
};

export function checkBlock(block: Json, at: string, found: Findings): void {
  const check = typeof block.type === 'string' && Object.hasOwn(checks, block.type) ? checks[block.type] : undefined;
  if (!check) return found.add(`unsupported type: ${String(block.type)}`, `${at}/type`);
  optionalString(block, 'block_id', 255, at, found);
  check(block, at, found);
}

/** https://docs.slack.dev/reference/block-kit/blocks/section-block: text 3,000 or up to 10 fields of 2,000. */
function checkSection(block: Json, at: string, found: Findings): void {
  if (block.text === undefined && block.fields === undefined) return found.add('missing required field: text or fields', at);
  if (block.text !== undefined) checkText(block.text, ['plain_text', 'mrkdwn'], 3_000, `${at}/text`, found);
  if (block.fields !== undefined) {
    requireList(block, 'fields', 10, at, found).forEach((field, index) => {
      checkText(field, ['plain_text', 'mrkdwn'], 2_000, `${at}/fields/${index}`, found);
    });
  }
  if (block.accessory !== undefined) checkAccessory(block.accessory, `${at}/accessory`, found);
}

/** https://docs.slack.dev/reference/block-kit/blocks/context-block: up to 10 images and texts. */
function checkContext(block: Json, at: string, found: Findings): void {
  requireList(block, 'elements', 10, at, found).forEach((element, index) => {
    const here = `${at}/elements/${index}`;
    if (element.type === 'image') return checkImage(element, here, found);
    checkText(element, ['plain_text', 'mrkdwn'], 3_000, here, found);
  });
}

/** https://docs.slack.dev/reference/block-kit/blocks/actions-block: up to 25 elements, each `action_id` once. */
function checkActions(block: Json, at: string, found: Findings): void {
  const elements = requireList(block, 'elements', 25, at, found);
  const seen = new Set<unknown>();
  elements.forEach((element, index) => {
    const here = `${at}/elements/${index}`;
    const id = text(element, 'action_id');
    if (id !== undefined && seen.has(id)) found.add(`\`action_id\` "${id}" already exists for action block`, `${here}/action_id`);
    seen.add(id);
    checkActionElement(element, here, found);
  });
}

/** https://docs.slack.dev/reference/block-kit/blocks/image-block: a title of 2,000. */
function checkImageBlock(block: Json, at: string, found: Findings): void {
  checkImage(block, at, found);
  if (block.title !== undefined) checkText(block.title, ['plain_text'], 2_000, `${at}/title`, found);
}

/** https://docs.slack.dev/reference/block-kit/blocks/input-block: label and hint 2,000. */
function checkInput(block: Json, at: string, found: Findings): void {
  requireText(block, 'label', ['plain_text'], 2_000, at, found);
  if (block.hint !== undefined) checkText(block.hint, ['plain_text'], 2_000, `${at}/hint`, found);
  checkInputElement(isObject(block.element) ? block.element : undefined, `${at}/element`, found);
}

function requireField(block: Json, name: string, at: string, found: Findings): void {
  if (block[name] === undefined) found.add(`missing required field: ${name}`, at);
}
