/** What can be broken in the sandbox, and in which state it was left. */
import type { LitellmDouble } from '../litellm/types.js';
import type { DatabaseState, FaultState, ListenerState } from './protocol.js';

export interface FaultSwitch {
  readonly state: FaultState;
  /** @throws Error where a real proxy is used. */
  listener(to: ListenerState): Promise<void>;
  database(to: DatabaseState): Promise<void>;
}

const REAL_PROXY = 'A real proxy is connected: the sandbox does not break it.';

/** Switches one after the other, however fast they are clicked; `changed` is called after each. */
export function createFaultSwitch(litellm: LitellmDouble | undefined, changed: () => void): FaultSwitch {
  let state: FaultState = { listener: 'running', database: 'connected', ...(litellm ? {} : { unavailable: REAL_PROXY }) };
  let last: Promise<void> = Promise.resolve();

  function inTurn(step: (double: LitellmDouble) => Promise<Partial<FaultState>>): Promise<void> {
    if (!litellm) return Promise.reject(new Error(REAL_PROXY));
    const turn = last.then(async () => {
      state = { ...state, ...(await step(litellm)) };
      changed();
    });
    last = turn.catch(() => undefined);
    return turn;
  }

  return {
    get state() {
      return state;
    },
    listener: (to) =>
      inTurn(async (double) => {
        await switchListener(double, state.listener, to);
        return { listener: to };
      }),
    database: (to) =>
      inTurn(async (double) => {
        if (to !== state.database) await (to === 'lost' ? double.loseDatabase() : double.findDatabase());
        return { database: to };
      }),
  };
}

async function switchListener(double: LitellmDouble, from: ListenerState, to: ListenerState): Promise<void> {
  if (from === to) return;
  if (from === 'frozen') double.thaw();
  if (from === 'stopped') await double.start();
  if (to === 'stopped') await double.stop();
  if (to === 'frozen') double.freeze();
}
