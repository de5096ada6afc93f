import { UpstreamError, UserError } from '../errors.js';
import { readReadiness, saysDatabaseLost } from '../litellm/health.js';
import type { CommandContext } from './command.js';

/**
 * Runs what needs LiteLLM's keys. Where LiteLLM says no because it has no database, or has lost it, that is told
 * instead of its own words, which speak of a bad key or an internal error then.
 * @throws UserError, or what `work` throws
 */
export async function withKeys<T>(context: CommandContext, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // A change may have been made nevertheless: that is for its own command to tell.
    if (!(error instanceof UpstreamError) || error.details.kind !== 'status' || error.isChange) throw error;
    throw await explain(context, error);
  }
}

async function explain({ proxy }: CommandContext, error: UpstreamError): Promise<Error> {
  const db = await readReadiness(proxy.client).then((readiness) => readiness.db, () => undefined);
  if (db === 'Not connected') {
    return new UserError('The proxy runs in lite mode, without a database: it has no virtual keys, and only its master key works.', {
      hint: 'Start it in full mode, with `DATABASE_URL`, to use keys.', cause: error,
    });
  }
  if (db === 'disconnected' || db === 'stalled' || saysDatabaseLost(error)) {
    return new UserError('The proxy has lost its database: keys can be neither read nor changed until it is back.', {
      hint: 'Nothing was changed. `/llm status` shows when it is connected again.', cause: error,
    });
  }
  return error;
}
