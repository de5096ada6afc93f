import { BED, type Row } from './rows.js';

const BIGMODEL = 'https://docs.bigmodel.cn/cn/api/api-code';

/** Words of credit, by provider and then in general. */
export const CREDIT: readonly Row[] = [
  { provider: 'zai', kind: 'out-of-credit', pattern: /余额不足或无可用资源包|insufficient balance or no resource package/i, source: `${BED}; https://docs.z.ai/api-reference/api-code` },
  { provider: 'zai', kind: 'out-of-credit', pattern: /您的账户已欠费|今日调用次数限额|的使用上限|每周\/每月使用上限|套餐已到期/, source: BIGMODEL },
  { provider: 'moonshot', kind: 'out-of-credit', pattern: /suspended due to insufficient balance/i, source: `${BED}; https://github.com/666ghj/BettaFish/issues/524` },
  { provider: 'anthropic', kind: 'out-of-credit', pattern: /credit balance is too low|reached your specified (?:workspace )?API usage limits/i, source: BED },
  { provider: 'openrouter', kind: 'out-of-credit', pattern: /requires (?:more|at least \S{1,20}) credits|can only afford/i, source: BED },
  { provider: 'dashscope', kind: 'out-of-credit', pattern: /account is in good standing/i, source: BED },
  { provider: 'xai', kind: 'out-of-credit', pattern: /used all available credits|run out of credits or need a Grok/i, source: 'https://github.com/continuedev/continue/issues/10373; https://github.com/Wei-Shaw/sub2api/issues/4069' },
  { provider: 'fireworks_ai', kind: 'out-of-credit', pattern: /suspended, possibly due to reaching the monthly spending limit/i, source: 'https://github.com/pollinations/pollinations/issues/12136' },
  { provider: 'together_ai', kind: 'out-of-credit', pattern: /credit limit exceeded/i, source: 'https://github.com/expectedparrot/edsl/issues/2098' },
  { provider: 'volcengine', kind: 'out-of-credit', pattern: /account has an overdue balance|account balance is overdue/i, source: 'https://www.volcengine.com/docs/82379/1299023' },
  { provider: 'qianfan', kind: 'out-of-credit', pattern: /open api (?:daily|total) request limit reached/i, source: 'https://github.com/songquanpeng/one-api/issues/1503' },
  { provider: 'openai', kind: 'out-of-credit', pattern: /you exceeded your current quota, please check your plan and billing/i, source: BED },
  { provider: '*', kind: 'out-of-credit', pattern: /insufficient[ _](?:account[ _])?(?:balance|funds|credits?|quota)\b|(?:balance|credits?|quota) (?:is |are )?(?:insufficient|depleted|exhausted|not enough)/i, source: `${BED} (DeepSeek, Moonshot)` },
  { provider: '*', kind: 'out-of-credit', pattern: /exceeded (?:your |the )?current quota|not enough (?:credits?|balance|funds)|out of credits?|payment required|billing (?:hard )?limit|overdue (?:balance|payment)/i, source: BED },
  { provider: '*', kind: 'out-of-credit', pattern: /(?:spend|spending|usage) limit (?:has been )?(?:reached|exceeded)|(?:reached|exceeded|exceed) (?:its|your|the)[\w' ]{0,30}(?:spend|spending) limit|monthly (?:spend|spending) limit/i, source: 'https://developers.openai.com/api/docs/guides/spend-limits' },
  { provider: '*', kind: 'out-of-credit', pattern: /余额不足|余额已用完|欠费|额度不足|额度已用[完尽]|请(?:先)?充值|套餐已到期/, source: `${BED}; https://docs.bigmodel.cn/cn/faq` },
  { provider: '*', kind: 'out-of-credit', in: 'codes', pattern: /insufficient_(?:quota|balance|credits|user_quota)|credit_limit|exceeded_current_quota|payment_required|arrear/i, source: `${BED}; https://docs.aihubmix.com/cn/FAQs/HTTP-Codes` },
];

/** A quota of no known length. */
export const AMBIGUOUS: readonly Row[] = [
  { provider: '*', kind: 'ambiguous-quota', pattern: /quota|RESOURCE_EXHAUSTED|配额|额度|限额/i, source: BED },
  { provider: '*', kind: 'ambiguous-quota', in: 'codes', pattern: /RESOURCE_EXHAUSTED/, source: BED },
];
