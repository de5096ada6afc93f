import type { Faults } from './types.js';

export type Fault =
  | { readonly kind: 'rateLimit'; readonly retryAfterSeconds: number }
  | { readonly kind: 'fail'; readonly error: string }
  | { readonly kind: 'http'; readonly status: number }
  | { readonly kind: 'loseAnswer' | 'loseRequest' | 'hang' };

interface Planned {
  readonly method: string;
  readonly fault: Fault;
  left: number;
}

/** What is to go wrong next, in the order in which it was asked for. */
export class FaultPlan implements Faults {
  #planned: Planned[] = [];

  rateLimit(method: string, times: number, retryAfterSeconds: number): void {
    this.#plan(method, times, { kind: 'rateLimit', retryAfterSeconds });
  }

  fail(method: string, times: number, error: string): void {
    this.#plan(method, times, { kind: 'fail', error });
  }

  http(method: string, times: number, status: number): void {
    this.#plan(method, times, { kind: 'http', status });
  }

  loseAnswer(method: string, times: number): void {
    this.#plan(method, times, { kind: 'loseAnswer' });
  }

  loseRequest(method: string, times: number): void {
    this.#plan(method, times, { kind: 'loseRequest' });
  }

  hang(method: string, times: number): void {
    this.#plan(method, times, { kind: 'hang' });
  }

  clear(): void {
    this.#planned = [];
  }

  /** The fault of this call, counted down. */
  take(method: string): Fault | undefined {
    const planned = this.#planned.find((each) => each.left > 0 && (each.method === method || each.method === '*'));
    if (!planned) return undefined;
    planned.left -= 1;
    return planned.fault;
  }

  #plan(method: string, times: number, fault: Fault): void {
    this.#planned.push({ method, fault, left: times });
  }
}
