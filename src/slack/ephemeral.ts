import type { WebClient } from '@slack/web-api';
import type { Message } from './blocks.js';
import { outcomeOf, type Outcome } from './outcome.js';

/**
 * Tells one person in a channel, where no `response_url` is at hand or takes it. It needs the bot in the channel.
 * @param write client that does not retry
 * @returns what became of it; it throws nothing
 */
export async function postEphemeral(write: WebClient, channel: string, user: string, message: Message): Promise<Outcome> {
  try {
    await write.chat.postEphemeral({ channel, user, text: message.text, ...(message.blocks && { blocks: [...message.blocks] }) });
    return { kind: 'sent', ts: undefined };
  } catch (error) {
    return outcomeOf(error);
  }
}
