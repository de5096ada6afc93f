interface Log { info(fields: object, message: string): void; error(fields: object, message: string): void }

/** Milliseconds between two lines about a trouble that lasts. */
const REMIND_MS = 60_000;

/** Something that fails again and again, told when it begins, once a minute, and when it is over. */
export interface Trouble {
  tell(error: unknown): void;
  over(): void;
}

export function createTrouble(log: Log, what: string): Trouble {
  let toldAt: number | undefined;
  let times = 0;
  return {
    tell(error) {
      times += 1;
      if (toldAt !== undefined && performance.now() - toldAt < REMIND_MS) return;
      toldAt = performance.now();
      log.error({ err: error, times }, what);
    },
    over() {
      if (toldAt !== undefined) log.info({ times }, `no longer: ${what}`);
      toldAt = undefined;
      times = 0;
    },
  };
}
