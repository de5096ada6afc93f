import { BED, type Row } from './rows.js';

const GEMINI = 'https://ai.google.dev/gemini-api/docs/rate-limits';
const BIGMODEL = 'https://docs.bigmodel.cn/cn/api/api-code';
const MODEL_STUDIO = 'https://help.aliyun.com/en/model-studio/rate-limit';

/**
 * What means another thing than its words or codes seem to: asked first.
 * "Rate limit exceeded: free-models-per-day" is a used-up quota; DashScope's "exceeded your current quota" is tokens a minute.
 */
export const PARTICULAR: readonly Row[] = [
  { provider: 'gemini', kind: 'out-of-credit', in: 'codes', pattern: /PerDay/, source: `${BED}; https://github.com/google-gemini/gemini-cli/issues/8437` },
  { provider: 'gemini', kind: 'rate-limited', in: 'codes', pattern: /PerMinute/, source: BED },
  { provider: 'gemini', kind: 'out-of-credit', pattern: /prepayment credits are depleted|free_tier\w{0,40}, limit: 0\b/i, source: 'https://discuss.ai.google.dev/t/183654; https://github.com/continuedev/continue/issues/10062' },
  { provider: 'gemini', kind: 'upstream-down', pattern: /no capacity available for model/i, source: 'https://github.com/google-gemini/gemini-cli/issues/26633' },
  { provider: 'gemini', kind: 'provider-refuses-credential', in: 'codes', pattern: /API_KEY_INVALID/, source: 'seen on 1.106.2' },
  { provider: 'gemini', kind: 'ambiguous-quota', pattern: /resource has been exhausted|resource exhausted|quota exceeded for (?:metric|aiplatform)/i, source: `${BED}; https://github.com/googleapis/python-genai/issues/2065` },
  { provider: 'gemini', only: true, kind: 'ambiguous-quota', pattern: /exceeded your current quota/i, source: `${GEMINI} (the same words for a minute and for a day)` },
  { provider: 'vertex_ai', only: true, kind: 'ambiguous-quota', pattern: /quota/i, source: 'https://github.com/cline/cline/issues/651' },
  { provider: 'scaleway', kind: 'rate-limited', pattern: /INSUFFICIENT QUOTA\b/, source: `${BED}; https://github.com/LibreChat-AI/agents/issues/357` },
  { provider: 'dashscope', kind: 'out-of-credit', pattern: /free (?:allocated )?quota (?:exceeded|has been exhausted)|free tier of the model has been exhausted/i, source: 'https://help.aliyun.com/en/model-studio/error-code' },
  { provider: 'dashscope', kind: 'out-of-credit', in: 'codes', pattern: /Arrearage|FreeTierOnly/, source: BED },
  { provider: 'dashscope', kind: 'rate-limited', pattern: /allocated quota exceeded|exceeded your current requests list|request rate increased too quickly/i, source: MODEL_STUDIO },
  { provider: 'dashscope', only: true, kind: 'rate-limited', pattern: /exceeded your current quota/i, source: `${MODEL_STUDIO} (tokens a minute)` },
  { provider: 'openrouter', kind: 'out-of-credit', pattern: /free-models-per-day|key limit exceeded/i, source: 'https://github.com/cline/cline/issues/5301' },
  { provider: 'anthropic', kind: 'out-of-credit', in: 'codes', pattern: /enforced_spend_limit_reached|billing_error/, source: `${BED}; https://docs.anthropic.com/en/api/errors` },
  { provider: 'minimax', kind: 'out-of-credit', pattern: /\((?:1008|2056)\)/, source: 'https://platform.minimaxi.com/docs/api-reference/errorcode.md' },
  { provider: 'minimax', kind: 'rate-limited', pattern: /\((?:1002|1039|1041)\)/, source: 'https://platform.minimaxi.com/docs/api-reference/errorcode.md' },
  { provider: 'bedrock', kind: 'out-of-credit', pattern: /too many tokens per day/i, source: 'https://github.com/minorun365/agent-book/issues/29 (a quota of the day)' },
  { provider: 'cohere', kind: 'out-of-credit', pattern: /API calls ?\/ ?month/i, source: 'https://docs.cohere.com/docs/rate-limits' },
  { provider: 'groq', kind: 'out-of-credit', in: 'codes', pattern: /blocked_api_access/, source: 'https://console.groq.com/docs/spend-limits' },
  { provider: 'openai', kind: 'out-of-credit', in: 'codes', pattern: /credit_balance_exhausted|_(?:spend|usage)_limit_exceeded/, source: 'https://help.openai.com/en/articles/6614457-troubleshooting-api-usage-and-spend-limits' },
  { provider: 'openai', kind: 'provider-forbids', in: 'codes', pattern: /unsupported_country_region_territory/, source: 'https://platform.openai.com/docs/guides/error-codes' },
  { provider: 'volcengine', kind: 'out-of-credit', in: 'codes', pattern: /AccountOverdueError|ServiceOverdue/, source: 'https://www.volcengine.com/docs/82379/1299023' },
  { provider: 'volcengine', kind: 'rate-limited', in: 'codes', pattern: /RateLimitExceeded\.|RpmRateLimitExceeded|TpmRateLimitExceeded/, source: 'https://www.volcengine.com/docs/82379/1299023' },
  { provider: 'zai', only: true, kind: 'out-of-credit', in: 'codes', pattern: /\b(?:1113|1304|1308|1309|1310)\b/, source: BIGMODEL },
  { provider: 'zai', only: true, kind: 'rate-limited', in: 'codes', pattern: /\b(?:1302|1303|1305|1312|1313)\b/, source: BIGMODEL },
  { provider: 'zai', only: true, kind: 'provider-refuses-credential', in: 'codes', pattern: /\b(?:1000|1001|1002|1003|1004)\b/, source: BIGMODEL },
  { provider: 'zai', only: true, kind: 'provider-forbids', in: 'codes', pattern: /\b(?:1110|1111|1112|1121|1220|1311)\b/, source: BIGMODEL },
  { provider: 'zai', only: true, kind: 'model-not-found-at-provider', in: 'codes', pattern: /\b(?:1211|1221|1222)\b/, source: BIGMODEL },
  { provider: 'zai', only: true, kind: 'content-policy', in: 'codes', pattern: /\b1301\b/, source: BIGMODEL },
  { provider: 'zai', only: true, kind: 'context-window', in: 'codes', pattern: /\b1261\b/, source: BIGMODEL },
];
