import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { startLitellm, type UpstreamMode } from '../../sandbox/litellm/index.js';
import { temporaryDatabases } from '../support/postgres.js';

const run = promisify(execFile);

/** A LiteLLM proxy to judge: the double, or a real one. */
export interface Target {
  readonly url: string;
  readonly masterKey: string;
  /** LiteLLM's own database. */
  readonly databaseUrl: string;
  loseDatabase(): Promise<void>;
  /** Returns when the proxy has it again. */
  findDatabase(): Promise<void>;
  setMode(mode: 'lite' | 'full'): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  fail(model: string, how: UpstreamMode): Promise<void>;
  close(): Promise<void>;
}

/** The double in a temporary database, or with LITELLM_TEST_URL the proxy that it names. Throws when its companions are missing. */
export function openTarget(): Promise<Target> {
  const url = process.env['LITELLM_TEST_URL'];
  return url ? openReal(url.replace(/\/$/, '')) : openDouble();
}

async function openDouble(): Promise<Target> {
  const databases = await temporaryDatabases();
  const databaseUrl = await databases.databaseUrl('litellm');
  const double = await startLitellm({ databaseUrl, adminDatabaseUrl: databases.adminUrl, lostDelayMs: 200 });
  return {
    ...double,
    databaseUrl,
    freeze: async () => double.freeze(),
    thaw: async () => double.thaw(),
    fail: async (model, how) => double.fail(model, how),
    close: async () => {
      await double.close();
      await databases.close();
    },
  };
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`LITELLM_TEST_URL is set, so ${name} is needed too: the contract stops, freezes and breaks that proxy, and reads its database`);
  return value;
}

async function openReal(url: string): Promise<Target> {
  const masterKey = required('LITELLM_TEST_MASTER_KEY');
  const databaseUrl = required('LITELLM_TEST_DATABASE_URL');
  const script = required('LITELLM_TESTBED_SCRIPT');
  const testbed = async (...words: string[]): Promise<void> => {
    await run(script, words, { env: { ...process.env, LITELLM_MASTER_KEY: masterKey } });
  };
  return {
    url, masterKey, databaseUrl,
    loseDatabase: () => testbed('db', 'stop'),
    async findDatabase() {
      await testbed('db', 'start');
      await untilConnected(url);
    },
    async setMode(mode) {
      await testbed('mode', mode);
      await assertOurs(url, masterKey);
    },
    stop: () => testbed('proxy', 'stop'),
    async start() {
      await testbed('proxy', 'start');
      await assertOurs(url, masterKey);
    },
    freeze: () => testbed('proxy', 'freeze'),
    thaw: () => testbed('proxy', 'thaw'),
    fail: (model, how) => testbed('fail', model, typeof how === 'string' ? how : JSON.stringify(how)),
    close: async () => undefined,
  };
}

/** LiteLLM silently takes a random port when somebody else has taken its own meanwhile. */
async function assertOurs(url: string, masterKey: string): Promise<void> {
  const { status } = await fetch(`${url}/v1/models`, { headers: { authorization: `Bearer ${masterKey}` } });
  if (status !== 200) throw new Error(`${url} does not know LITELLM_TEST_MASTER_KEY (${status}): another service has taken the port while the proxy was away`);
}

/** The real proxy reconnects by itself, within 3 to 25 s. */
async function untilConnected(url: string): Promise<void> {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const response = await fetch(`${url}/health/readiness`).catch(() => undefined);
    if (response?.status === 200) return;
    await sleep(1000);
  }
  throw new Error(`${url} did not find its database again within a minute`);
}
