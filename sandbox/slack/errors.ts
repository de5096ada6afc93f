import type { Json } from './json.js';

/** Slack's own refusal: `{ok: false, error: code, …detail}`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly code: string,
    readonly detail: Json = {},
  ) {
    super(code);
  }
}

/** Too fast: HTTP 429 with `Retry-After` (docs.slack.dev/apis/web-api/rate-limits). */
export class RateLimited extends Error {
  override readonly name = 'RateLimited';

  constructor(readonly retryAfterSeconds: number) {
    super(`Retry-After ${retryAfterSeconds} s`);
  }
}
