import { BED, type Row } from './rows.js';

/** LiteLLM's own refusals, told by its words: for answers and log lines, which carry no class. Asked only where no provider spoke. */
export const PROXY: readonly Row[] = [
  { provider: '*', kind: 'no-key', pattern: /^No api key passed in/i, source: 'proxy/auth/user_api_key_auth.py' },
  { provider: '*', kind: 'malformed-key', pattern: /^Malformed API Key passed in/i, source: 'proxy/auth/user_api_key_auth.py' },
  { provider: '*', kind: 'placeholder-key', pattern: /^LiteLLM Virtual Key expected/i, source: 'proxy/auth/user_api_key_auth.py' },
  { provider: '*', kind: 'expired-key', pattern: /^(?:Authentication Error - )?Expired Key\b/i, source: 'proxy/auth/user_api_key_auth.py' },
  { provider: '*', kind: 'blocked-key', pattern: /^(?:Key|Team=\S{1,100}) is blocked\b|has been deactivated via SCIM/i, source: 'proxy/auth/user_api_key_auth.py, proxy/auth/auth_checks.py' },
  { provider: '*', kind: 'unknown-key', pattern: /^Invalid proxy server token passed/i, source: 'proxy/auth/auth_checks.py' },
  { provider: '*', kind: 'model-not-allowed', pattern: /is not available for this API key|is not in the allowed models for this customer|^(?:key|team|user) not allowed to access model/i, source: 'proxy/auth/model_access_denied.py' },
  { provider: '*', kind: 'model-not-allowed', pattern: /^Not allowed to access model due to tags/i, source: 'types/router.py, RouterErrors' },
  { provider: '*', kind: 'route-not-allowed', pattern: /^Virtual key is not allowed to call this route|^Only proxy admins? can|^You are not authorized to access this endpoint|^Only admin users/i, source: 'proxy/auth/route_checks.py' },
  { provider: '*', kind: 'virtual-budget', pattern: /^(?:Budget has been exceeded|ExceededBudget|ExceededTokenBudget)|No deployments available - crossed budget/i, source: 'exceptions.py, BudgetExceededError; types/router.py' },
  { provider: '*', kind: 'key-rate-limit', pattern: /^Rate limit exceeded for [^]{1,200}Limit type: |^LiteLLM Rate Limit Handler|^Crossed TPM \/ RPM|^Deployment over user-defined ratelimit|^Deployment has all max_parallel_requests/i, source: 'proxy/hooks/parallel_request_limiter_v3.py; types/router.py' },
  { provider: '*', kind: 'cooling-down', pattern: /^No deployments available for selected model|^There are no healthy deployments|^No healthy deployment available/i, source: 'types/router.py, RouterErrors' },
  { provider: '*', kind: 'unknown-model', pattern: /Invalid model name passed in/i, source: 'proxy/route_llm_request.py' },
  { provider: '*', kind: 'no-database', pattern: /^No connected db|DB not connected|Database not connected|^Not connected to DB|Prisma Client is not initialized|Can't reach database server|^Service Unavailable, the authentication database|no_db_connection|All connection attempts failed|database is temporarily unreachable|connection is temporarily unreachable/i, source: `${BED}; proxy/db/exception_handler.py` },
];

/** LiteLLM's classes that say it all (`error_class`); they hold although `llm_provider` is set. */
export const CLASSES: ReadonlyMap<string, Row['kind']> = new Map(Object.entries<Row['kind']>({
  BudgetExceededError: 'virtual-budget',
  ProxyRateLimitError: 'key-rate-limit',
  RouterRateLimitError: 'cooling-down',
  RouterRateLimitErrorBasic: 'cooling-down',
  KeyNotFoundError: 'unknown-key',
  ModelAccessDeniedProxyException: 'model-not-allowed',
  ProxyModelNotFoundError: 'unknown-model',
  ContextWindowExceededError: 'context-window',
  ContentPolicyViolationError: 'content-policy',
}));

/** LiteLLM's classes that say no more than a status does. */
export const STATUS_OF: ReadonlyMap<string, number> = new Map(Object.entries({
  AuthenticationError: 401, PaymentRequiredError: 402, PermissionDeniedError: 403, NotFoundError: 404, Timeout: 408, BadRequestError: 400, UnsupportedParamsError: 400,
  UnprocessableEntityError: 422, RateLimitError: 429, InternalServerError: 500, APIConnectionError: 500, BadGatewayError: 502, ServiceUnavailableError: 503, MidStreamFallbackError: 503,
}));
