import { describe, expect, test } from 'vitest';
import { CAUSE_KINDS, classify, type CauseKind, type Failure } from '../../src/litellm/classify.js';
import { PROVIDERS } from '../../src/litellm/classify/providers.js';
import { fromAnswer, fromRow, storedFailures } from './support/stored-failures.js';
import { OVERSEAS, type ProviderAnswer } from './support/provider-answers.js';
import { CHINESE } from './support/provider-answers-china.js';

const ANSWERS = [...OVERSEAS, ...CHINESE];
const STORED = storedFailures();
const title = ({ provider, status, words }: ProviderAnswer) => `${provider} ${status}: ${words}`;

describe('what the real proxy answered and stored', () => {
  test.each(STORED)('$kind in an answer: $about', ({ kind, words = '', http }) => {
    const cause = classify(fromAnswer(http));
    expect(cause).toMatchObject({ kind, words: expect.stringContaining(words) });
    expect(cause.words).not.toMatch(/litellm|Exception -|[{}]|model group|Fallback/);
  });

  test.each(STORED.filter(({ row }) => row))('$kind in a row: $about', ({ kind, words = '', row }) => {
    expect(classify(fromRow(row!))).toMatchObject({ kind, words: expect.stringContaining(words) });
  });

  test('holds every answer of the table by provider, and every cause that LiteLLM can give', () => {
    const about = STORED.map((stored) => stored.about);
    expect(ANSWERS.map((answer) => `${answer.provider} ${answer.status}: ${answer.words}`).filter((name) => !about.includes(name))).toEqual([]);
    const elsewhere = ['no-database', 'proxy-error', 'proxy-unreachable', 'not-litellm', 'unknown'];
    expect(CAUSE_KINDS.filter((kind) => !STORED.some((stored) => stored.kind === kind))).toEqual(elsewhere);
  });
});

/** A gateway that prints the whole body: Python's way, and JSON. */
const python = (value: unknown): string => (Array.isArray(value) ? `[${value.map(python).join(', ')}]`
  : value === null ? 'None'
    : typeof value === 'object' ? `{${Object.entries(value as object).map(([key, inner]) => `'${key}': ${python(inner)}`).join(', ')}}`
      : typeof value === 'string' ? (value.includes("'") ? JSON.stringify(value) : `'${value}'`) : JSON.stringify(value));

