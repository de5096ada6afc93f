import { classify, type Cause } from '../classify.js';

/** How the requests to one model group went in a stretch of time. */
export interface ModelHealth {
  readonly model: string;
  readonly failures: number;
  /** Undefined where the source tells failures only. */
  readonly successes: number | undefined;
  readonly lastFailure: Date;
  /** Why the last one failed, with the provider's own words, unescaped. */
  readonly cause: Cause;
}

/** What a source says about a stretch of time. */
export interface FailureReport {
  /** Model groups with failures that the provider or the router caused; what a client did wrong is not a model's failure. */
  readonly models: readonly ModelHealth[];
  /** Failures of all kinds that were too many to be read, the oldest: among them may be any model's. */
  readonly unread: number;
}

/** Where failures are read from. Each says at `name` what it is, for people. */
export interface FailureSource {
  readonly name: string;
  /** @throws UpstreamError, or an error of pg */
  read(since: Date, now: Date): Promise<FailureReport>;
}

/** LiteLLM's classes for what the key may not: the model was not even asked. Both name a provider all the same (1.106.2). */
export const NOT_THE_MODELS: readonly string[] = ['BudgetExceededError', 'ProxyRateLimitError'];

/** What LiteLLM stores of an error, as it may be missing. */
export interface StoredError {
  readonly error_code?: string | null | undefined;
  readonly error_class?: string | null | undefined;
  readonly error_message?: string | null | undefined;
  readonly llm_provider?: string | null | undefined;
}

/** @returns whether the provider or the router caused it; `llm_provider` is set where a provider was asked */
export function isModelFailure(error: StoredError | null | undefined): boolean {
  if (NOT_THE_MODELS.includes(error?.error_class ?? '')) return false;
  return Boolean(error?.llm_provider) || error?.error_class === 'RouterRateLimitError';
}

/** @returns the cause of a stored failure */
export function causeOf(error: StoredError | null | undefined): Cause {
  // On a 400 the code may be the provider's own instead of a status.
  const code = error?.error_code ?? '';
  const status = /^[1-5]\d\d$/.test(code) ? Number(code) : undefined;
  return classify({
    message: error?.error_message ?? '', code,
    ...(status !== undefined && { status }),
    ...(error?.error_class && { errorClass: error.error_class }),
    ...(error?.llm_provider && { provider: error.llm_provider }),
  });
}
