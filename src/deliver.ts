import type { Logger } from 'pino';
import type { Removal, Reply } from './commands/command.js';
import type { Message } from './slack/blocks.js';
import type { SlackClients } from './slack/clients.js';
import { postEphemeral } from './slack/ephemeral.js';
import { removeOriginal, respond } from './slack/respond.js';

/** Where an answer goes. */
export interface Addressee {
  readonly responseUrl: string;
  readonly channel: string | undefined;
  readonly user: string;
}

/** Sends what a command returned. A secret that cannot be shown to have arrived is withdrawn, and its asker told. */
export async function deliverReply(clients: SlackClients, reply: Reply | Removal, to: Addressee, log: Logger): Promise<void> {
  if ('remove' in reply) {
    const outcome = await removeOriginal(clients.fetch, to.responseUrl);
    if (outcome.kind !== 'sent') log.warn({ reason: outcome.error }, 'message not removed from view');
    return;
  }
  const outcome = await respond(clients.fetch, to.responseUrl, reply.message, {
    once: reply.secret !== undefined,
    ...(reply.inChannel && { inChannel: true }),
    ...(reply.replaceOriginal && { replaceOriginal: true }),
  });
  if (outcome.kind === 'sent') return reply.secret?.delivered();
  log.warn({ outcome: outcome.kind, reason: outcome.error }, 'answer not delivered');
  const rest = reply.secret ? await reply.secret.undelivered() : reply.message;
  await tell(clients, rest, to, log);
}

/** The second way: it needs the bot in the channel, and holds no secret. */
async function tell(clients: SlackClients, message: Message, to: Addressee, log: Logger): Promise<void> {
  // The first three tries count against the five that Slack allows.
  const again = await respond(clients.fetch, to.responseUrl, message, { attempts: 2 });
  if (again.kind === 'sent') return;
  if (to.channel === undefined) return log.error({ reason: 'no channel' }, 'nobody could be told');
  const outcome = await postEphemeral(clients.write, to.channel, to.user, message);
  if (outcome.kind !== 'sent') log.error({ reason: outcome.error }, 'nobody could be told');
}
