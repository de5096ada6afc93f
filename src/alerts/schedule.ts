import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Tuning } from '../config.js';
import { startCron } from '../cron.js';
import type { Proxy } from '../litellm/proxy.js';
import { createTrouble } from '../trouble.js';
import { applyVerdict, type ApplyContext } from './apply.js';
import type { Check, Probe } from './check.js';

/** Milliseconds that looks under way are waited for when the bot stops. */
const IDLE_MS = 1_000;

export interface ScheduleOptions {
  readonly checks: readonly Check[];
  readonly proxy: Proxy;
  readonly tuning: Tuning;
  readonly apply: ApplyContext;
  readonly log: Logger;
  readonly clock: () => Date;
  /** Something was saved for sending. */
  readonly onChange: () => void;
}

export interface Schedule {
  /** Starts no further look and waits for those under way. */
  stop(): Promise<void>;
}

/** Runs each check's probes at their times, and each check's observations one after the other through its rule. */
export function startSchedule(options: ScheduleOptions): Schedule {
  const runners = options.checks.map((check) => createRunner(options, check));
  const tasks = runners.flatMap((runner) => runner.check.probes
    .filter((probe) => probe.applies(options.proxy))
    .map((probe) => startCron(probe.schedule(options.tuning), `${runner.check.name}/${probe.name}`, () => runner.look(probe), options.log)));
  return {
    async stop() {
      await Promise.all(tasks.map((task) => task.stop()));
      // A probe ends by its own deadline; nobody has to wait for what it sees.
      await Promise.race([Promise.all(runners.map((runner) => runner.idle())), sleep(IDLE_MS, undefined, { ref: false })]);
    },
  };
}

interface Runner {
  readonly check: Check;
  look(probe: Probe<unknown>): Promise<void>;
  idle(): Promise<void>;
}

function createRunner({ proxy, tuning, apply, log, clock, onChange }: ScheduleOptions, check: Check): Runner {
  let state = check.initial;
  let queue = Promise.resolve();
  const under = new Set<Promise<void>>();
  const busy = new Set<string>();
  const trouble = createTrouble(log, `check ${check.name} cannot record what it sees`);

  async function judge(probe: Probe<unknown>, observation: unknown): Promise<void> {
    const now = clock();
    const step = check.rule(state, { probe: probe.name, observation }, tuning, now);
    state = step.state;
    log.trace({ check: check.name, probe: probe.name, observation, verdict: step.verdict }, 'looked');
    if (step.verdict.kind !== 'unsure') {
      const decision = await applyVerdict(apply, check, step.verdict, now);
      if (decision.kind !== 'nothing') {
        log.info({ check: check.name, proxy: proxy.name, decision: decision.kind, reason: decision.reason, verdict: step.verdict }, 'incident changed');
        onChange();
      }
    }
    const asked = check.probes.find(({ name }) => name === step.ask);
    if (asked?.applies(proxy)) void start(asked);
  }

  async function look(probe: Probe<unknown>): Promise<void> {
    // A probe that is asked for out of turn must not overtake itself.
    if (busy.has(probe.name)) return;
    busy.add(probe.name);
    try {
      const observation = await probe.observe(proxy, tuning);
      queue = queue.then(() => judge(probe, observation)).then(() => trouble.over(), (error: unknown) => trouble.tell(error));
      await queue;
    } catch (error) {
      log.error({ err: error, check: check.name, probe: probe.name }, 'probe failed');
    } finally {
      busy.delete(probe.name);
    }
  }

  function start(probe: Probe<unknown>): Promise<void> {
    const looking = look(probe).finally(() => under.delete(looking));
    under.add(looking);
    return looking;
  }

  return { check, look: start, idle: async () => { await Promise.all(under); } };
}
