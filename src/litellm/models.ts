import { z } from 'zod';
import type { Client } from './client.js';

const Models = z.object({ data: z.array(z.object({ id: z.string() })) });

/**
 * The model groups that the proxy serves. Answers without the database too, for the master key.
 * @throws UpstreamError
 */
export async function listModels(client: Client): Promise<readonly string[]> {
  const { data } = await client.read('/v1/models', { schema: Models });
  return [...new Set(data.map((model) => model.id))];
}

/** Names that LiteLLM gives a meaning of their own in a key's `models` (SpecialModelNames in litellm/proxy/_types.py). */
const SPECIAL = new Set(['all-team-models', 'all-proxy-models', 'no-default-models']);

/** @returns those that no model group of the proxy is called by, wildcard groups such as `openai/*` considered */
export function unknownModels(wanted: readonly string[], known: readonly string[]): readonly string[] {
  const prefixes = known.filter((model) => model.endsWith('*')).map((model) => model.slice(0, -1));
  return wanted.filter((model) => !known.includes(model) && !SPECIAL.has(model) && !prefixes.some((prefix) => model.startsWith(prefix)));
}
