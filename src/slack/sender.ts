import type { WebClient } from '@slack/web-api';
import type { KnownBlock } from '@slack/types';
import type { Message } from './blocks.js';
import { outcomeOf, type Outcome } from './outcome.js';

/** Speaks in channels. Never repeats anything by itself: what to do about a failure is its caller's decision. */
export interface Sender {
  /** @param nonce by which `find` knows this message again */
  post(channel: string, message: Message, nonce: string, threadTs?: string): Promise<Outcome>;
  update(channel: string, ts: string, message: Message): Promise<Outcome>;
  /**
   * Looks for a message whose outcome is unknown.
   * @param since when it may have been posted at the earliest
   * @returns its `ts`, or undefined where it is not there
   * @throws Error of web-api when the channel cannot be read
   */
  find(channel: string, nonce: string, since: Date, threadTs?: string): Promise<string | undefined>;
}

/** Slack refuses these for what the message holds: its text alone still arrives. */
const CONTENT_ERRORS = new Set(['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long', 'msg_too_long', 'invalid_attachments']);

/** Milliseconds that our clock may be ahead of Slack's. */
const CLOCKS_MS = 60_000;
/** Pages of 200 messages that are looked through for one. */
const MOST_PAGES = 10;
/** Milliseconds that a look may take; the last page adds its own deadline. */
const LOOK_MS = 20_000;

interface Found { readonly ts?: string; readonly blocks?: readonly { readonly block_id?: string }[] }

/** @param read client for looking  @param write client that does not retry */
export function createSender(read: WebClient, write: WebClient): Sender {
  async function attempt(call: (message: Message) => Promise<{ ts?: string }>, message: Message): Promise<Outcome> {
    try {
      return { kind: 'sent', ts: (await call(message)).ts };
    } catch (error) {
      return outcomeOf(error);
    }
  }

  async function withTextAsLastResort(call: (message: Message) => Promise<{ ts?: string }>, message: Message): Promise<Outcome> {
    const outcome = await attempt(call, message);
    if (outcome.kind !== 'rejected' || !CONTENT_ERRORS.has(outcome.error)) return outcome;
    return attempt(call, { text: message.text });
  }

  return {
    post: (channel, message, nonce, threadTs) =>
      withTextAsLastResort(
        (body) => write.chat.postMessage({
          channel, ...body2slack(marked(body, nonce)), unfurl_links: false, unfurl_media: false, ...(threadTs && { thread_ts: threadTs }),
        }),
        message,
      ),
    update: (channel, ts, message) => withTextAsLastResort((body) => write.chat.update({ channel, ts, ...body2slack(body) }), message),
    async find(channel, nonce, since, threadTs) {
      const window = { channel, oldest: String((since.getTime() - CLOCKS_MS) / 1_000), inclusive: true, limit: 200 };
      let cursor: string | undefined;
      const until = Date.now() + LOOK_MS;
      for (let pages = 0; pages < MOST_PAGES; pages += 1) {
        if (Date.now() > until) throw new Error(`not through the channel within ${LOOK_MS / 1_000} s`);
        const options = { ...window, ...(cursor && { cursor }) };
        const page = threadTs ? await read.conversations.replies({ ...options, ts: threadTs }) : await read.conversations.history(options);
        const found = ((page.messages ?? []) as readonly Found[]).find((message) => message.blocks?.[0]?.block_id === blockId(nonce));
        cursor = page.response_metadata?.next_cursor || undefined;
        if (found || cursor === undefined) return found?.ts;
      }
      return undefined;
    },
  };
}

const blockId = (nonce: string) => `m-${nonce}`;

/** A block keeps its id wherever Slack shows it again, which message metadata does only for apps with a further scope. */
function marked(message: Message, nonce: string): Message {
  const [first, ...rest] = message.blocks?.length ? message.blocks : [textBlock(message.text)];
  return { ...message, blocks: [{ ...first, block_id: blockId(nonce) } as KnownBlock, ...rest] };
}

function textBlock(text: string): KnownBlock {
  return { type: 'section', text: { type: 'plain_text', text: text.slice(0, 3_000) } };
}

/** An update without attachments must say so, or Slack keeps the old ones (docs.slack.dev/reference/methods/chat.update). */
function body2slack(message: Message): { text: string; blocks: KnownBlock[]; attachments: { color: string; fallback: string; blocks: KnownBlock[] }[] } {
  return {
    text: message.text,
    blocks: [...(message.blocks ?? [])],
    attachments: (message.attachments ?? []).map((attachment) => ({ ...attachment, blocks: [...attachment.blocks] })),
  };
}
