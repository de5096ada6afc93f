import type { Logger } from 'pino';
import { startCron } from '../cron.js';
import { enforceRetention } from '../store/retention.js';
import type { Store } from '../store/transaction.js';

/** Every night, and once at start for bots that never see a night. */
const NIGHTLY = '0 17 3 * * *';

/** Keeps the tables in bounds. @param days as `RETENTION_DAYS` */
export function startRetention(store: Store, days: number, log: Logger, clock: () => Date): { stop(): Promise<void> } {
  const sweep = async () => {
    try {
      log.debug({ deleted: await enforceRetention(store, days, clock()) }, 'retention kept');
    } catch (error) {
      log.warn({ err: error }, 'retention not kept');
    }
  };
  const task = startCron(NIGHTLY, 'retention', sweep, log);
  const first = sweep();
  return {
    async stop() {
      await task.stop();
      await first;
    },
  };
}
