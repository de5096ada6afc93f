import { messageOf, UpstreamError } from '../errors.js';
import { redact } from '../slack/escape.js';
import type { Permission } from '../slack/roles.js';
import { finishAudit, insertAudit, type AuditEntry, type AuditOutcome } from '../store/audit.js';
import type { CommandContext } from './command.js';

/** Milliseconds until the end of a change is written again, where the database was away. */
const AGAIN_MS = 10_000;

type Detail = Readonly<Record<string, unknown>>;

/** A change that is recorded as begun; how it ends is still to be written. */
export interface OpenAudit {
  /** Keeps something with the row while it is under way. @throws StoreError */
  note(detail: Detail): Promise<void>;
  /** Writes how it ended; where the database is away, again until it is written. */
  finish(outcome: AuditOutcome, detail?: Detail): Promise<void>;
}

/**
 * Records a change before it is made: nothing is done that could not be recorded.
 * @throws StoreError before anything was done
 */
export async function beginAudit(context: CommandContext, action: Permission, target: string, detail: Detail): Promise<OpenAudit> {
  const id = await record(context, { action, target, outcome: 'started', detail });
  return {
    note: (more) => finishAudit(context.store, id, 'started', more, context.clock()),
    finish: (outcome, more = {}) => persist(() => finishAudit(context.store, id, outcome, more, context.clock()), context.log, id),
  };
}

/** The change is done: how it ended is written sooner or later, as long as the bot runs. */
async function persist(write: () => Promise<void>, log: CommandContext['log'], id: number): Promise<void> {
  try {
    await write();
  } catch (error) {
    log.error({ err: error, audit: id }, 'audit row not finished yet');
    setTimeout(() => { void persist(write, log, id); }, AGAIN_MS).unref();
  }
}

/** Writes how a change failed: `unknown` where LiteLLM may have made it all the same. */
export function finishFailed(audit: OpenAudit, error: unknown): Promise<void> {
  const outcome = error instanceof UpstreamError && error.outcomeUnknown ? 'unknown' : 'failed';
  return audit.finish(outcome, { error: redact(messageOf(error)).slice(0, 300) });
}

/** Writes one audit row for the asker. @throws StoreError */
export function record({ store, actor, channelId, proxy, clock, requestId }: CommandContext, entry: Pick<AuditEntry, 'action' | 'target' | 'outcome' | 'detail'>): Promise<number> {
  return insertAudit(store, {
    ...entry, actor: actor.id, actorName: actor.name, team: actor.teamId, proxy: proxy.name, target: redact(entry.target).slice(0, 200),
    detail: { ...entry.detail, request: requestId, ...(channelId !== undefined && { channel: channelId }) },
  }, clock());
}
