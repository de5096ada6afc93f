import { expect } from 'vitest';
import { checkAttachments, checkBlocks } from '../../sandbox/slack/blocks/message.js';
import { ApiError } from '../../sandbox/slack/errors.js';
import type { Json } from '../../sandbox/slack/json.js';
import type { Message } from '../../src/slack/blocks.js';

/** Fails where Slack would refuse the message. */
export function expectAccepted(message: Message): void {
  const plain = JSON.parse(JSON.stringify(message)) as { text: string; blocks?: Json[]; attachments?: Json[] };
  const refusal = refusalOf(() => {
    if (plain.blocks) checkBlocks(plain.blocks);
    if (plain.attachments) checkAttachments(plain.attachments);
  });
  expect(refusal).toBeUndefined();
  expect(plain.text).not.toBe('');
  expect(plain.text.length).toBeLessThanOrEqual(4_000);
}

function refusalOf(check: () => void): unknown {
  try {
    check();
    return undefined;
  } catch (error) {
    return error instanceof ApiError ? { code: error.code, message: error.message } : error;
  }
}

/** Fails where text from outside came alive, or could be taken for something that it is not. */
export function expectHarmless(message: Message): void {
  const raw = JSON.stringify([message.text, message.blocks, message.attachments]);
  expect(raw).not.toMatch(/<[!@#](?!date\^)|[\u202A-\u202E\u2066-\u2069]|(?<![a-z0-9-])sk-[a-z0-9]{6}/i);
}
