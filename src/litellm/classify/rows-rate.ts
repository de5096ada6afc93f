import { BED, type Row } from './rows.js';

const BIGMODEL = 'https://docs.bigmodel.cn/cn/api/api-code';

/** Words of a rate. They override words of credit: "exceeded your current quota of tokens per minute" heals by itself. */
export const RATE: readonly Row[] = [
  { provider: 'zai', kind: 'rate-limited', pattern: /并发数过高|已达到速率限制|频率过高|已触发流量限制|当前访问量过大|请求频率已受到限制/, source: BIGMODEL },
  { provider: 'moonshot', kind: 'rate-limited', pattern: /reached (?:max organization concurrency|organization (?:max RPM|TPM|TPD|RPD))/i, source: 'https://github.com/LLM-Red-Team/kimi-cc/issues/16' },
  { provider: 'azure', kind: 'rate-limited', pattern: /exceeded (?:the )?(?:token|call) rate limit of your current/i, source: 'https://github.com/DmitryKatson/bc-code-interpreter/issues/2' },
  { provider: 'mistral', kind: 'rate-limited', pattern: /service tier capacity exceeded/i, source: 'https://github.com/continuedev/continue/issues/6185' },
  { provider: 'siliconflow', kind: 'rate-limited', pattern: /due to rate limiting\. Details: [A-Z]{3} limit/, source: 'https://github.com/AIDotNet/OpenDeepWiki/issues/269' },
  { provider: 'qianfan', kind: 'rate-limited', pattern: /rate limit reached for (?:RPM|TPM)\b/i, source: 'https://cloud.baidu.com/doc/WENXINWORKSHOP/s/hlzic283e' },
  { provider: 'openrouter', kind: 'rate-limited', pattern: /free-models-per-min|temporarily rate-limited upstream/i, source: 'https://github.com/tinycen/llmakits' },
  { provider: 'bedrock', kind: 'rate-limited', pattern: /too many (?:tokens|requests), please wait before trying again/i, source: 'https://github.com/anthropics/claude-code/issues/236' },
  { provider: '*', kind: 'rate-limited', pattern: /\bper[ -](?:min|minute|second|sec)\b|\/ ?min(?:ute)?\b|每分钟|每秒/i, source: BED },
  { provider: '*', kind: 'rate-limited', pattern: /\b(?:RPM|TPM|QPS|RPS|TPS|IPM|TPD|RPD)\b/, source: BED },
  { provider: '*', kind: 'rate-limited', pattern: /concurren(?:t|cy)|parallel requests|并发/i, source: BED },
];

/** Weaker ones: they stand in front of credit errors too, so they are asked after the words of credit. */
export const WEAK_RATE: readonly Row[] = [
  { provider: '*', kind: 'rate-limited', pattern: /rate[ _-]?limit|too many requests|slow down|throttl|请求过于频繁|请求频率|限流|速率限制/i, source: `${BED}; LiteLLM: ExceptionCheckers.is_error_str_rate_limit` },
];
