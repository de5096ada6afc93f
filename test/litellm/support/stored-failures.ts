import { readFileSync } from 'node:fs';
import type { CauseKind, Failure } from '../../../src/litellm/classify.js';

/** What LiteLLM 1.106.2 answered and stored for one failure, with each provider's own handler in front of a canned answer. */
export interface StoredFailure {
  readonly about: string;
  readonly kind: CauseKind;
  /** What must be left of the provider's words. */
  readonly words?: string;
  readonly http: { readonly status: number; readonly message: string; readonly type?: string };
  /** `metadata->'error_information'`; absent where LiteLLM wrote none. */
  readonly row?: ErrorInformation;
}

export interface ErrorInformation {
  readonly error_code: string;
  readonly error_class: string;
  readonly error_message: string;
  readonly llm_provider: string;
  readonly normalized_error: string;
  readonly error_budget_entity_type: string | null;
}

const file = new URL('../fixtures/stored-failures.jsonl', import.meta.url);

export function storedFailures(): readonly StoredFailure[] {
  return readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as StoredFailure);
}

/** As the answer of our own call is known. */
export function fromAnswer({ status, message, type }: StoredFailure['http']): Failure {
  return { status, message, ...(type !== undefined && { code: type }), kind: 'status' };
}

/** As a row of the spend log is known. */
export function fromRow(row: ErrorInformation): Failure {
  return {
    message: row.error_message,
    ...(/^\d{3}$/.test(row.error_code) && { status: Number(row.error_code) }),
    code: row.error_code,
    errorClass: row.error_class,
    provider: row.llm_provider,
    normalizedError: row.normalized_error,
    ...(row.error_budget_entity_type !== null && { budgetEntity: row.error_budget_entity_type }),
  };
}
