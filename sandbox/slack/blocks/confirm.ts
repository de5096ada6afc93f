import { isObject } from '../json.js';
import { type Findings, oneOf, requireText } from './check.js';

/** A confirmation: https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object */
export function checkConfirm(value: unknown, at: string, found: Findings): void {
  if (value === undefined || value === null) return;
  if (!isObject(value)) return found.add('must be an object', at);
  requireText(value, 'title', ['plain_text'], 100, at, found);
  requireText(value, 'text', ['plain_text', 'mrkdwn'], 300, at, found);
  requireText(value, 'confirm', ['plain_text'], 30, at, found);
  requireText(value, 'deny', ['plain_text'], 30, at, found);
  oneOf(value, 'style', ['primary', 'danger'], at, found);
}
