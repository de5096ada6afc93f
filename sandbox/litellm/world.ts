import type { Database } from './database.js';
import type { Ledger } from './ledger.js';
import type { Deployment } from './models.js';
import type { UpstreamMode } from './types.js';

/** What every route stands on. */
export interface World {
  readonly masterKey: string;
  readonly database: Database;
  readonly ledger: Ledger;
  readonly models: readonly Deployment[];
  /** What the provider of a model group answers; absent = `ok`. */
  readonly upstream: Map<string, UpstreamMode>;
  readonly lostDelayMs: number;
  /** Without a database (`lite`) or with one. */
  mode: 'lite' | 'full';
}
