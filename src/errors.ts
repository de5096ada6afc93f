/** Few classes, split by what the caller does next. The dispatcher turns each into one clear answer. */

/** The operator must change something (a variable, a grant, a folder). The message is shown as it is. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** The person can put it right by typing something else. `hint` is what to type, or whom to ask. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly hint: string | undefined;

  /** @param message what was wrong, in Slack's mrkdwn, with outside text already escaped */
  constructor(message: string, options: ErrorOptions & { hint?: string } = {}) {
    super(message, options);
    this.hint = options.hint;
  }
}

/** The person may not do this; the message says who may. */
export class PermissionError extends Error {
  override readonly name = 'PermissionError';
}

/** The bot's own database cannot be used, so nothing that must be recorded may be done. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

/**
 * - `refused`: nothing listens there. Nothing was sent.
 * - `unreachable`: no address, no route, or a connection that never opened. Nothing was sent.
 * - `timeout`: the connection opened and the deadline passed. The outcome is unknown.
 * - `reset`: the connection broke midway. The outcome is unknown.
 * - `status`: an answer that says no; `status` has its number.
 * - `malformed`: an answer that LiteLLM would not give (HTML, half a document, other fields).
 */
export type UpstreamKind = 'refused' | 'unreachable' | 'timeout' | 'reset' | 'status' | 'malformed';

export interface UpstreamDetails {
  readonly kind: UpstreamKind;
  /** HTTP status, where there was one. */
  readonly status?: number;
  /** Method and path, without its query: a query may hold a key's hash. */
  readonly request: string;
  /** How long the answer asked us to wait. */
  readonly retryAfterMs?: number;
}

/** LiteLLM could not be asked, or said no. `message` is its own words, unescaped. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
  readonly details: UpstreamDetails;

  constructor(message: string, details: UpstreamDetails, options?: ErrorOptions) {
    super(message, options);
    this.details = details;
  }

  get isChange(): boolean {
    return this.details.request.startsWith('POST ');
  }

  /** Whether a change may have been carried out although this call failed. */
  get outcomeUnknown(): boolean {
    const { kind, status = 0 } = this.details;
    return kind === 'timeout' || kind === 'reset' || kind === 'malformed' || (kind === 'status' && (status >= 500 || status < 300));
  }
}

/** @returns the words of anything that was thrown, without its class */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '' && error.errors.length > 0) return messageOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
