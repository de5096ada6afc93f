import type { CauseKind } from './cause.js';

export interface Description {
  /** A few words, for a headline. */
  readonly title: string;
  /** What it means, in plain text. */
  readonly means: string;
  /** What to do about it. */
  readonly next: string;
}

const DESCRIPTIONS: Readonly<Record<CauseKind, Description>> = {
  'out-of-credit': { title: 'out of credit', means: 'The account with the provider has no credit or quota left. This is not a rate limit: retrying does not help.', next: 'Top up the account or raise its spending limit, or point the model elsewhere.' },
  'rate-limited': { title: 'rate limited by the provider', means: 'More requests or tokens than the provider allows a minute, or at once. It heals by itself.', next: 'Spread the load, add a deployment, or ask the provider for a higher limit.' },
  'ambiguous-quota': { title: 'a quota of the provider is used up', means: 'The provider does not say which quota: one of a minute heals by itself, one of a day or of money does not.', next: 'Test again in two minutes. If it still fails, look at the quotas and the bill of the account.' },
  'provider-refuses-credential': { title: "LiteLLM's credential is refused by the provider", means: 'The key that LiteLLM holds for this provider is wrong, expired or revoked. Your own virtual key is fine.', next: 'Put a valid key of the provider into this deployment.' },
  'provider-forbids': { title: 'the provider forbids it', means: 'The credential is known and may not do this: country, model access, or a suspended account.', next: 'Look at what the account may use at the provider. This is configuration: retrying does not help.' },
  'model-not-found-at-provider': { title: 'the provider has no such model', means: 'LiteLLM knows the model group, but its deployment names a model that the provider does not have, or not for this account.', next: "Correct the model name in this deployment's litellm_params." },
  'upstream-down': { title: 'the provider is failing', means: 'The provider answers with an error of its own, is overloaded, or cannot be reached from LiteLLM.', next: "Look at the provider's status page. If only this model fails, point it elsewhere meanwhile." },
  timeout: { title: 'no answer in time', means: 'The request was sent and nothing came back within the deadline.', next: 'Test again. If it stays slow, look at the provider and at the timeout of the deployment.' },
  'bad-request': { title: 'the request was not accepted', means: 'A parameter is wrong, or this model does not support it. The provider itself is fine.', next: 'Correct the request, or set drop_params in LiteLLM for parameters that this model does not know.' },
  'content-policy': { title: 'the content was refused', means: "The provider's content policy stopped this request. Other requests pass.", next: 'Nothing to repair here; tell the author of the request.' },
  'context-window': { title: 'the request is too long', means: "The request is longer than the model's context window.", next: 'Shorten it, or send it to a model with a larger window (context_window_fallbacks).' },
  'cooling-down': { title: 'cooling down', means: 'Every deployment of this model has failed and LiteLLM pauses it, so this answer hides the cause. The cause is the last provider error before it.', next: 'Repair what that error says. The pause ends by itself.' },
  'unknown-model': { title: 'no such model here', means: 'LiteLLM has no model group with this name.', next: 'Use one of the names that the proxy serves.' },
  'model-not-allowed': { title: 'this key may not use this model', means: 'The model exists, or is only named wrong, but the key or its team is limited to others.', next: "Add the model to the key or its team, or use one of the key's models." },
  'route-not-allowed': { title: 'this key may not call this route', means: 'The key is valid and limited to other routes.', next: 'Use a key for this route; an admin can extend allowed_routes.' },
  'virtual-budget': { title: 'a budget in LiteLLM is used up', means: 'A budget of a key, team, user or the proxy is spent. The provider was not asked and is fine.', next: 'Raise the budget, or wait for its reset.' },
  'key-rate-limit': { title: 'a rate limit in LiteLLM was reached', means: 'The limit of requests or tokens a minute that LiteLLM keeps for this key, team or deployment. The provider was not asked.', next: 'Wait a minute, or raise rpm_limit or tpm_limit.' },
  'no-key': { title: 'no key was sent', means: 'The client sent no Authorization header. The master key belongs to the proxy alone and is not read by clients.', next: 'Give the client a virtual key of its own as OPENAI_API_KEY, and check every route that it calls.' },
  'malformed-key': { title: 'the key was sent without Bearer', means: 'The Authorization header does not have the form that LiteLLM reads.', next: 'Send it as: Authorization: Bearer sk-…' },
  'placeholder-key': { title: 'a placeholder was sent instead of a key', means: 'What the client sent does not begin with sk-: most likely the default of its configuration.', next: 'Set a virtual key as OPENAI_API_KEY where the client runs.' },
  'unknown-key': { title: 'the key is unknown', means: 'LiteLLM has no such key: it was revoked, belongs to another proxy, or was mistyped.', next: 'Make a new key for this client, or correct the one that it has.' },
  'expired-key': { title: 'the key has expired', means: 'The key was valid until its expiry date.', next: 'Make a new key, or extend this one.' },
  'blocked-key': { title: 'the key is blocked', means: 'Somebody blocked the key or its team.', next: 'Unblock it if that is over.' },
  'no-database': { title: 'LiteLLM has no database', means: 'Virtual keys cannot be checked without it: only the master key works. The keys themselves may be fine.', next: 'Bring the database back; LiteLLM reconnects by itself within half a minute.' },
  'proxy-error': { title: 'LiteLLM itself failed', means: 'LiteLLM, or a gateway in front of it, answered with an error of its own. No provider is involved.', next: "Look at LiteLLM's log, and run the doctor." },
  'proxy-unreachable': { title: 'LiteLLM cannot be reached', means: 'Nothing listens there, or the connection broke.', next: 'Start LiteLLM, and check the address that the bot uses.' },
  'not-litellm': { title: 'something else answers there', means: 'The answer is not one that LiteLLM gives.', next: 'Check LITELLM_BASE_URL, and what listens on that port.' },
  unknown: { title: 'the cause is not known', means: 'Nothing in the table fits these words.', next: "Read the words, and LiteLLM's log at that time." },
};

/** @returns what a cause means and what to do about it, in plain text without markup */
export function describeCause(kind: CauseKind): Description {
  return DESCRIPTIONS[kind];
}
