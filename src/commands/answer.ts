import { PermissionError, StoreError, UpstreamError, UserError } from '../errors.js';
import { context, section, type Message } from '../slack/blocks.js';
import { code } from '../slack/escape.js';
import { fitMessage } from '../slack/limits.js';
import { renderCard } from '../slack/card.js';
import type { ButtonOptions } from '../slack/blocks.js';

/** A short private answer: what is the case, and what to do. Both mrkdwn. */
export function say(text: string, hint?: string, buttons: readonly ButtonOptions[] = []): Message {
  if (buttons.length > 0) return renderCard({ tone: 'notice', verdict: text, notification: unmarked(text), evidence: [], ...(hint && { footer: [hint] }), buttons });
  return fitMessage({ text: unmarked(hint ? `${text} ${hint}` : text), blocks: [section(text), ...(hint ? [context(hint)] : [])] });
}

/** The text alone, for a notification. */
function unmarked(text: string): string {
  return text.replace(/[`*]/g, '');
}

/** @returns why something could not be had from LiteLLM or a database, as a part of a sentence in mrkdwn */
export function reasonOf(error: unknown): string {
  // Everything else that is asked is LiteLLM's database; pg's words name hosts and roles, which are for the log.
  if (!(error instanceof UpstreamError)) return "LiteLLM's database could not be read";
  const { kind, status } = error.details;
  if (kind === 'refused') return 'the connection was refused';
  if (kind === 'timeout') return 'there was no answer in time';
  if (kind === 'reset') return 'the connection broke';
  if (kind === 'unreachable') return `the proxy cannot be reached: ${code(error.message, 160)}`;
  if (kind === 'malformed') return `the answer was not LiteLLM's: ${code(error.message, 160)}`;
  return `LiteLLM answered ${status}: ${code(error.message, 160)}`;
}

/** Every error becomes one clear answer: what happened, why, and what to do. */
export function answerError(error: unknown, requestId: string): Message {
  if (error instanceof UserError) return say(error.message, error.hint);
  if (error instanceof PermissionError) return say(error.message);
  if (error instanceof UpstreamError && error.isChange && error.outcomeUnknown) {
    return say(`Nobody can tell whether that was done: ${reasonOf(error)}.`, 'Look before you repeat it: `/llm status` shows whether the proxy answers.');
  }
  if (error instanceof UpstreamError) return say(`That did not work: ${reasonOf(error)}.`, '`/llm status` shows what the proxy can do right now.');
  if (error instanceof StoreError) {
    return say('That was not done: the bot\'s own database cannot be used, and nothing is changed that cannot be recorded.', 'Its log says why. `/llm status` works without it.');
  }
  return say('That did not work, and the bot does not know why.', `Its log has the details under request \`${requestId}\`.`);
}
