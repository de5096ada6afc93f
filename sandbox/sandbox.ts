import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import type { Logger } from 'pino';
import { loadConfig } from '../src/config.js';
import { startBot, type Bot } from '../src/main.js';
import { startLitellm, type LitellmDouble } from './litellm/index.js';
import { startSlack } from './slack/index.js';
import type { SlackDouble, SlackOptions } from './slack/types.js';

/** A proxy that runs already, instead of the double. */
export interface RealProxy {
  readonly url: string;
  readonly key: string;
  readonly databaseUrl?: string;
}

export interface SandboxOptions {
  readonly log: Logger;
  /** For the bot; undefined lets it bring its own under `dataDir`. */
  readonly botDatabaseUrl?: string;
  readonly dataDir?: string;
  /** For the LiteLLM double: its own database and a maintenance database of the same server. */
  readonly litellm: { readonly databaseUrl: string; readonly adminDatabaseUrl: string; readonly port?: number; readonly seed?: boolean } | RealProxy;
  readonly slack?: SlackOptions;
  /** As `CONFIG_FILE` has it. */
  readonly tuning?: object;
  /** Further variables of the bot, over those that the sandbox sets. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Slack, LiteLLM and the bot between them, on loopback. */
export interface Sandbox {
  readonly slack: SlackDouble;
  /** Undefined where a real proxy stands in for it. */
  readonly litellm: LitellmDouble | undefined;
  /** What the bot is started with: for those who start it as a process of its own. */
  readonly env: Readonly<Record<string, string>>;
  startBot(): Promise<void>;
  stopBot(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the servers, and the bot unless somebody else is to. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const slack = await startSlack(options.slack);
  const real = 'key' in options.litellm ? options.litellm : undefined;
  const litellm = 'key' in options.litellm ? undefined : await startLitellm(options.litellm);
  const folder = await mkdtemp(path.join(tmpdir(), 'litellm-chatops-'));
  const configFile = path.join(folder, 'config.yaml');
  await writeFile(configFile, stringify(options.tuning ?? {}));
  const databaseUrl = real ? real.databaseUrl : 'databaseUrl' in options.litellm ? options.litellm.databaseUrl : undefined;
  const env = {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    ALERT_CHANNEL: '#llm-alerts',
    ...roles(slack),
    LITELLM_BASE_URL: real?.url ?? litellm?.url ?? '',
    LITELLM_MASTER_KEY: real?.key ?? litellm?.masterKey ?? '',
    ...(databaseUrl !== undefined && { LITELLM_DATABASE_URL: databaseUrl }),
    ...(options.botDatabaseUrl !== undefined && { DATABASE_URL: options.botDatabaseUrl }),
    ...(options.dataDir !== undefined && { DATA_DIR: options.dataDir }),
    CONFIG_FILE: configFile,
    ...options.env,
  };
  let bot: Bot | undefined;
  const stopBot = async () => {
    await bot?.stop();
    bot = undefined;
  };
  return {
    slack, litellm, env, stopBot,
    async startBot() { bot = await startBot(loadConfig(env), options.log); },
    async close() {
      await stopBot();
      await Promise.all([slack.close(), litellm?.close(), rm(folder, { recursive: true, force: true })]);
    },
  };
}

function roles({ people }: SlackDouble): { LLM_ADMINS: string; LLM_OPERATORS: string } {
  const ids = (role: string) => people.filter((person) => person.role === role).map(({ id }) => id).join(',');
  return { LLM_ADMINS: ids('admin'), LLM_OPERATORS: ids('operator') };
}
