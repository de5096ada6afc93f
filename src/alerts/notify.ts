import type { Logger } from 'pino';
import { messageOf } from '../errors.js';
import type { Message } from '../slack/blocks.js';
import type { Outcome } from '../slack/outcome.js';
import type { Sender } from '../slack/sender.js';
import { updateIncident } from '../store/incidents.js';
import { claim, markFailed, markRetry, markSent, recoverAbandoned, supersedeCards, type OutboxRow } from '../store/outbox.js';
import type { Store } from '../store/transaction.js';
import { createTrouble } from '../trouble.js';
import { decideRetry } from './retry.js';

/** Milliseconds between two looks into the outbox when nobody wakes the notifier. */
const POLL_MS = 1_000;
/** Milliseconds after which a bot that took a row counts as dead: longer than all calls to Slack for one row may take. */
const LEASE_MS = 90_000;
/** Attempts after which a message is repeated unseen where the channel cannot be read: a duplicate is better than silence. */
const LOOKS = 5;

/** Slack no longer has the message, or lets nobody edit it: it is posted anew. */
const GONE = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed']);

export interface Notifier {
  /** There may be something to send. */
  wake(): void;
  /** Finishes what is being sent and takes nothing more. */
  stop(): Promise<void>;
}

export interface NotifierOptions {
  readonly store: Store;
  readonly sender: Sender;
  readonly log: Logger;
  readonly clock: () => Date;
  readonly random: () => number;
}

/**
 * Empties the outbox: what was saved is sent, what failed is tried again, what is uncertain is looked for first.
 * One bot of a database does this at a time, so what is marked as being sent at start was left by one that died.
 */
export function startNotifier(options: NotifierOptions): Notifier {
  let stopped = false;
  let wakeUp: (() => void) | undefined;
  let asked = false;
  const trouble = createTrouble(options.log, 'outbox cannot be read');
  const rest = () => new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, POLL_MS);
    wakeUp = () => { clearTimeout(timer); resolve(); };
  });

  async function run(): Promise<void> {
    await recoverAbandoned(options.store).catch((error: unknown) => options.log.error({ err: error }, 'outbox cannot be read'));
    while (!stopped) {
      asked = false;
      await drain(options, () => stopped).then(() => trouble.over(), (error: unknown) => trouble.tell(error));
      if (!stopped && !asked) await rest();
    }
  }

  const running = run();
  return {
    wake() { asked = true; wakeUp?.(); },
    async stop() {
      stopped = true;
      wakeUp?.();
      await running;
    },
  };
}

async function drain(options: NotifierOptions, isStopped: () => boolean): Promise<void> {
  await supersedeCards(options.store);
  while (!isStopped()) {
    const row = await claim(options.store, options.clock(), LEASE_MS);
    if (!row) return;
    await deliver(options, row);
  }
}

/** Sends one row and records what became of it. */
async function deliver(options: NotifierOptions, row: OutboxRow): Promise<void> {
  const { store, clock } = options;
  const started = clock();
  const { outcome, isPost, looks } = await attempt(options, row);
  if (outcome.kind === 'sent') return recordSent(store, row, outcome.ts, clock());
  // An update may be repeated as often as one likes; a post may not.
  const unknownSince = outcome.kind === 'unknown' && isPost ? row.unknownSince ?? started : row.unknownSince;
  const decision = decideRetry({ ...row, outcome }, clock(), options.random());
  options.log.warn({ outbox: row.id, incident: row.incidentId, attempt: row.attempts, reason: outcome.error, decision: decision.kind }, 'message not sent');
  if (decision.kind === 'give-up') return markFailed(store, row.id, outcome.error);
  await markRetry(store, row.id, { error: outcome.error, at: decision.at, unknownSince, looks });
}

interface Attempt {
  readonly outcome: Outcome;
  readonly isPost: boolean;
  /** Looks that failed since the outcome became unknown. */
  readonly looks: number;
}

async function attempt({ sender, log }: NotifierOptions, row: OutboxRow): Promise<Attempt> {
  const message = row.payload as Message;
  const threadTs = row.kind === 'thread' ? row.messageTs ?? undefined : undefined;
  if (row.kind === 'card' && row.messageTs !== null) {
    const outcome = await sender.update(row.channel, row.messageTs, message);
    if (outcome.kind !== 'rejected' || !GONE.has(outcome.error)) return { outcome, isPost: false, looks: row.looks };
  }
  if (row.unknownSince) {
    const found = await look(sender, row, row.unknownSince, threadTs);
    if (found?.kind === 'sent') return { outcome: found, isPost: true, looks: row.looks };
    if (found && row.looks + 1 < LOOKS) return { outcome: found, isPost: true, looks: row.looks + 1 };
  }
  if (row.unknownSince) log.info({ outbox: row.id }, 'message repeated: it did not arrive, or nobody could look');
  return { outcome: await sender.post(row.channel, message, row.nonce, threadTs), isPost: true, looks: 0 };
}

/** @returns undefined where the message is certainly not there */
async function look(sender: Sender, row: OutboxRow, since: Date, threadTs: string | undefined): Promise<Outcome | undefined> {
  try {
    const ts = await sender.find(row.channel, row.nonce, since, threadTs);
    return ts === undefined ? undefined : { kind: 'sent', ts };
  } catch (error) {
    return { kind: 'unknown', error: `could not look for it: ${messageOf(error)}` };
  }
}

function recordSent(store: Store, row: OutboxRow, ts: string | undefined, now: Date): Promise<void> {
  return store.transaction(async (db) => {
    await markSent(db, row.id, ts, now);
    if (row.kind === 'card' && ts !== undefined && ts !== row.messageTs) await updateIncident(db, row.incidentId, { messageTs: ts });
  });
}
