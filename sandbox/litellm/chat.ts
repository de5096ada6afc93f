import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { json, proxyError, Refusal, type Answer, type Failure } from './answer.js';
import { requireBudget } from './auth.js';
import type { Call, Caller } from './call.js';
import type { Row } from './database.js';
import type { Entry } from './ledger.js';
import type { Deployment } from './models.js';
import { teamModels } from './teams.js';
import { askProvider } from './upstream.js';
import type { World } from './world.js';

/** The deployment behind a requested name, for the row that a refused request leaves too. */
export function deploymentFor(world: World, body: Row | undefined): Deployment | undefined {
  return world.models.find((model) => model.group === body?.['model']);
}

function denied(model: string, by: 'key' | 'team'): Refusal {
  const message = `The requested model '${model}' is not available for this API key, or the model name is invalid. Check the models available to you and try again.`;
  return new Refusal(proxyError(403, message, `${by}_model_access_denied`, 'model'), { errorClass: 'ModelAccessDeniedProxyException', code: '403', message, normalized: '403_MODEL_ACCESS_DENIED' });
}

async function requireModel(world: World, caller: Caller, model: string): Promise<void> {
  const own = caller.key?.models ?? [];
  if (own.length > 0 && !own.includes(model)) throw denied(model, 'key');
  const team = own.length > 0 ? [] : await teamModels(world, caller);
  if (team.length > 0 && !team.includes(model)) throw denied(model, 'team');
}

function missingMessages(): Refusal {
  const message = "/chat/completions: Missing required parameter: 'messages'.";
  return new Refusal(proxyError(400, message, 'invalid_request_error', 'messages'), { errorClass: 'ProxyMissingRequiredParamError', code: '400', message, normalized: '400_MISSING_REQUIRED_PARAMETER' });
}

/** The answer names the model, the spend logs do not (seen). */
function unknownModel(model: unknown): Refusal {
  const say = (name: string): string => `/chat/completions: Invalid model name passed in${name}. Call \`/v1/models\` to view available models for your key.`;
  const message = say(` model=${typeof model === 'string' ? model : 'None'}`);
  const body = { error: { message, type: 'invalid_request_error', param: null, code: '400', provider_specific_fields: { error: message } } };
  return new Refusal({ status: 400, body }, { errorClass: 'ProxyModelNotFoundError', code: '400', message: say(''), normalized: '400_INVALID_REQUEST' });
}

/** POST /v1/chat/completions. Every ending leaves a row: what is thrown is written down by the router. */
export async function complete(world: World, body: Row, caller: Caller, call: Call): Promise<Answer> {
  const model = typeof body['model'] === 'string' ? body['model'] : '';
  requireBudget(caller, 'openai');
  if (model !== '') await requireModel(world, caller, model);
  if (body['messages'] === undefined) throw missingMessages();
  const deployment = deploymentFor(world, body);
  if (deployment === undefined) throw unknownModel(body['model']);
  const mode = world.upstream.get(model) ?? 'ok';
  if (mode === 'slow') await sleep(15_000);
  const refusal = askProvider(model, mode);
  if (refusal !== undefined) throw refusal;
  const id = `chatcmpl-${randomUUID()}`;
  await leaveRow(world, entryOf(call, caller, { requestId: id, deployment, completionTokens: 2, promptTokens: 8 }));
  return json({
    id, created: Math.floor(Date.now() / 1000), model, object: 'chat.completion',
    choices: [{ finish_reason: 'stop', index: 0, message: { content: 'pong', role: 'assistant' } }],
    usage: { completion_tokens: 2, prompt_tokens: 8, total_tokens: 10 },
  });
}

/** In lite mode there is nowhere to write to. */
export async function leaveRow(world: World, entry: Entry): Promise<void> {
  if (world.mode === 'full') await world.ledger.record(entry);
}

export interface EntryExtras {
  readonly requestId?: string;
  readonly callType?: string;
  readonly deployment?: Deployment | undefined;
  readonly model?: string;
  readonly promptTokens?: number;
  readonly completionTokens?: number;
  readonly failure?: Failure;
}

export function entryOf(call: Call, caller: Pick<Caller, 'apiKey' | 'userId' | 'key'>, extras: EntryExtras): Entry {
  const callId = randomUUID();
  return {
    requestId: callId, callId, callType: 'acompletion', promptTokens: 0, completionTokens: 0, ...extras,
    apiKey: caller.apiKey, userId: caller.userId, key: caller.key, userAgent: call.userAgent, ip: call.ip, started: call.started, ended: new Date(),
  };
}
