import { messageOf, UpstreamError } from '../errors.js';
import { redact } from '../slack/escape.js';
import type { Permission } from '../slack/roles.js';
import { finishAudit, insertAudit, type AuditEntry, type AuditOutcome } from '../store/audit.js';
import type { CommandContext } from './command.js';

type Detail = Readonly<Record<string, unknown>>;

/** How a change ended, for the audit. */
export interface Finish {
  readonly outcome: AuditOutcome;
  readonly detail?: Detail;
}

/**
 * Runs a change between two writes to the audit: nothing is done that could not be recorded first.
 * @param work does the change; it may call `finish` itself where the outcome is more than done or failed
 * @throws StoreError before anything was done; what `work` throws, recorded as failed or unknown
 */
export async function audited<T>(context: CommandContext, action: Permission, target: string, detail: Detail, work: (finish: (end: Finish) => Promise<void>) => Promise<T>): Promise<T> {
  const id = await record(context, { action, target, outcome: 'started', detail });
  let finished = false;
  const finish = async ({ outcome, detail: more = {} }: Finish) => {
    finished = true;
    // The change is done: that its end cannot be recorded is logged, and the row stays at `started`.
    await finishAudit(context.store, id, outcome, more, context.clock())
      .catch((error: unknown) => context.log.error({ err: error, audit: id, outcome }, 'audit row not finished'));
  };
  try {
    const result = await work(finish);
    if (!finished) await finish({ outcome: 'done' });
    return result;
  } catch (error) {
    const outcome = error instanceof UpstreamError && error.outcomeUnknown ? 'unknown' : 'failed';
    if (!finished) await finish({ outcome, detail: { error: redact(messageOf(error)).slice(0, 300) } });
    throw error;
  }
}

/** Writes one audit row for the asker. @throws StoreError */
export function record({ store, actor, proxy, clock, requestId }: CommandContext, entry: Pick<AuditEntry, 'action' | 'target' | 'outcome' | 'detail'>): Promise<number> {
  return insertAudit(store, {
    ...entry, actor: actor.id, actorName: actor.name, team: actor.teamId, proxy: proxy.name, target: redact(entry.target).slice(0, 200),
    detail: { ...entry.detail, request: requestId },
  }, clock());
}
