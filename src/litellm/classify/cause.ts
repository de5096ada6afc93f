import type { UpstreamKind } from '../../errors.js';

/**
 * Why a request failed, as far as it can be told.
 *
 * The provider's side:
 * - `out-of-credit`: the provider serves nothing more until somebody pays, raises a spending limit, or a daily or longer quota resets. Retrying does not help.
 * - `rate-limited`: too many requests or tokens a minute, or at once. It heals by itself.
 * - `ambiguous-quota`: the provider says that a quota is used up, and not which (a bare RESOURCE_EXHAUSTED).
 * - `provider-refuses-credential`: the key that LiteLLM holds for the provider is wrong, expired or revoked.
 * - `provider-forbids`: the credential is known and may not do this (country, model, suspended account).
 * - `model-not-found-at-provider`: a deployment names a model that its provider does not have.
 * - `upstream-down`: the provider fails, is overloaded, or cannot be reached from LiteLLM.
 * - `timeout`: no answer within the deadline, LiteLLM's or ours.
 *
 * The request:
 * - `bad-request`: the provider or LiteLLM does not accept its parameters.
 * - `content-policy`: its content was refused.
 * - `context-window`: it is longer than the model takes.
 *
 * LiteLLM's side:
 * - `cooling-down`: every deployment of the group is in its pause after failures; the cause is the provider's last error before it.
 * - `unknown-model`: no model group has this name.
 * - `model-not-allowed`: the key or its team may not use this model.
 * - `route-not-allowed`: the key may not call this route.
 * - `virtual-budget`: a budget kept by LiteLLM (key, team, user, provider …) is used up; `Failure.budgetEntity` says whose.
 * - `key-rate-limit`: a rate limit kept by LiteLLM (key, team, user, deployment) was reached.
 * - `no-key`, `malformed-key`, `placeholder-key`, `unknown-key`, `expired-key`, `blocked-key`: what the client sent for a virtual key
 *   (nothing; no `Bearer`; something that does not begin with `sk-`; one that is not in the database; …). A blocked team counts as `blocked-key`.
 * - `no-database`: LiteLLM runs without its database, or lost it.
 * - `proxy-error`: LiteLLM, or a gateway in front of it, failed by itself.
 * - `proxy-unreachable`: nothing listens, or the connection never opened or broke.
 * - `not-litellm`: what answers there is not LiteLLM.
 *
 * - `unknown`: nothing in the table fits.
 */
export const CAUSE_KINDS = [
  'out-of-credit', 'rate-limited', 'ambiguous-quota', 'provider-refuses-credential', 'provider-forbids', 'model-not-found-at-provider', 'upstream-down', 'timeout',
  'bad-request', 'content-policy', 'context-window',
  'cooling-down', 'unknown-model', 'model-not-allowed', 'route-not-allowed', 'virtual-budget', 'key-rate-limit',
  'no-key', 'malformed-key', 'placeholder-key', 'unknown-key', 'expired-key', 'blocked-key',
  'no-database', 'proxy-error', 'proxy-unreachable', 'not-litellm',
  'unknown',
] as const;
export type CauseKind = (typeof CAUSE_KINDS)[number];

/** A failure as LiteLLM answered it, stored it (`metadata->'error_information'`), logged it, or as our own call ended. */
export interface Failure {
  /** LiteLLM's words, as they came. */
  readonly message: string;
  /** HTTP status. What is no status (100 to 599) is taken for a code of the provider. */
  readonly status?: number | undefined;
  /** `error_code` as stored, which for a 400 is the provider's own (`Arrearage`, `1211`), or the `type` of an answer. */
  readonly code?: string | undefined;
  /** `error_class`. */
  readonly errorClass?: string | undefined;
  /** `llm_provider`. LiteLLM sets it for some of its own refusals too. */
  readonly provider?: string | undefined;
  /** `normalized_error`. */
  readonly normalizedError?: string | undefined;
  /** `error_budget_entity_type`. */
  readonly budgetEntity?: string | undefined;
  /** How our own call ended, where LiteLLM did not answer. */
  readonly kind?: UpstreamKind | undefined;
}

export interface Cause {
  readonly kind: CauseKind;
  /** The provider's name for people, such as `Zhipu GLM`, where a provider is involved and known. */
  readonly provider?: string;
  /** Where its credit is topped up, for `out-of-credit` and `ambiguous-quota`. */
  readonly topUpUrl?: string;
  /** The provider's own words (LiteLLM's where no provider spoke), unescaped, at most 2,000 characters; empty where there are none. */
  readonly words: string;
  /** What told: a row's source, or the status or class that was left to go by. */
  readonly evidence: string;
}
