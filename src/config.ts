import path from 'node:path';
import { z } from 'zod';
import { ConfigError } from './errors.js';
import type { NetworkConfig } from './network.js';
import { readTuning, type Tuning } from './tuning.js';

export type { Tuning } from './tuning.js';

/** A value that never shows itself: not in a log, not in JSON, not in an error. */
export class Secret {
  readonly #value: string;
  constructor(value: string) { this.#value = value; }
  /** @returns the secret, for the one call that needs it */
  reveal(): string { return this.#value; }
  toString(): string { return '[secret]'; }
  toJSON(): string { return '[secret]'; }
  [Symbol.for('nodejs.util.inspect.custom')](): string { return '[secret]'; }
}

export interface SlackConfig {
  readonly botToken: Secret;
  readonly appToken: Secret;
  readonly apiUrl: string;
  /** Channel id, or `#name`. */
  readonly alertChannel: string;
}

export interface ProxyConfig {
  readonly name: string;
  readonly baseUrl: URL;
  readonly publicUrl: string;
  readonly key: Secret;
  readonly keyIsMaster: boolean;
  readonly databaseUrl: Secret | undefined;
}

export interface RoleConfig {
  /** Slack user ids, or user-group ids (`S…`). */
  readonly admins: readonly string[];
  readonly operators: readonly string[];
}

export interface StoreConfig {
  readonly databaseUrl: Secret | undefined;
  readonly dataDir: string;
  readonly dataDirIsDefault: boolean;
}


export interface Config {
  readonly slack: SlackConfig;
  readonly roles: RoleConfig;
  readonly proxy: ProxyConfig;
  readonly store: StoreConfig;
  readonly network: NetworkConfig;
  readonly tuning: Tuning;
  /** Days that finished incidents, sent messages and audit rows are kept. */
  readonly retentionDays: number;
  readonly logLevel: string;
}

type Env = Readonly<Record<string, string | undefined>>;

const token = (prefix: string) => z.string().regex(new RegExp(`^${prefix}\\S+$`), `expected a token that starts with ${prefix}`);
const httpUrl = z.url({ protocol: /^https?$/, error: 'expected an address such as http://127.0.0.1:4000' })
  .refine((text) => isBare(text), 'expected an address without user, password or query, which would stand in messages and logs');
/** As curl has it, `proxy:3128` is meant for `http://proxy:3128`. */
const proxyUrl = z.string().transform((text) => (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`))
  .pipe(z.url({ protocol: /^https?$/, error: 'expected the address of an HTTP proxy, such as http://proxy.example:3128' }));
const postgresUrl = z.string().regex(/^postgres(ql)?:\/\//, 'expected an address such as postgresql://user:password@host:5432/name');
const ids = z.string().default('').transform((text) => text.split(/[,\s]+/).filter(Boolean))
  .pipe(z.array(z.string().regex(/^[UWS][A-Z0-9]+$/, 'expected Slack ids such as U024BE7LH or S0614TZR7, separated by commas')));

const StoreEnv = z.object({
  DATABASE_URL: postgresUrl.optional(),
  DATA_DIR: z.string().optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

const Env = StoreEnv.extend({
  SLACK_BOT_TOKEN: token('xoxb-'),
  SLACK_APP_TOKEN: token('xapp-'),
  SLACK_API_URL: httpUrl.default('https://slack.com/api/').transform((url) => url.replace(/\/*$/, '/')),
  ALERT_CHANNEL: z.string().regex(/^([CG][A-Z0-9]+|#\S+)$/, 'expected a channel id such as C024BE91L, or #name'),
  LLM_ADMINS: ids,
  LLM_OPERATORS: ids,
  LITELLM_BASE_URL: httpUrl.default('http://127.0.0.1:4000'),
  LITELLM_PUBLIC_URL: httpUrl.optional(),
  LITELLM_ADMIN_KEY: z.string().optional(),
  LITELLM_MASTER_KEY: z.string().optional(),
  // What is no address would be shown, its password included, by the error of whoever parses it later.
  LITELLM_DATABASE_URL: postgresUrl.refine((text) => URL.canParse(text), 'is no address: in a password, / @ : % # ? are written %2F %40 %3A %25 %23 %3F').optional(),
  CONFIG_FILE: z.string().optional(),
  RETENTION_DAYS: z.coerce.number('expected a number of days').int().min(1).max(3650).default(180),
  HTTP_PROXY: proxyUrl.optional(),
  HTTPS_PROXY: proxyUrl.optional(),
  NO_PROXY: z.string().optional(),
}).refine((env) => env.LITELLM_ADMIN_KEY ?? env.LITELLM_MASTER_KEY, {
  path: ['LITELLM_ADMIN_KEY'],
  error: 'required',
  // Said beside whatever else is wrong, not after it.
  when: () => true,
});

/** Where to get what `start` cannot do without. */
const REMEDY: Readonly<Record<string, string>> = {
  SLACK_BOT_TOKEN: 'api.slack.com/apps → your app → OAuth & Permissions → Bot User OAuth Token (xoxb-…)',
  SLACK_APP_TOKEN: 'api.slack.com/apps → your app → Basic Information → App-Level Tokens, with the scope connections:write (xapp-…)',
  ALERT_CHANNEL: 'the channel that alerts go to, as #name or by its id; invite the bot there',
  LITELLM_ADMIN_KEY: 'a proxy_admin key of your LiteLLM, or its master key as LITELLM_MASTER_KEY (general_settings.master_key)',
};

/** What to have in the environment to try the bot without any of it. */
const SANDBOX_HINT = 'To try the bot without Slack and without LiteLLM: npm run sandbox';

/**
 * Reads everything that `start` needs.
 * @throws ConfigError that lists every missing or bad setting at once, each with where to get it
 */
export function loadConfig(env: Env = process.env): Config {
  const given = normalise(env);
  const result = Env.safeParse(given);
  const tuning = attempt(() => readTuning(given.CONFIG_FILE));
  if (!result.success || tuning instanceof ConfigError) {
    const problems = [...(result.success ? [] : [describe(result.error, given)]), ...(tuning instanceof ConfigError ? [tuning.message] : [])];
    throw new ConfigError(`${problems.join('\n\n')}\n\n${SANDBOX_HINT}`);
  }
  const values = result.data;
  return Object.freeze({
    slack: {
      botToken: new Secret(values.SLACK_BOT_TOKEN),
      appToken: new Secret(values.SLACK_APP_TOKEN),
      apiUrl: values.SLACK_API_URL,
      alertChannel: values.ALERT_CHANNEL,
    },
    roles: { admins: values.LLM_ADMINS, operators: values.LLM_OPERATORS },
    proxy: proxyConfig(values),
    store: storeConfig(values),
    network: { httpProxy: values.HTTP_PROXY, httpsProxy: values.HTTPS_PROXY, noProxy: values.NO_PROXY },
    tuning,
    retentionDays: values.RETENTION_DAYS,
    logLevel: values.LOG_LEVEL,
  });
}

/**
 * Reads only what the database needs, for the verbs that know neither Slack nor LiteLLM.
 * @throws ConfigError as `loadConfig`
 */
export function loadStoreConfig(env: Env = process.env): { readonly store: StoreConfig; readonly logLevel: string } {
  const result = StoreEnv.safeParse(normalise(env));
  if (!result.success) throw new ConfigError(describe(result.error, normalise(env)));
  return { store: storeConfig(result.data), logLevel: result.data.LOG_LEVEL };
}

function attempt<T>(read: () => T): T | ConfigError {
  try {
    return read();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

function storeConfig(values: z.infer<typeof StoreEnv>): StoreConfig {
  return {
    databaseUrl: values.DATABASE_URL === undefined ? undefined : new Secret(values.DATABASE_URL),
    dataDir: path.resolve(values.DATA_DIR ?? './data'),
    dataDirIsDefault: values.DATA_DIR === undefined,
  };
}

function proxyConfig(values: z.infer<typeof Env>): ProxyConfig {
  const baseUrl = new URL(values.LITELLM_BASE_URL);
  return {
    name: 'default',
    baseUrl,
    publicUrl: (values.LITELLM_PUBLIC_URL ?? values.LITELLM_BASE_URL).replace(/\/+$/, ''),
    key: new Secret(values.LITELLM_ADMIN_KEY ?? values.LITELLM_MASTER_KEY ?? ''),
    keyIsMaster: values.LITELLM_ADMIN_KEY === undefined,
    databaseUrl: values.LITELLM_DATABASE_URL === undefined ? undefined : new Secret(values.LITELLM_DATABASE_URL),
  };
}

/** Blank is unset; the proxy variables are known in either case, the small letters first, as curl has it. */
function normalise(env: Env): Env {
  const values = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value?.trim() || undefined]));
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY']) values[name] = values[name.toLowerCase()] ?? values[name];
  return values;
}

/** A bad value is quoted unless its variable holds a secret. */
function describe(error: z.ZodError, env: Env): string {
  const problems = error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const value = env[name];
    if (value === undefined) return `  ${name} is not set: ${REMEDY[name] ?? issue.message}`;
    const secret = /TOKEN|KEY|DATABASE_URL|PROXY/.test(name);
    return `  ${name}${secret ? '' : ` is '${withoutSecrets(value)}'`}: ${issue.message}`;
  });
  return `These settings are missing or do not fit:\n${[...new Set(problems)].join('\n')}`;
}

/** Tokens end up in the wrong variable, and passwords in addresses. */
function withoutSecrets(value: string): string {
  return value.replace(/(sk-|xox[a-z]-|xapp-)\S+/g, '$1…').replace(/\/\/[^/@\s]*@/g, '//…@').slice(0, 200);
}

/** What is no address at all has been refused before. */
function isBare(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { username, password, search } = new URL(text);
  return username + password + search === '';
}
