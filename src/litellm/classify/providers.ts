/** A provider's name for people, and where its account is paid or its quota raised. */
export interface Provider {
  readonly name: string;
  readonly topUpUrl: string;
}

/** By LiteLLM's `llm_provider` (types/utils.py, LlmProviders), and by ids of our own for those that it reaches as OpenAI-compatible only. */
export const PROVIDERS: ReadonlyMap<string, Provider> = new Map(Object.entries({
  openai: { name: 'OpenAI', topUpUrl: 'https://platform.openai.com/settings/organization/billing' },
  azure: { name: 'Azure OpenAI', topUpUrl: 'https://portal.azure.com' },
  azure_ai: { name: 'Azure AI', topUpUrl: 'https://portal.azure.com' },
  zai: { name: 'Zhipu GLM', topUpUrl: 'https://open.bigmodel.cn' },
  deepseek: { name: 'DeepSeek', topUpUrl: 'https://platform.deepseek.com/top_up' },
  openrouter: { name: 'OpenRouter', topUpUrl: 'https://openrouter.ai/settings/credits' },
  anthropic: { name: 'Anthropic', topUpUrl: 'https://console.anthropic.com/settings/billing' },
  moonshot: { name: 'Moonshot', topUpUrl: 'https://platform.moonshot.ai/console' },
  gemini: { name: 'Google Gemini', topUpUrl: 'https://ai.studio/projects' },
  vertex_ai: { name: 'Google Vertex AI', topUpUrl: 'https://console.cloud.google.com/billing' },
  dashscope: { name: 'Alibaba DashScope', topUpUrl: 'https://usercenter2.aliyun.com' },
  scaleway: { name: 'Scaleway', topUpUrl: 'https://console.scaleway.com' },
  mistral: { name: 'Mistral', topUpUrl: 'https://admin.mistral.ai' },
  groq: { name: 'Groq', topUpUrl: 'https://console.groq.com/settings/billing' },
  xai: { name: 'xAI', topUpUrl: 'https://console.x.ai' },
  cohere: { name: 'Cohere', topUpUrl: 'https://dashboard.cohere.com/billing' },
  cohere_chat: { name: 'Cohere', topUpUrl: 'https://dashboard.cohere.com/billing' },
  together_ai: { name: 'Together AI', topUpUrl: 'https://api.together.xyz/settings/billing' },
  fireworks_ai: { name: 'Fireworks AI', topUpUrl: 'https://fireworks.ai/account/billing' },
  minimax: { name: 'MiniMax', topUpUrl: 'https://platform.minimaxi.com' },
  volcengine: { name: 'Volcengine Ark', topUpUrl: 'https://console.volcengine.com/finance' },
  bedrock: { name: 'Amazon Bedrock', topUpUrl: 'https://console.aws.amazon.com/servicequotas' },
  siliconflow: { name: 'SiliconFlow', topUpUrl: 'https://cloud.siliconflow.cn' },
  qianfan: { name: 'Baidu Qianfan', topUpUrl: 'https://console.bce.baidu.com/finance' },
}));

/** How LiteLLM spells some of them in front of an error. */
const SPELLINGS: ReadonlyMap<string, string> = new Map([['togetherai', 'together_ai'], ['vertexai', 'vertex_ai'], ['vertexaibeta', 'vertex_ai'], ['vertex_ai_beta', 'vertex_ai'], ['zhipu', 'zai']]);

/** Those that say how a provider is spoken to, and not who it is: its words may tell. */
const NOBODY = new Set(['', 'openai', 'custom_openai', 'openai_like', 'litellm_proxy', 'hosted_vllm', 'text-completion-openai', 'custom', 'apiconnection']);

/** Those that speak with the words of another. */
const SPEAKS_AS: ReadonlyMap<string, string> = new Map([['vertex_ai', 'gemini'], ['cohere_chat', 'cohere'], ['azure', 'openai'], ['azure_ai', 'openai']]);

/** The pages by which a provider is known that is reached as OpenAI-compatible. */
const PAGES: ReadonlyMap<string, RegExp> = new Map([['gemini', /ai\.google\.dev|ai\.dev\//], ['dashscope', /help\.aliyun\.com|alibabacloud\.com/], ['zai', /bigmodel\.cn|docs\.z\.ai/]]);

/** @returns whether the words of one provider in the table may be those of the provider that is called so */
export function maySpeak(row: { readonly provider: string; readonly only?: true }, id: string, words: string): boolean {
  if (row.provider === '*' || row.provider === id || row.provider === SPEAKS_AS.get(id)) return true;
  return isAnybody(id) && (!row.only || (PAGES.get(row.provider)?.test(words) ?? false));
}

/** @returns the id that the table of providers uses */
export function providerId(name: string | undefined): string {
  const id = (name ?? '').toLowerCase().replace(/^text-completion-/, '');
  return SPELLINGS.get(id) ?? id;
}

/** Whether a provider may be another than it is called, because all OpenAI-compatible ones are called so. */
export function isAnybody(id: string): boolean {
  return NOBODY.has(id);
}
