import type { Client } from './client.js';
import { deleteKey, isDeleted } from './keys.js';

/**
 * Deletes a key by its hash and looks whether it is gone, whatever the deletion answered: its answer may have been
 * lost, or the key may have been gone before.
 * @returns `gone` where LiteLLM confirms it; `there` where it is alive, with why; `unknown` where nobody can tell
 */
export async function removeKey(client: Client, token: string): Promise<{ readonly kind: 'gone' } | { readonly kind: 'there' | 'unknown'; readonly error: unknown }> {
  const failure = await deleteKey(client, token).then(() => undefined, (error: unknown) => error);
  try {
    if (await isDeleted(client, token)) return { kind: 'gone' };
    return { kind: 'there', error: failure ?? new Error('LiteLLM took the deletion and still has the key') };
  } catch (error) {
    return { kind: 'unknown', error: failure ?? error };
  }
}
