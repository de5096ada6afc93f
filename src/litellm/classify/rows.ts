import type { CauseKind } from './cause.js';

/** One line of the table: words, whose they are, and what they mean. */
export interface Row {
  /** A key of PROVIDERS, or `*` where several say it. */
  readonly provider: string;
  readonly kind: CauseKind;
  /** Looked for in the provider's words without addresses, or in its codes. No nested quantifiers: any text must be read in linear time. */
  readonly pattern: RegExp;
  /** `codes` for what stands beside the words (`code`, `type`, `quotaId` …). */
  readonly in?: 'codes';
  /** Only of this provider: others mean something else by it. Otherwise the words themselves tell the provider. */
  readonly only?: true;
  /** A page, a LiteLLM file or thread, or the table of the test bed (shared/litellm/README.md). */
  readonly source: string;
}

export const BED = 'shared/litellm/README.md';
