import { RateLimited } from './errors.js';
import type { PaceOptions } from './types.js';

/** How fast the app may call: https://docs.slack.dev/apis/web-api/rate-limits */
export class Pace {
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  constructor(
    private readonly options: PaceOptions,
    private readonly now: () => number,
  ) {}

  /** One message a second a channel, with short bursts. @throws RateLimited */
  spendPost(channelId: string): void {
    this.#spend(`post:${channelId}`, this.options.postsPerSecond, this.options.postBurst);
  }

  /** The tier of a method, in calls a minute. @throws RateLimited */
  spendCall(method: string): void {
    const perMinute = this.options.perMinute[method];
    if (perMinute !== undefined) this.#spend(`call:${method}`, perMinute / 60, perMinute);
  }

  #spend(key: string, perSecond: number, burst: number): void {
    const now = this.now();
    const last = this.#buckets.get(key) ?? { tokens: burst, at: now };
    const tokens = Math.min(burst, last.tokens + ((now - last.at) / 1_000) * perSecond);
    if (tokens < 1) throw new RateLimited(Math.max(1, Math.ceil((1 - tokens) / perSecond)));
    this.#buckets.set(key, { tokens: tokens - 1, at: now });
  }
}
