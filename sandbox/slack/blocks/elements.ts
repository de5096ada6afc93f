import { isObject, type Json } from '../json.js';
import { checkText, type Findings, oneOf, optionalString, requireList, requireString, requireText } from './check.js';
import { checkConfirm } from './confirm.js';

type Check = (element: Json, at: string, found: Findings) => void;

/** Elements that a person can act on: https://docs.slack.dev/reference/block-kit/block-elements */
const interactive: Readonly<Record<string, Check>> = {
  button: checkButton,
  static_select: checkStaticSelect,
  multi_static_select: checkStaticSelect,
  overflow: (element, at, found) => checkOptions(element, 5, at, found),
  checkboxes: (element, at, found) => checkOptions(element, 10, at, found),
  radio_buttons: (element, at, found) => checkOptions(element, 10, at, found),
  users_select: checkPlaceholder,
  multi_users_select: checkPlaceholder,
  conversations_select: checkPlaceholder,
  multi_conversations_select: checkPlaceholder,
  channels_select: checkPlaceholder,
  multi_channels_select: checkPlaceholder,
  external_select: checkPlaceholder,
  multi_external_select: checkPlaceholder,
  datepicker: checkPlaceholder,
  timepicker: checkPlaceholder,
  datetimepicker: () => undefined,
};

/** Elements of input blocks only (docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element and its neighbours). */
const inputs: Readonly<Record<string, Check>> = {
  plain_text_input: checkPlaceholder,
  email_text_input: checkPlaceholder,
  url_text_input: checkPlaceholder,
  number_input: checkPlaceholder,
  rich_text_input: checkPlaceholder,
  file_input: () => undefined,
};

/** docs.slack.dev/reference/block-kit/blocks/section-block: these cannot be an accessory's neighbours in actions. */
const notInActions = ['multi_static_select', 'multi_users_select', 'multi_conversations_select', 'multi_channels_select', 'multi_external_select'];

export function checkActionElement(element: Json, at: string, found: Findings): void {
  if (typeof element.type === 'string' && notInActions.includes(element.type)) return unsupported(element, at, found);
  checkElement(element, interactive, at, found);
}

export function checkAccessory(value: unknown, at: string, found: Findings): void {
  if (!isObject(value)) return found.add('must be an object', at);
  if (value.type === 'image') return checkImage(value, at, found);
  checkElement(value, interactive, at, found);
}

export function checkInputElement(value: unknown, at: string, found: Findings): void {
  if (!isObject(value)) return found.add('missing required field: element', at);
  if (value.type === 'button' || value.type === 'overflow') return unsupported(value, at, found);
  checkElement(value, { ...interactive, ...inputs }, at, found);
}

/** https://docs.slack.dev/reference/block-kit/blocks/image-block: alt_text 2,000, image_url 3,000; or a slack_file. */
export function checkImage(image: Json, at: string, found: Findings): void {
  requireString(image, 'alt_text', 2_000, at, found);
  if (!isObject(image.slack_file)) requireString(image, 'image_url', 3_000, at, found);
}

function checkElement(element: Json, known: Readonly<Record<string, Check>>, at: string, found: Findings): void {
  const check = typeof element.type === 'string' && Object.hasOwn(known, element.type) ? known[element.type] : undefined;
  if (!check) return unsupported(element, at, found);
  optionalString(element, 'action_id', 255, at, found);
  checkConfirm(element.confirm, `${at}/confirm`, found);
  check(element, at, found);
}

function unsupported(element: Json, at: string, found: Findings): void {
  found.add(`unsupported type: ${String(element.type)}`, `${at}/type`);
}

/** https://docs.slack.dev/reference/block-kit/block-elements/button-element */
function checkButton(button: Json, at: string, found: Findings): void {
  requireText(button, 'text', ['plain_text'], 75, at, found);
  optionalString(button, 'value', 2_000, at, found);
  optionalString(button, 'url', 3_000, at, found);
  optionalString(button, 'accessibility_label', 75, at, found);
  oneOf(button, 'style', ['primary', 'danger'], at, found);
}

/** Placeholders: plain text of 150 (docs.slack.dev/reference/block-kit/block-elements/select-menu-element). */
function checkPlaceholder(element: Json, at: string, found: Findings): void {
  if (element.placeholder !== undefined) checkText(element.placeholder, ['plain_text'], 150, `${at}/placeholder`, found);
}

/** Options or option groups, 100 each (docs.slack.dev/reference/block-kit/block-elements/select-menu-element). */
function checkStaticSelect(select: Json, at: string, found: Findings): void {
  checkPlaceholder(select, at, found);
  if (select.option_groups === undefined) return checkOptions(select, 100, at, found);
  const groups = requireList(select, 'option_groups', 100, at, found);
  groups.forEach((group, index) => {
    requireText(group, 'label', ['plain_text'], 75, `${at}/option_groups/${index}`, found);
    checkOptions(group, 100, `${at}/option_groups/${index}`, found);
  });
}

/** https://docs.slack.dev/reference/block-kit/composition-objects/option-object: text 75, value 150, description 75. */
function checkOptions(element: Json, max: number, at: string, found: Findings): void {
  requireList(element, 'options', max, at, found).forEach((option, index) => {
    const here = `${at}/options/${index}`;
    requireText(option, 'text', ['plain_text', 'mrkdwn'], 75, here, found);
    requireString(option, 'value', 150, here, found);
    if (option.description !== undefined) checkText(option.description, ['plain_text', 'mrkdwn'], 75, `${here}/description`, found);
  });
}
