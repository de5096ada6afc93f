import type { ProviderAnswer } from './provider-answers.js';

const TABLE = 'shared/litellm/README.md, the table by provider';
const BIGMODEL = 'https://docs.bigmodel.cn/cn/api/api-code';
const ARK = 'https://www.volcengine.com/docs/82379/1299023';
const QIANFAN = 'https://ai.baidu.com/ai-doc/AppBuilder/4m8sgh88y';
const MINIMAX = 'https://platform.minimaxi.com/docs/api-reference/errorcode.md';
const MODEL_STUDIO = 'https://help.aliyun.com/en/model-studio/rate-limit';
const error = (message: string, rest: object = {}) => ({ error: { message, ...rest } });
const zhipu = (code: string, message: string) => ({ error: { code, message } });

export const CHINESE: readonly ProviderAnswer[] = [
  { provider: 'zai', status: 429, body: zhipu('1113', '余额不足或无可用资源包,请充值。'), kind: 'out-of-credit', words: '余额不足或无可用资源包', source: TABLE },
  { provider: 'zai', status: 429, body: zhipu('1113', '您的账户已欠费,请充值后重试'), kind: 'out-of-credit', words: '您的账户已欠费', source: BIGMODEL },
  { provider: 'zai', status: 429, body: zhipu('1113', 'Insufficient balance or no resource package. Please recharge.'), kind: 'out-of-credit', words: 'Insufficient balance', source: 'https://docs.z.ai/api-reference/api-code' },
  { provider: 'zai', status: 429, body: zhipu('1302', '您当前使用该 API 的并发数过高,请降低并发,或联系客服增加限额'), kind: 'rate-limited', words: '并发数过高', source: TABLE },
  { provider: 'zai', status: 429, body: zhipu('1302', '您的账户已达到速率限制,请您控制请求频率'), kind: 'rate-limited', words: '速率限制', source: BIGMODEL },
  { provider: 'zai', status: 429, body: zhipu('1303', '您当前使用该 API 的频率过高,请降低频率,或联系客服增加限额'), kind: 'rate-limited', words: '频率过高', source: BIGMODEL },
  { provider: 'zai', status: 429, body: zhipu('1304', '该 API 已达今日调用次数限额,如有更多需求,请联系客服购买'), kind: 'out-of-credit', words: '今日调用次数限额', source: BIGMODEL },
  { provider: 'zai', status: 429, body: zhipu('1305', '该 API 已触发流量限制'), kind: 'rate-limited', words: '流量限制', source: BIGMODEL },
  { provider: 'zai', status: 429, body: zhipu('1305', '该模型当前访问量过大,请您稍后再试'), kind: 'rate-limited', words: '访问量过大', source: BIGMODEL },
  { provider: 'zai', status: 429, body: zhipu('1308', '已达到 5 小时的使用上限。您的限额将在 2026-11-21 12:00:00 重置'), kind: 'out-of-credit', words: '使用上限', source: BIGMODEL },
  { provider: 'zai', status: 429, body: zhipu('1309', '您的 GLM Coding Plan 套餐已到期,暂无法使用,前往官方续订后即可恢复'), kind: 'out-of-credit', words: '套餐已到期', source: BIGMODEL },
  { provider: 'zai', status: 401, body: zhipu('1002', 'Authentication Token 非法,请确认 Authentication Token 正确传递'), kind: 'provider-refuses-credential', words: 'Authentication Token 非法', source: BIGMODEL },
  { provider: 'zai', status: 400, body: zhipu('1211', '模型不存在,请检查模型代码'), kind: 'model-not-found-at-provider', words: '模型不存在', source: BIGMODEL },
  { provider: 'zai', status: 400, body: zhipu('1301', '系统检测到输入或生成内容可能包含不安全或敏感内容,请您避免输入易产生敏感内容的提示语,感谢您的配合'), kind: 'content-policy', words: '敏感内容', source: BIGMODEL },
  { provider: 'moonshot', status: 429, body: error('Your account org-de52 is suspended due to insufficient balance, please recharge your account or check your plan and billing details', { type: 'exceeded_current_quota_error' }), kind: 'out-of-credit', words: 'insufficient balance', source: `${TABLE}; https://github.com/666ghj/BettaFish/issues/524` },
  { provider: 'moonshot', status: 429, body: error('You exceeded your current quota, please check your plan and billing details', { type: 'exceeded_current_quota_error' }), kind: 'out-of-credit', words: 'exceeded your current quota', source: `${TABLE}; https://forum.moonshot.ai/t/429-insufficient-balance/244` },
  { provider: 'moonshot', status: 403, body: error('insufficient balance', { type: 'exceeded_current_quota_error' }), kind: 'out-of-credit', words: 'insufficient balance', source: `${TABLE}; https://www.kimi.com/help/kimi-api/api-troubleshooting (the status)` },
  { provider: 'moonshot', status: 429, body: error('Your account org-e664<ak-f3t8> request reached max organization concurrency: 1, please try again after 1 seconds', { type: 'rate_limit_reached_error' }), kind: 'rate-limited', words: 'max organization concurrency', source: 'https://github.com/LLM-Red-Team/kimi-cc/issues/16' },
  { provider: 'moonshot', status: 429, body: error('Your account org-e664<ak-f3t8> request reached organization max RPM: 3, please try again after 1 seconds', { type: 'rate_limit_reached_error' }), kind: 'rate-limited', words: 'max RPM: 3', source: 'https://github.com/LLM-Red-Team/kimi-cc/issues/16' },
  { provider: 'moonshot', status: 429, body: error('The engine is currently overloaded, please try again later', { type: 'engine_overloaded_error' }), kind: 'upstream-down', words: 'currently overloaded', source: 'https://www.kimi.com/code/docs/en/kimi-code/error-reference.html' },
  { provider: 'dashscope', status: 400, body: error('Access denied, please make sure your account is in good standing.', { type: 'Arrearage', param: null, code: 'Arrearage' }), kind: 'out-of-credit', words: 'good standing', source: `${TABLE}; https://help.aliyun.com/en/model-studio/error-code` },
  { provider: 'dashscope', status: 403, body: error('The free tier of the model has been exhausted. If you wish to continue access the model on a paid basis, please disable the "use free tier only" mode in the management console.', { type: 'AllocationQuota.FreeTierOnly', code: 'AllocationQuota.FreeTierOnly' }), kind: 'out-of-credit', words: 'free tier of the model has been exhausted', source: 'https://errs.dmxapi.cn/detail.php?id=1942' },
  { provider: 'dashscope', status: 429, body: error('Free allocated quota exceeded.', { type: 'insufficient_quota', code: 'insufficient_quota' }), kind: 'out-of-credit', words: 'Free allocated quota exceeded', source: 'https://help.aliyun.com/en/open-search/search-platform/developer-reference/status-code-description' },
  { provider: 'dashscope', status: 429, body: error('You exceeded your current quota, please check your plan and billing details.', { type: 'insufficient_quota', code: 'insufficient_quota' }), kind: 'rate-limited', words: 'You exceeded your current quota', source: MODEL_STUDIO },
  { provider: 'dashscope', status: 429, body: error('Allocated quota exceeded, please increase your quota limit.', { type: 'insufficient_quota', code: 'insufficient_quota' }), kind: 'rate-limited', words: 'Allocated quota exceeded', source: MODEL_STUDIO },
  { provider: 'dashscope', status: 429, body: error('You exceeded your current requests list.', { type: 'limit_requests', code: 'limit_requests' }), kind: 'rate-limited', words: 'current requests list', source: MODEL_STUDIO },
  { provider: 'dashscope', status: 429, body: error('Request rate increased too quickly.', { type: 'limit_burst_rate', code: 'limit_burst_rate' }), kind: 'rate-limited', words: 'increased too quickly', source: MODEL_STUDIO },
  { provider: 'openai', status: 429, body: { message: 'Request was rejected due to rate limiting. Details: TPM limit reached.', data: null }, kind: 'rate-limited', words: 'TPM limit reached', source: 'https://github.com/AIDotNet/OpenDeepWiki/issues/269 (SiliconFlow)' },
  { provider: 'minimax', status: 500, body: { type: 'error', error: { type: 'api_error', message: 'insufficient balance (1008)' } }, kind: 'out-of-credit', words: 'insufficient balance (1008)', source: 'https://github.com/MiniMax-AI/MiniMax-M2/issues/62' },
  { provider: 'minimax', status: 429, body: error('insufficient balance (1008)', { http_code: '429', type: 'insufficient_balance_error' }), kind: 'out-of-credit', words: 'insufficient balance (1008)', source: 'https://github.com/modelscope/modelscope/issues/1691' },
  { provider: 'minimax', status: 429, body: { type: 'error', error: { type: 'rate_limit_error', message: 'usage limit exceeded, 5-hour usage limit reached for Token Plan Starter (0/0 used), resets at 2026-05-15T15:00:00Z (2056)' } }, kind: 'out-of-credit', words: 'usage limit exceeded', source: 'https://github.com/MiniMax-AI/MiniMax-M2.7/issues/36' },
  { provider: 'minimax', status: 429, body: error('rate limit (1002)', { type: 'rate_limit_error' }), kind: 'rate-limited', words: 'rate limit (1002)', source: `${MINIMAX} (the code)` },
  { provider: 'volcengine', status: 403, body: error('The request failed because your account has an overdue balance. Request ID: 02176', { code: 'AccountOverdueError', type: 'Forbidden' }), kind: 'out-of-credit', words: 'overdue balance', source: ARK },
  { provider: 'volcengine', status: 403, body: error('Operation is denied because your account balance is overdue, please go to the Volc Trading Center to recharge in order to continue using the service.', { code: 'OperationDenied.ServiceOverdue', type: 'Forbidden' }), kind: 'out-of-credit', words: 'account balance is overdue', source: ARK },
  { provider: 'volcengine', status: 429, body: error('The Requests Per Minute (RPM) limit of the associated endpoint for your account has been exceeded. Request ID: 02176', { code: 'RateLimitExceeded.EndpointRPMExceeded', type: 'TooManyRequests' }), kind: 'rate-limited', words: 'Requests Per Minute (RPM)', source: ARK },
  { provider: 'volcengine', status: 404, body: error('The model or endpoint ep-1 does not exist or you do not have access to it.', { code: 'InvalidEndpointOrModel.NotFound', type: 'NotFound' }), kind: 'model-not-found-at-provider', words: 'does not exist or you do not have access', source: ARK },
  { provider: 'openai', status: 429, body: error('Your account has insufficient balance', { code: 'BILLING_INSUFFICIENT_BALANCE' }), kind: 'out-of-credit', words: 'insufficient balance', source: `${QIANFAN} (Baidu Qianfan)` },
  { provider: 'openai', status: 429, body: error('Rate limit reached for RPM', { code: 'rpm_rate_limit_exceeded', type: 'rate_limit_exceeded' }), kind: 'rate-limited', words: 'Rate limit reached for RPM', source: 'https://cloud.baidu.com/doc/WENXINWORKSHOP/s/hlzic283e (Baidu Qianfan)' },
  { provider: 'openai', status: 429, body: error('Open api daily request limit reached', { code: '17' }), kind: 'out-of-credit', words: 'daily request limit reached', source: 'https://github.com/songquanpeng/one-api/issues/1503 (Baidu Qianfan)' },
];
