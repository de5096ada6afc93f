import { readContent, requireSomething, type Content } from './content.js';
import { bot } from './defaults.js';
import { ApiError } from './errors.js';
import { text, type Json } from './json.js';
import type { Parts } from './parts.js';
import { json, refusal, type Reply } from './reply.js';
import type { Origin } from './response-urls.js';
import type { Message } from './types.js';

/** Answers a POST to a `response_url` (docs.slack.dev/messaging/modifying-messages, “Updating messages using response_url”). */
export function respondUrl(parts: Parts, path: string, body: Json): Reply {
  try {
    respond(parts, parts.responseUrls.look(path), body);
  } catch (error) {
    return refusal(error, error instanceof ApiError ? refusalStatus(error.code) : 400);
  }
  parts.responseUrls.spend(path);
  return json({ ok: true });
}

/**
 * Unlike the Web API, these URLs answer refusals with an HTTP error: 404 once the URL is spent, 400 for a body
 * that Slack does not take (as webhooks: api.slack.com/changelog/2016-05-17-changes-to-errors-for-incoming-webhooks;
 * o: slackapi/java-slack-sdk#1017, louislam/uptime-kuma#941).
 */
export function refusalStatus(code: string): number {
  return code === 'used_url' || code === 'expired_url' ? 404 : 400;
}

/**
 * What a POST to `response_url` does: https://docs.slack.dev/interactivity/handling-user-interaction
 * @throws ApiError where Slack would refuse
 */
export function respond(parts: Parts, origin: Origin, body: Json): void {
  const source = origin.message && parts.workspace.find(origin.message.channel, origin.message.ts);
  if (body.delete_original === true) return deleteOriginal(parts, source);
  const content = readContent(body);
  requireSomething(content);
  if (body.replace_original === true && source) return replaceOriginal(parts, source, content, body);
  addResponse(parts, origin, content, body);
}

function deleteOriginal(parts: Parts, source: Message | undefined): void {
  if (!source) throw new ApiError('message_not_found');
  parts.workspace.remove(source);
}

function replaceOriginal(parts: Parts, source: Message, content: Content, body: Json): void {
  parts.workspace.replace({
    ...source,
    text: content.text ?? '',
    blocks: content.blocks ?? [],
    attachments: content.attachments ?? [],
    edited: source.edited || (content.blocks === undefined && source.ephemeralTo === undefined),
    payload: body,
  });
}

/** `response_type` is ephemeral unless it says in_channel; a response stays in the channel unless `thread_ts` is given. */
function addResponse(parts: Parts, origin: Origin, content: Content, body: Json): void {
  const inChannel = body.response_type === 'in_channel';
  const threadTs = text(body, 'thread_ts');
  parts.workspace.add({
    channel: origin.channelId,
    user: bot.userId,
    text: content.text ?? '',
    blocks: content.blocks ?? [],
    attachments: content.attachments ?? [],
    ...(threadTs && { threadTs }),
    ...(!inChannel && { ephemeralTo: origin.userId }),
    payload: body,
  });
}
