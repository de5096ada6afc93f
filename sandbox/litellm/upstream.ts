import { proxyError, Refusal } from './answer.js';
import type { UpstreamMode } from './types.js';

/** What a provider answers in each mode: status and words, as the real test bed's upstream. */
const FAILURES: Record<string, { status: number; words: string }> = {
  quota: { status: 429, words: 'You exceeded your current quota, please check your plan and billing details.' },
  insufficient: { status: 429, words: '余额不足或无可用资源包,请充值。' },
  rate: { status: 429, words: 'Rate limit reached for requests per min (RPM): Limit 3, Used 3, Requested 1.' },
  auth: { status: 401, words: 'Incorrect API key provided: sk-upstr****eam.' },
  forbidden: { status: 403, words: 'Country, region, or territory not supported' },
  error: { status: 500, words: 'The server had an error while processing your request.' },
};

interface Meaning {
  readonly errorClass: string;
  readonly type: string;
  readonly normalized: string;
}

/** How LiteLLM classes a provider's status (seen on 1.106.2 for an OpenAI-like provider). */
const MEANINGS: Record<number, Meaning> = {
  400: { errorClass: 'BadRequestError', type: 'invalid_request_error', normalized: '400_INVALID_REQUEST' },
  401: { errorClass: 'AuthenticationError', type: 'authentication_error', normalized: '401_AUTHENTICATION_FAILED' },
  402: { errorClass: 'APIError', type: 'invalid_request_error', normalized: 'UNCLASSIFIED' },
  403: { errorClass: 'APIError', type: 'permission_error', normalized: '403_PERMISSION_DENIED' },
  404: { errorClass: 'NotFoundError', type: 'invalid_request_error', normalized: '404_RESOURCE_NOT_FOUND' },
  429: { errorClass: 'RateLimitError', type: 'throttling_error', normalized: '429_RATE_LIMIT_EXCEEDED' },
  500: { errorClass: 'InternalServerError', type: 'internal_server_error', normalized: '500_PROVIDER_INTERNAL_ERROR' },
  503: { errorClass: 'ServiceUnavailableError', type: 'internal_server_error', normalized: '503_PROVIDER_OVERLOADED' },
};
const SERVER_ERROR: Meaning = { errorClass: 'InternalServerError', type: 'internal_server_error', normalized: '500_PROVIDER_INTERNAL_ERROR' };

function wordsOf(body: unknown): string {
  const error = (body as { error?: { message?: unknown } } | null)?.error;
  return typeof error?.message === 'string' ? error.message : JSON.stringify(body);
}

function failureOf(mode: UpstreamMode): { status: number; words: string } | undefined {
  if (typeof mode === 'string') return FAILURES[mode];
  return mode.status < 400 ? undefined : { status: mode.status, words: wordsOf(mode.body) };
}

/** The refusal of a provider in this mode, as LiteLLM passes it on; undefined where it answers. */
export function askProvider(group: string, mode: UpstreamMode): Refusal | undefined {
  const failure = failureOf(mode);
  if (failure === undefined) return undefined;
  const { errorClass, type, normalized } = MEANINGS[failure.status] ?? SERVER_ERROR;
  const twice = errorClass === 'BadRequestError' ? '' : `${errorClass}: `;
  const message = `litellm.${errorClass}: ${twice}OpenAIException - ${failure.words}\n\nLiteLLM: model group '${group}' failed with the error above. No fallback was attempted.`;
  const rate = failure.status === 429 ? { rateLimitCategory: 'vendor_rate_limit' } : {};
  return new Refusal(proxyError(failure.status, message, type), { errorClass, code: String(failure.status), message, normalized, provider: 'openai', ...rate });
}