describe('every provider answer, its body printed whole', () => {
  test.each(ANSWERS.map((answer) => ({ name: title(answer), ...answer })))('as Python: $name', ({ provider, status, body, kind, words }) => {
    const message = `litellm.APIError: APIError: ${provider === 'openai' ? 'OpenAI' : provider}Exception - Error code: ${status} - ${python(body)}\n\nLiteLLM: model group 'x' failed with the error above.`;
    expect(classify({ message, status, provider })).toMatchObject({ kind, words: expect.stringContaining(words) });
  });

  test.each(ANSWERS.map((answer) => ({ name: title(answer), ...answer })))('as bytes of JSON: $name', ({ provider, status, body, kind, words }) => {
    const message = `litellm.BadRequestError: ${provider}Exception - b'${JSON.stringify(body, null, 2).replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/'/g, "\\'")}'. Received Model Group=x\nAvailable Model Group Fallbacks=None`;
    expect(classify({ message, status, provider })).toMatchObject({ kind, words: expect.stringContaining(words) });
  });

  test.each(ANSWERS.map((answer) => ({ name: title(answer), ...answer })))('says whose credit it is: $name', ({ provider, status, body, kind }) => {
    const { topUpUrl } = classify({ message: `litellm.APIError: ${JSON.stringify(body)}`, status, provider });
    if (kind === 'out-of-credit') expect(topUpUrl).toMatch(/^https:\/\//);
    if (kind === 'rate-limited') expect(topUpUrl).toBeUndefined();
  });
});

const litellm = (message: string) => `litellm.RateLimitError: RateLimitError: OpenAIException - ${message}`;
const cases: readonly (readonly [string, Failure, CauseKind])[] = [
  ['words of a rate override words of credit', { message: litellm('Insufficient quota: 60 requests per minute'), status: 429 }, 'rate-limited'],
  ['RPM overrides credit', { message: litellm('You exceeded your current quota (RPM), please check your plan and billing details'), status: 429 }, 'rate-limited'],
  ['Chinese: concurrency overrides credit', { message: litellm('余额不足以提高并发数,并发数过高'), status: 429 }, 'rate-limited'],
  ['402 is credit whatever it says', { message: litellm('Rate limit: 3 requests per minute'), status: 402, provider: 'acme' }, 'out-of-credit'],
  ['402 by class alone', { message: 'litellm.PaymentRequiredError: CohereException - no', errorClass: 'PaymentRequiredError' }, 'out-of-credit'],
  ['an address with "rate-limits" in it is no rate', { message: litellm('Insufficient balance. See https://x.example/rate-limits?per=minute'), status: 429 }, 'out-of-credit'],
  ['Gemini through an OpenAI-compatible address keeps no quotaId', { message: litellm('You exceeded your current quota, please check your plan and billing details. Head to: https://ai.google.dev/gemini-api/docs/rate-limits.'), status: 429, provider: 'openai' }, 'ambiguous-quota'],
  ['Gemini free tier with limit 0 never heals', { message: 'litellm.RateLimitError: GeminiException - {"error":{"message":"Quota exceeded for metric: generativelanguage.googleapis.com/generate_content_free_tier_requests, limit: 0, model: gemini-3"}}', status: 429 }, 'out-of-credit'],
  ['Vertex without a quotaId', { message: 'litellm.RateLimitError: VertexAIException - b\'[{\\n  "error": {\\n    "code": 429,\\n    "message": "Quota exceeded for aiplatform.googleapis.com/online_prediction_requests_per_base_model"', status: 429, provider: 'vertex_ai' }, 'ambiguous-quota'],
  ['a quota of an unknown provider', { message: litellm('Your quota is used'), status: 429, provider: 'acme' }, 'ambiguous-quota'],
  ['a bare 429', { message: litellm('no'), status: 429, provider: 'acme' }, 'rate-limited'],
  ['a request that speaks of rates is a request', { message: 'litellm.BadRequestError: OpenAIException - Invalid value: "beats per minute, quota"', status: 400 }, 'bad-request'],
  ['Zhipu by its code', { message: litellm("Error code: 429 - {'error': {'code': '1302', 'message': 'x'}}"), status: 429, provider: 'zai' }, 'rate-limited'],
  ['Zhipu locked', { message: litellm("Error code: 429 - {'error': {'code': '1112', 'message': '您的账户已被锁定'}}"), status: 429, provider: 'zai' }, 'provider-forbids'],
  ['Zhipu too long', { message: 'litellm.BadRequestError: ZaiException - Prompt 超长', code: '1261', provider: 'zai' }, 'context-window'],
  ["a provider's code in error_code", { message: 'litellm.BadRequestError: DashscopeException - no', code: 'Arrearage', provider: 'dashscope' }, 'out-of-credit'],
  ['a code that came as a number', { message: 'litellm.BadRequestError: ZaiException - x', status: 1211, provider: 'zai' }, 'model-not-found-at-provider'],
  ['a LiteLLM behind this LiteLLM', { message: 'litellm.AuthenticationError: AuthenticationError: Litellm_proxyException - Authentication Error, No api key passed in.', status: 401, provider: 'litellm_proxy' }, 'provider-refuses-credential'],
  ['a budget of a LiteLLM behind this one', { message: 'litellm.BadRequestError: OpenAIException - Budget has been exceeded! Key=x Current cost: 5, Max budget: 1', status: 400, provider: 'openai' }, 'bad-request'],
  ['a budget, although llm_provider is set', { message: 'Budget has been exceeded! Key=x', status: 422, provider: 'openai', budgetEntity: 'key' }, 'virtual-budget'],
  ["a log line's cause, without status or class", { message: "litellm.proxy.proxy_server._handle_llm_api_exception(): Exception occured - litellm_call_id=1-2 - litellm.RateLimitError: RateLimitError: OpenAIException - 余额不足或无可用资源包,请充值。" }, 'out-of-credit'],
  ["a log line's refusal", { message: 'litellm.proxy.proxy_server.user_api_key_auth(): Exception occured - No api key passed in.\nRequester IP Address:127.0.0.1' }, 'no-key'],
  ['a traceback', { message: 'Traceback (most recent call last):\n  File "x.py", line 1, in f\nlitellm.exceptions.RateLimitError: litellm.RateLimitError: DeepseekException - Insufficient Balance' }, 'out-of-credit'],
  ['a lost database', { message: "Authentication Error, Can't reach database server at 127.0.0.1:5433", status: 500 }, 'no-database'],
  ['a lost database, to a virtual key', { message: 'Service Unavailable, the authentication database is temporarily unreachable. Please retry shortly.', status: 503 }, 'no-database'],
  ['lite mode', { message: 'No connected db.', status: 400 }, 'no-database'],
  ['lite mode: a 401 that is no matter of the key', { message: 'Prisma Client is not initialized', status: 401 }, 'no-database'],
  ['a gateway', { message: '502 Bad Gateway nginx', status: 502, kind: 'status' }, 'proxy-error'],
  ['our own call refused', { message: 'connection refused: nothing listens there', kind: 'refused' }, 'proxy-unreachable'],
  ['our own call reset', { message: 'the connection broke', kind: 'reset' }, 'proxy-unreachable'],
  ['our own call unreachable', { message: 'ENOTFOUND', kind: 'unreachable' }, 'proxy-unreachable'],
  ['our own call timed out', { message: 'no answer in time', kind: 'timeout' }, 'timeout'],
  ['something else answers', { message: 'an empty answer', status: 200, kind: 'malformed' }, 'not-litellm'],
  ['nothing known', { message: 'what is this' }, 'unknown'],
  ['no message', { message: '' }, 'unknown'],
  ['no message, a status', { message: '', status: 429, provider: 'groq' }, 'rate-limited'],
];

describe('overrides and corners', () => {
  test.each(cases)('%s', (_, failure, kind) => {
    expect(classify(failure).kind).toBe(kind);
  });

  test('names the provider by its words where LiteLLM only knows that it speaks like OpenAI', () => {
    const cause = classify({ message: litellm('余额不足或无可用资源包,请充值。'), status: 429, provider: 'openai' });
    expect(cause).toEqual({ kind: 'out-of-credit', provider: 'Zhipu GLM', topUpUrl: PROVIDERS.get('zai')?.topUpUrl, words: '余额不足或无可用资源包,请充值。', evidence: expect.stringContaining('shared/litellm/README.md') });
  });

  test('names a provider that the table does not know as LiteLLM does, and none for what LiteLLM refused', () => {
    expect(classify({ message: 'litellm.APIError: APIError: AcmeException - gone', status: 500, provider: 'acme' })).toMatchObject({ provider: 'acme', words: 'gone' });
    expect(classify({ message: 'Budget has been exceeded!', errorClass: 'BudgetExceededError', provider: 'openai' })).not.toHaveProperty('provider');
  });
});
