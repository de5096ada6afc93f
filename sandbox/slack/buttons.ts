import { isObject, type Json } from './json.js';
import type { Message } from './types.js';

export interface Button {
  readonly actionId: string;
  readonly label: string;
  readonly blockId: string;
  /** Set where the button is in an attachment's blocks. */
  readonly attachmentId?: number;
  readonly element: Json;
}

/** The buttons of a message, in the order in which they are seen. */
export function buttonsOf(message: Message): readonly Button[] {
  const inAttachments = message.attachments.flatMap((each) => {
    const blocks = Array.isArray(each.blocks) ? each.blocks.filter(isObject) : [];
    return blocks.flatMap(buttonsIn).map((button) => ({ ...button, attachmentId: Number(each.id) }));
  });
  return [...message.blocks.flatMap(buttonsIn), ...inAttachments];
}

/** By `action_id`, or, where none has it, by what is written on it. */
export function findButton(message: Message, wanted: string): Button | undefined {
  const buttons = buttonsOf(message);
  return buttons.find((each) => each.actionId === wanted) ?? buttons.find((each) => each.label === wanted);
}

function buttonsIn(block: Json): readonly Button[] {
  const elements: readonly unknown[] = [...(Array.isArray(block.elements) ? block.elements : []), block.accessory];
  return elements.filter(isObject).flatMap((element) => {
    if (element.type !== 'button' || !isObject(element.text)) return [];
    return [{ actionId: String(element.action_id), label: String(element.text.text), blockId: String(block.block_id), element }];
  });
}

/** What `actions[]` says of a click: the element's own fields, without its confirmation, and when. */
export function actionOf(button: Button, actionTs: string): Json {
  const { type, text, value, style, url } = button.element;
  return {
    action_id: button.actionId,
    block_id: button.blockId,
    text,
    ...(value !== undefined && { value }),
    ...(style !== undefined && { style }),
    ...(url !== undefined && { url }),
    type,
    action_ts: actionTs,
  };
}
