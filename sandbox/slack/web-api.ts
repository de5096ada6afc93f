import { ApiError } from './errors.js';
import { text, type Json } from './json.js';
import { methods } from './methods/index.js';
import type { Method } from './methods/method.js';
import { requireScope } from './methods/lookup.js';
import type { Parts } from './parts.js';
import { json, refusal, type Reply } from './reply.js';

export interface Tokens {
  readonly bot: string;
  readonly app: string;
}

/** Answers one Web API call, HTTP 200 for refusals too: https://docs.slack.dev/apis/web-api */
export function callMethod(name: string, args: Json, authorization: string | undefined, tokens: Tokens, parts: Parts): Reply {
  const headers = { 'x-oauth-scopes': parts.config.scopes.join(',') };
  try {
    const method = methods.get(name);
    if (!method) throw new ApiError('unknown_method', { req_method: name });
    requireToken(method, tokenOf(method, args, authorization), tokens);
    for (const scope of method.scopes) requireScope(parts, scope);
    parts.pace.spendCall(name);
    const { token: _secret, ...rest } = args;
    return json({ ok: true, ...method.run(rest, parts) }, 200, headers);
  } catch (error) {
    return refusal(error);
  }
}

/** In the header or, but for apps.connections.open (its page, “Usage info”), among the arguments. */
function tokenOf(method: Method, args: Json, authorization: string | undefined): string | undefined {
  return authorization?.replace(/^Bearer /i, '') ?? (method.token === 'app' ? undefined : text(args, 'token'));
}

/** Errors of every method (docs.slack.dev/reference/methods/auth.test): not_authed, invalid_auth, not_allowed_token_type. */
function requireToken(method: Method, token: string | undefined, tokens: Tokens): void {
  if (!token) throw new ApiError('not_authed');
  if (token !== tokens.bot && token !== tokens.app) throw new ApiError('invalid_auth');
  const kind = token === tokens.bot ? 'bot' : 'app';
  if (method.token !== 'either' && method.token !== kind) throw new ApiError('not_allowed_token_type');
}
