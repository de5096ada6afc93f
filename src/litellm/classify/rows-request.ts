import { BED, type Row } from './rows.js';

const BIGMODEL = 'https://docs.bigmodel.cn/cn/api/api-code';
const LITELLM = 'LiteLLM: litellm_core_utils/exception_mapping_utils.py';

/** What the provider has against the credential, the model or the request, where LiteLLM's class or the status does not tell. */
export const REQUEST: readonly Row[] = [
  { provider: 'zai', kind: 'provider-refuses-credential', pattern: /身份验证失败|Authentication Token (?:非法|已过期)/, source: BIGMODEL },
  { provider: 'zai', kind: 'model-not-found-at-provider', pattern: /模型不存在/, source: BIGMODEL },
  { provider: 'zai', kind: 'content-policy', pattern: /不安全或敏感内容/, source: BIGMODEL },
  { provider: 'zai', kind: 'context-window', pattern: /^Prompt 超长/, source: BIGMODEL },
  { provider: 'openai', kind: 'provider-refuses-credential', pattern: /^incorrect API key provided/i, source: BED },
  { provider: '*', kind: 'provider-refuses-credential', pattern: /^(?:invalid|incorrect) (?:x-api-key|api[ _-]?key)|^API key not valid|security token included in the request is invalid|^Unable to locate credentials/i, source: LITELLM },
  { provider: '*', kind: 'model-not-found-at-provider', pattern: /^(?:the )?(?:model|endpoint|deployment)[^.]{0,120} (?:does not exist|not found|is not available)/i, source: 'https://platform.openai.com/docs/guides/error-codes' },
  { provider: '*', kind: 'model-not-found-at-provider', in: 'codes', pattern: /model_not_found|DeploymentNotFound|InvalidEndpointOrModel/, source: 'https://platform.openai.com/docs/guides/error-codes' },
  { provider: '*', kind: 'upstream-down', pattern: /\boverloaded\b|^Connection error\.?$|no capacity|at capacity/i, source: LITELLM },
  { provider: '*', kind: 'context-window', in: 'codes', pattern: /context_length_exceeded/, source: LITELLM },
  { provider: '*', kind: 'content-policy', in: 'codes', pattern: /content_policy_violation|content_filter/, source: LITELLM },
];
