import type { ActionsBlock, Button, ConfirmationDialog, ContextBlock, DividerBlock, KnownBlock, SectionBlock } from '@slack/types';
import { cut, cutMarkup } from './escape.js';
import { LIMITS } from './limits.js';

/** What is sent to Slack, by whichever way. `text` is the notification: a full sentence. */
export interface Message {
  readonly text: string;
  readonly blocks?: readonly KnownBlock[];
  readonly attachments?: readonly { readonly color: string; readonly fallback: string; readonly blocks: readonly KnownBlock[] }[];
}

export interface ButtonOptions {
  readonly label: string;
  /** Who handles it: see `app.ts`. */
  readonly action: string;
  readonly value?: string;
  readonly style?: 'primary' | 'danger';
  readonly confirm?: { readonly title: string; readonly text: string; readonly confirm: string };
}

/** @param text mrkdwn, outside text in it escaped already */
export function section(text: string): SectionBlock {
  // Without `expand` Slack folds a long section behind "Show more".
  return { type: 'section', text: { type: 'mrkdwn', text: cutMarkup(text, LIMITS.sectionText) }, expand: true };
}

/** @param text mrkdwn, in small grey letters */
export function context(text: string): ContextBlock {
  return { type: 'context', elements: [{ type: 'mrkdwn', text: cutMarkup(text, LIMITS.contextText) }] };
}

export function divider(): DividerBlock {
  return { type: 'divider' };
}

export function button({ label, action, value, style, confirm }: ButtonOptions): Button {
  return {
    type: 'button',
    action_id: action,
    text: { type: 'plain_text', text: cut(label, LIMITS.buttonText) },
    ...(value !== undefined && { value: cut(value, LIMITS.buttonValue) }),
    ...(style && { style }),
    ...(confirm && { confirm: confirmation(confirm) }),
  };
}

function confirmation({ title, text, confirm }: { title: string; text: string; confirm: string }): ConfirmationDialog {
  return {
    title: { type: 'plain_text', text: cut(title, 100) },
    text: { type: 'mrkdwn', text: cutMarkup(text, 300) },
    confirm: { type: 'plain_text', text: cut(confirm, 30) },
    deny: { type: 'plain_text', text: 'Cancel' },
  };
}

/** @returns a row of buttons, or nothing for none */
export function actions(buttons: readonly ButtonOptions[]): ActionsBlock[] {
  if (buttons.length === 0) return [];
  return [{ type: 'actions', elements: buttons.slice(0, LIMITS.actionElements).map((options) => button(options)) }];
}
