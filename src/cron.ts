import { schedule, type ScheduledTask } from 'node-cron';

interface Log { info(fields: object, message: string): void; debug(fields: object, message: string): void; warn(fields: object, message: string): void; error(fields: object, message: string): void }

/** Milliseconds between two looks at the clocks, and how far they may part before the task is planned anew. */
const WATCH_MS = 5_000;
const STEP_MS = 3_000;

/**
 * Runs something at the times of a cron expression, never twice at once.
 * node-cron plans its next run by the wall clock alone: set back by an hour, it would run nothing for an hour.
 * The monotonic clock tells when that happened.
 * @param work what it throws is its own to handle
 */
export function startCron(expression: string, name: string, work: () => Promise<void>, log: Log): { stop(): Promise<void> } {
  // node-cron's own `noOverlap` knows nothing of the task that was planned before.
  let running = false;
  const once = async () => {
    if (running) return;
    running = true;
    try {
      await work();
    } finally {
      running = false;
    }
  };
  const plan = (): ScheduledTask => schedule(expression, once, { name, suppressMissedWarning: true, logger: quiet(log, name) });
  let task = plan();
  let offset = Date.now() - performance.now();
  const watch = setInterval(() => {
    const now = Date.now() - performance.now();
    const stepMs = Math.round(now - offset);
    offset = now;
    if (Math.abs(stepMs) < STEP_MS) return;
    log.info({ name, stepMs }, 'the clock was set; planned anew');
    void task.destroy();
    task = plan();
  }, WATCH_MS);
  return {
    async stop() {
      clearInterval(watch);
      await task.destroy();
    },
  };
}

/** node-cron writes lines of its own, thousands of them after a sleep. */
function quiet(log: Log, name: string) {
  const write = (message: string | Error) => log.debug({ name }, String(message));
  return { info: write, warn: write, debug: write, error: (message: string | Error) => log.error({ name, reason: String(message) }, 'scheduled work failed') };
}
