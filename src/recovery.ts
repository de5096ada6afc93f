import type { WebClient } from '@slack/web-api';
import { recoverKeys, type Recovered, type RecoveryContext } from './commands/recover-keys.js';
import { startCron } from './cron.js';
import { messageOf } from './errors.js';
import { postEphemeral } from './slack/ephemeral.js';

/** Milliseconds after which a key that another bot on the same database makes is no longer under way. */
const UNDER_WAY_MS = 120_000;
const EVERY_MINUTE = '40 * * * * *';

export interface RecoveryOptions extends RecoveryContext {
  readonly client: WebClient;
  readonly clock: () => Date;
  /** No other bot uses the database: whatever is unfinished at start was left by one that died. */
  readonly isExclusive: boolean;
}

/** Settles at start what an earlier run left unfinished, and each minute what this one could not settle at once. */
export function startRecovery(options: RecoveryOptions): { stop(): Promise<void> } {
  const { clock, isExclusive, log, client } = options;
  const started = clock();
  const recover = async (before: Date, all: boolean) => {
    try {
      for (const recovered of await recoverKeys(options, before, all, clock())) await tell(client, recovered, log);
    } catch (error) {
      log.warn({ reason: messageOf(error) }, 'unfinished keys not settled');
    }
  };
  const first = recover(isExclusive ? started : new Date(started.getTime() - UNDER_WAY_MS), true);
  const task = startCron(EVERY_MINUTE, 'recovery', () => recover(new Date(clock().getTime() - UNDER_WAY_MS), false), log);
  return {
    async stop() {
      await task.stop();
      await first;
    },
  };
}

async function tell(client: WebClient, { user, channel, message }: Recovered, log: RecoveryContext['log']): Promise<void> {
  log.info({ user }, 'unfinished key settled');
  if (channel === undefined) return;
  const outcome = await postEphemeral(client, channel, user, message);
  if (outcome.kind !== 'sent') log.warn({ reason: outcome.error, user }, 'asker could not be told');
}
