import type pg from 'pg';
import type { Dispatcher } from 'undici';
import type { ProxyConfig } from '../config.js';
import { createDispatcher, isProxied, type NetworkConfig } from '../network.js';
import { createClient, type Client } from './client.js';
import { openLitellmDatabase } from './database.js';
import { createApiFailures } from './failures/api.js';
import type { FailureSource } from './failures/failures.js';
import { createSqlFailures } from './failures/sql.js';
import { targetOf, type Target } from './health.js';

/** One LiteLLM proxy and all the ways to ask about it. */
export interface Proxy {
  readonly name: string;
  readonly baseUrl: URL;
  /** As its clients reach it, without a slash at the end. */
  readonly publicUrl: string;
  /** Whether our key is the master key: then it may do everything, a completion included. */
  readonly keyIsMaster: boolean;
  readonly client: Client;
  /** For looks from outside: a new connection each, apart from the client's, so that busy commands never look like an outage. */
  readonly probes: Dispatcher;
  /** Where a TCP connection shows whether it listens; undefined where a system proxy stands between. */
  readonly target: Target | undefined;
  readonly database: pg.Pool | undefined;
  readonly failures: FailureSource;
  close(): Promise<void>;
}

/** Requests to one proxy at a time; more wait, within their deadlines. */
const CONNECTIONS = 32;
const PROBES = 16;

export interface ProxyDependencies {
  readonly network: NetworkConfig;
  readonly random: () => number;
  /** An idle connection to LiteLLM's database broke. */
  readonly onDatabaseError: (error: Error) => void;
}

export function openProxy(config: ProxyConfig, { network, random, onDatabaseError }: ProxyDependencies): Proxy {
  const dispatcher = createDispatcher(config.baseUrl, network, CONNECTIONS);
  const probes = createDispatcher(config.baseUrl, network, PROBES, false);
  const client = createClient({ baseUrl: config.baseUrl, key: config.key, dispatcher, random });
  const database = openLitellmDatabase(config.databaseUrl, onDatabaseError);
  return {
    name: config.name,
    baseUrl: config.baseUrl,
    publicUrl: config.publicUrl,
    keyIsMaster: config.keyIsMaster,
    client,
    probes,
    target: isProxied(config.baseUrl, network) ? undefined : targetOf(config.baseUrl),
    database,
    failures: database ? createSqlFailures(database, createApiFailures(client)) : createApiFailures(client),
    async close() {
      await Promise.all([dispatcher.destroy(), probes.destroy(), database?.end()]);
    },
  };
}
