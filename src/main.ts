import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { checks } from './alerts/index.js';
import { startNotifier } from './alerts/notify.js';
import { startRetention } from './alerts/retention.js';
import { startSchedule } from './alerts/schedule.js';
import { createFrontDoor } from './app.js';
import { commands } from './commands/index.js';
import type { Config } from './config.js';
import { ConfigError, messageOf } from './errors.js';
import { checkLitellmDatabase } from './litellm/database.js';
import { openProxy, type Proxy } from './litellm/proxy.js';
import { startRecovery } from './recovery.js';
import { createSlackClients } from './slack/clients.js';
import { createDirectory } from './slack/directory.js';
import { createQuietLogger } from './slack/quiet-logger.js';
import { createSender } from './slack/sender.js';
import { readWorkspace, resolveAlertChannel } from './slack/workspace.js';
import { openDatabase } from './store/database.js';
import { campaign } from './store/leader.js';
import { createStore } from './store/transaction.js';

/** Milliseconds between two tries to reach Slack at start. */
const SLACK_PAUSE_MS = 5_000;
/** Milliseconds that background work gets to finish when the bot stops. */
const BACKGROUND_MS = 2_000;

export interface Bot {
  /** Takes nothing new, finishes what is under way, and closes everything. Safe to call twice. */
  stop(): Promise<void>;
}

/** Undone in the reverse order of its doing, also when a later step of the start fails. */
type Closing = () => Promise<unknown>;

/**
 * Wires everything together and starts it.
 * @param signal gives the start up
 * @throws ConfigError when something about the settings has to change; nothing keeps running then
 */
export async function startBot(config: Config, log: Logger, signal?: AbortSignal): Promise<Bot> {
  const closings: Closing[] = [];
  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= closeAll(closings, log));
  try {
    await start(config, log, closings, signal);
    return { stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(config: Config, log: Logger, closings: Closing[], signal: AbortSignal | undefined): Promise<void> {
  const givenUp = abortion(signal);
  const clock = () => new Date();
  const random = Math.random;
  const { slack, network, tuning } = config;
  const isExclusive = config.store.databaseUrl === undefined;

  const database = await openDatabase({
    databaseUrl: config.store.databaseUrl?.reveal(), dataDir: config.store.dataDir, dataDirIsDefault: config.store.dataDirIsDefault, log,
  });
  closings.push(() => database.close());
  signal?.throwIfAborted();
  log.info({ database: database.description }, 'own database open');
  for (const note of database.notes) log.info({ note }, 'note on the database');
  const store = createStore(database.pool);

  const clients = createSlackClients(slack, network, createQuietLogger(log.child({ from: 'slack' })));
  closings.push(() => clients.close());
  const proxy = openProxy(config.proxy, { network, random, onDatabaseError: (error) => log.warn({ reason: messageOf(error) }, "connection to LiteLLM's database lost") });
  closings.push(() => proxy.close());
  tellAboutProxy(proxy, log);
  if (config.roles.admins.length === 0) log.warn({ variable: 'LLM_ADMINS' }, 'no admins: nobody may change anything');

  const workspace = await untilSlackAnswers(log, givenUp, () => readWorkspace(clients.read));
  const channel = await untilSlackAnswers(log, givenUp, () => resolveAlertChannel(clients.read, slack.alertChannel));
  if (channel.warning) log.warn({ channel: slack.alertChannel, remedy: channel.warning }, 'something is wrong with the alert channel');

  const sender = createSender(clients.read, clients.write);
  let wake = () => {};
  const onChange = () => wake();
  const watch = await campaign({
    pool: database.pool, proxy: proxy.name, address: proxy.baseUrl.href, log,
    onElected: () => {
      const notifier = startNotifier({ store, sender, log, clock, random });
      wake = () => notifier.wake();
      const schedule = startSchedule({ checks, proxy, tuning, apply: { store, proxy: proxy.name, channel: channel.id }, log, clock, onChange });
      return { stop: async () => { await Promise.all([schedule.stop(), notifier.stop()]); } };
    },
  });
  const retention = startRetention(store, config.retentionDays, log, clock);
  const recovery = startRecovery({ store, proxy, client: clients.write, log, clock, isExclusive });
  closings.push(() => atMost(BACKGROUND_MS, Promise.all([watch, retention, recovery].map((part) => part.stop()))));

  const directory = createDirectory(clients.lookup, config.roles, Date.now, (error, id) => log.warn({ id, reason: messageOf(error) }, 'not found at Slack'));
  const door = createFrontDoor({ slack, clients, workspace, commands, checks, proxy, store, directory, log, clock, random, onChange });
  closings.push(() => door.stop());
  await Promise.race([door.start(), givenUp]);
  log.info({ team: workspace.teamId, alerts: channel.id }, 'ready');
}

function tellAboutProxy(proxy: Proxy, log: Logger): void {
  log.info({ proxy: proxy.name, url: proxy.baseUrl.href, failures: proxy.failures.name, key: proxy.keyIsMaster ? 'master key' : 'admin key' }, 'LiteLLM');
  if (proxy.database) void checkLitellmDatabase(proxy.database).then((remedy) => { if (remedy) log.warn({ remedy }, "LiteLLM's API is asked instead, where it can answer"); });
}

/** What takes longer is left as it is: an outbox row under way is looked for at the next start. */
async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  await Promise.race([work, sleep(ms, undefined, { ref: false })]);
}

/** Slack or the network may be away when the machine starts; a refusal is no absence. */
async function untilSlackAnswers<T>(log: Logger, givenUp: Promise<never>, ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await Promise.race([ask(), givenUp]);
    } catch (error) {
      if (error instanceof ConfigError) throw error;
      log.warn({ reason: messageOf(error), retryInMs: SLACK_PAUSE_MS }, 'Slack cannot be asked');
      await Promise.race([sleep(SLACK_PAUSE_MS), givenUp]);
    }
  }
}

/** Never resolves; rejects when the start is given up. */
function abortion(signal: AbortSignal | undefined): Promise<never> {
  const promise = new Promise<never>((_, reject) => {
    const giveUp = () => reject(signal?.reason as Error);
    if (signal?.aborted) giveUp();
    signal?.addEventListener('abort', giveUp, { once: true });
  });
  // It may be given up long after everybody stopped waiting for it.
  promise.catch(() => {});
  return promise;
}

async function closeAll(closings: Closing[], log: Logger): Promise<void> {
  for (const close of closings.reverse()) await close().catch((error: unknown) => log.error({ err: error }, 'not closed cleanly'));
}
