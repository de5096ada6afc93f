/** How the requests to one model group went in a stretch of time. */
export interface ModelHealth {
  readonly model: string;
  readonly failures: number;
  /** Undefined where the source tells failures only. */
  readonly successes: number | undefined;
  readonly lastFailure: Date;
  /** LiteLLM's words for the last failure, unescaped. */
  readonly lastError: string;
  /** HTTP status of the last failure as text, where it had one. */
  readonly lastCode: string | undefined;
}

/** Where failures are read from. Each says at `name` what it is, for people. */
export interface FailureSource {
  readonly name: string;
  /**
   * Model groups with failures that the provider or the router caused; what a client did wrong is not a model's failure.
   * @throws UpstreamError, or an error of pg
   */
  modelHealth(since: Date, now: Date): Promise<readonly ModelHealth[]>;
}
