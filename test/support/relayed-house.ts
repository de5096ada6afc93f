import pg from 'pg';
import { openHouse, type House } from './house.js';
import { startRelay, type Relay } from './relay.js';

export interface RelayedHouse extends House {
  /** Between the bot and the proxy. */
  readonly relay: Relay;
  /** How many keys of this alias the proxy has. */
  countKeys(alias: string): Promise<number>;
  /** How the audit says that the last change of this target went. */
  outcome(target: string): Promise<string | undefined>;
  /** Lets what happened so far have happened some minutes ago, and the bot start anew. */
  restartLater(): Promise<void>;
}

/** A house whose bot reaches the proxy through a relay. */
export async function openRelayedHouse(options: { readonly isEmpty?: boolean } = {}): Promise<RelayedHouse> {
  const relay = await startRelay();
  const house = await openHouse({ isEmpty: true, env: { LITELLM_BASE_URL: relay.url } });
  relay.target = house.litellm?.url ?? '';
  if (!options.isEmpty) await house.startBot();
  return {
    ...house, relay,
    countKeys: async (alias) => (await query(house.litellmDatabaseUrl, 'select 1 from "LiteLLM_VerificationToken" where key_alias = $1', alias)).length,
    outcome: async (target) => (await query(house.botDatabaseUrl, 'select outcome from litellm_chatops.audit where target = $1 order by id desc limit 1', target))[0]?.outcome as string | undefined,
    async restartLater() {
      await house.stopBot();
      await query(house.botDatabaseUrl, `update litellm_chatops.audit set at = at - interval '5 minutes'`);
      await house.startBot();
    },
    async close() {
      await house.close();
      await relay.close();
    },
  };
}

async function query(url: string, sql: string, ...values: unknown[]): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql, values)).rows;
  } finally {
    await client.end();
  }
}
