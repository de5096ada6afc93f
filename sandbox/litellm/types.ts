/** What the LiteLLM double offers to tests and to the sandbox page; over HTTP it answers as LiteLLM does. */

/** As the real test bed's upstream, or any provider answer at all. */
export type UpstreamMode =
  | 'ok' | 'quota' | 'insufficient' | 'rate' | 'auth' | 'forbidden' | 'error' | 'slow'
  | { readonly status: number; readonly body: unknown };

export interface LitellmDouble {
  /** `http://127.0.0.1:<port>`; the same after `stop` and `start`. */
  readonly url: string;
  readonly masterKey: string;
  /** No listener: connections are refused. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** It listens, and never answers. */
  freeze(): void;
  thaw(): void;
  /** The database behind the proxy is away (SQL clients are turned away too), and back again. */
  loseDatabase(): Promise<void>;
  findDatabase(): Promise<void>;
  /** Restarts without, or with, the database. */
  setMode(mode: 'lite' | 'full'): Promise<void>;
  /** What this model's provider answers from now on. */
  fail(model: string, how: UpstreamMode): void;
  close(): Promise<void>;
}

export interface LitellmOptions {
  /** 0 or unset: any free port. */
  readonly port?: number;
  readonly masterKey?: string;
  /** Connection to an empty or earlier database that the double owns. */
  readonly databaseUrl: string;
  /** A maintenance database of the same server: from there connections to the other are allowed and forbidden. */
  readonly adminDatabaseUrl: string;
  /** Fills the tables with keys, teams, spend and failures to look at. */
  readonly seed?: boolean;
  /** Milliseconds that readiness and a virtual key wait while the database is away; the real proxy takes 2000 to 5000. Default 2000. */
  readonly lostDelayMs?: number;
}
