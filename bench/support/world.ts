import { pino } from 'pino';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/sandbox.js';
import { temporaryDatabases, type TemporaryDatabases } from '../../test/support/postgres.js';

/** Looks of the bot's own would be among the calls that are timed. */
const NEVER = '0 0 0 1 1 *';
export const UNWATCHED = { checks: { listener: { tcp: NEVER, liveliness: NEVER } } };

export interface World extends Omit<Sandbox, 'startBot' | 'stopBot'> {
  /** Where LiteLLM is: the double, or LITELLM_TEST_URL. */
  readonly litellmUrl: string;
  readonly kind: 'double' | 'real';
}

/** Slack, LiteLLM and two databases in this process; the bot is started as one of its own with `env`. */
export async function openWorld(options: Partial<SandboxOptions> = {}): Promise<World> {
  const databases = await temporaryDatabases();
  const { env: own } = process;
  const real = own.LITELLM_TEST_URL === undefined ? undefined : {
    url: own.LITELLM_TEST_URL,
    key: own.LITELLM_TEST_MASTER_KEY ?? '',
    ...(own.LITELLM_TEST_DATABASE_URL !== undefined && { databaseUrl: own.LITELLM_TEST_DATABASE_URL }),
  };
  const litellm = real ?? { databaseUrl: await databases.databaseUrl('litellm'), adminDatabaseUrl: databases.adminUrl, seed: true };
  const sandbox = await startSandbox({ log: pino({ level: 'silent' }), botDatabaseUrl: await databases.databaseUrl('chatops'), litellm, ...options })
    .catch((error: unknown) => giveUp(databases, error));
  return {
    ...sandbox,
    litellmUrl: sandbox.env.LITELLM_BASE_URL ?? '',
    kind: real ? 'real' : 'double',
    async close() {
      await sandbox.close();
      await databases.close();
    },
  };
}

async function giveUp(databases: TemporaryDatabases, error: unknown): Promise<never> {
  await databases.close();
  throw error;
}
