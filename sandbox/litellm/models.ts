import { json, type Answer } from './answer.js';
import type { Caller } from './call.js';

/** One deployment: several may share a model group's name. */
export interface Deployment {
  /** What clients ask for. */
  readonly group: string;
  /** What the provider is asked for, such as `openai/gpt-4o`. */
  readonly model: string;
  readonly id: string;
  readonly provider: string;
  readonly apiBase: string;
  /** USD a token; undefined where LiteLLM's price list does not know the model. */
  readonly inputCost?: number;
  readonly outputCost?: number;
  readonly maxInputTokens?: number;
  readonly maxOutputTokens?: number;
}

const GPT_4O = { inputCost: 2.5e-6, outputCost: 1e-5, maxInputTokens: 128_000, maxOutputTokens: 16_384 };

function deployment(group: string, model: string, apiBase: string, id: string, cost: Partial<Deployment> = {}): Deployment {
  return { group, model, apiBase, id: id.padEnd(64, '0'), provider: model.slice(0, model.indexOf('/')), ...cost };
}

/** The two of the real test bed. */
export const baseModels: readonly Deployment[] = [
  deployment('gpt-4o', 'openai/gpt-4o', 'https://api.openai.com/v1', '49a55fa6', GPT_4O),
  deployment('glm-4', 'openai/glm-4', 'https://open.bigmodel.cn/api/paas/v4', 'bca8228e'),
];

/** What a sandbox shows. */
export const seedModels: readonly Deployment[] = [
  ...baseModels,
  deployment('gpt-4o', 'azure/gpt-4o-eu', 'https://chatops-eu.openai.azure.com', '7d1c02aa', GPT_4O),
  deployment('claude-sonnet-4-5', 'anthropic/claude-sonnet-4-5', 'https://api.anthropic.com', 'c1a0de45', { inputCost: 3e-6, outputCost: 1.5e-5, maxInputTokens: 200_000, maxOutputTokens: 64_000 }),
  deployment('deepseek-chat', 'deepseek/deepseek-chat', 'https://api.deepseek.com', 'dee95eec', { inputCost: 2.8e-7, outputCost: 4.2e-7, maxInputTokens: 131_072, maxOutputTokens: 8192 }),
];

function groups(models: readonly Deployment[]): string[] {
  return [...new Set(models.map((model) => model.group))];
}

/** The names that a caller may ask for. A key lists its own names, known to the proxy or not (seen: `["nope"]` is listed). */
function visible(models: readonly Deployment[], caller: Caller, teamModels: readonly string[]): string[] {
  const own = caller.key?.models ?? [];
  if (own.length > 0) return [...own];
  return teamModels.length > 0 ? [...teamModels] : groups(models);
}

export function listModels(models: readonly Deployment[], caller: Caller, teamModels: readonly string[]): Answer {
  const data = visible(models, caller, teamModels).map((id) => {
    const known = models.find((model) => model.group === id);
    const limits = known?.maxInputTokens === undefined ? {} : { mode: 'chat', max_input_tokens: known.maxInputTokens, max_output_tokens: known.maxOutputTokens };
    return { id, object: 'model', created: 1_677_610_602, owned_by: 'openai', ...limits };
  });
  return json({ data, object: 'list' });
}

/** `/model/info`: one item a deployment, the provider's key left out. */
export function modelInfo(models: readonly Deployment[], caller: Caller): Answer {
  const data = models.map((model) => ({
    model_name: model.group,
    litellm_params: { api_base: model.apiBase, use_in_pass_through: false, use_litellm_proxy: false, merge_reasoning_content_in_choices: false, model: model.model },
    model_info: {
      id: model.id, db_model: false, direct_access: caller.admin, key: model.model, max_tokens: model.maxOutputTokens ?? null,
      max_input_tokens: model.maxInputTokens ?? null, max_output_tokens: model.maxOutputTokens ?? null,
      input_cost_per_token: model.inputCost ?? null, output_cost_per_token: model.outputCost ?? null,
      litellm_provider: model.provider, mode: model.maxInputTokens === undefined ? null : 'chat',
    },
  }));
  return json({ data });
}

/** `/model_group/info`: one item a group, with every provider that stands behind it. */
export function modelGroupInfo(models: readonly Deployment[]): Answer {
  const data = groups(models).map((group) => {
    const members = models.filter((model) => model.group === group);
    const first = members[0];
    return {
      model_group: group, providers: [...new Set(members.map((model) => model.provider))],
      max_input_tokens: first?.maxInputTokens ?? null, max_output_tokens: first?.maxOutputTokens ?? null,
      input_cost_per_token: first?.inputCost ?? null, output_cost_per_token: first?.outputCost ?? null,
      mode: first?.maxInputTokens === undefined ? null : 'chat', tpm: null, rpm: null, is_public_model_group: false,
      health_status: null, health_response_time: null, health_checked_at: null,
    };
  });
  return json({ data });
}
