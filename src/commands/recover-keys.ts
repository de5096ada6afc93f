import type { Logger } from 'pino';
import type { Proxy } from '../litellm/proxy.js';
import { removeKey } from '../litellm/remove-key.js';
import type { Message } from '../slack/blocks.js';
import { code } from '../slack/escape.js';
import { finishAudit, listUnfinishedAudit, type AuditRow } from '../store/audit.js';
import type { Queryable } from '../store/transaction.js';
import { say } from './answer.js';
import { findOwnKey } from './key-text.js';

export interface RecoveryContext {
  readonly store: Queryable;
  readonly proxy: Proxy;
  readonly log: Logger;
}

/** What to tell whom about a key whose making was not finished. */
export interface Recovered {
  readonly user: string;
  readonly channel: string | undefined;
  readonly message: Message;
}

/**
 * Finishes what nobody finished: keys that were being made when the bot died, or whose outcome was unknown.
 * Nobody can have such a key's secret for certain, so it is deleted; what cannot be settled now is left for the next time.
 * @param before rows that began later may still be under way
 * @param all also rows that no command left for later: only right for those of an earlier run of the bot
 * @throws StoreError
 */
export async function recoverKeys(context: RecoveryContext, before: Date, all: boolean, now: Date): Promise<readonly Recovered[]> {
  const rows = await listUnfinishedAudit(context.store, context.proxy.name, 'key new', before);
  const settled: Recovered[] = [];
  for (const row of rows.filter(({ detail }) => all || detail.again === true)) {
    const message = await settle(context, row, now).catch((error: unknown) => context.log.warn({ err: error, audit: row.id }, 'unfinished key not settled yet'));
    if (message) settled.push({ user: row.actor, channel: typeof row.detail.channel === 'string' ? row.detail.channel : undefined, message });
  }
  return settled;
}

async function settle({ store, proxy, log }: RecoveryContext, { id, target, detail }: AuditRow, now: Date): Promise<Message | undefined> {
  const made = await findOwnKey(proxy.client, target, String(detail.request));
  if (!made) {
    await finishAudit(store, id, 'failed', { why: 'it was not made' }, now);
    return say(`The key ${code(target)} was not made after all.`, 'You may try once more.');
  }
  const removal = await removeKey(proxy.client, made.token);
  if (removal.kind !== 'gone') {
    log.warn({ err: removal.error, audit: id }, 'unfinished key not deleted yet');
    return undefined;
  }
  await finishAudit(store, id, 'cancelled', { why: 'nobody is known to have its secret' }, now);
  return say(`The key ${code(target)} was made, and its secret is not known to have reached you: it has been deleted again.`, 'You may try once more.');
}
