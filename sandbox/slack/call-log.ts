import type { Call } from './types.js';

/** What the bot sent, in order, without its tokens. */
export class CallLog {
  readonly #calls: Call[] = [];

  constructor(private readonly changed: () => void) {}

  get all(): readonly Call[] {
    return this.#calls;
  }

  add(call: Call): void {
    this.#calls.push(call);
    this.changed();
  }
}
