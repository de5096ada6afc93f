import { pino } from 'pino';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/sandbox.js';
import type { Message } from '../../sandbox/slack/types.js';
import { temporaryDatabases } from './postgres.js';

/** Seconds are the finest that cron has; the deadlines are short, so that a frozen proxy is noticed soon. */
export const QUICK = {
  checks: { listener: { tcp: '* * * * * *', liveliness: '* * * * * *', misses: 2, answers: 2, tcpTimeoutMs: 400, livelinessTimeoutMs: 400 } },
};

export const VERA = 'U0VERA';
export const OMAR = 'U0OMAR';
export const ADA = 'U0ADA';
export const GIL = 'U0GIL';
export const ALERTS = 'C0ALERTS';
export const GENERAL = 'C0GENERAL';

export interface House extends Sandbox {
  /** Types a command and waits for what the person gets back. */
  ask(personId: string, text: string, channelId?: string): Promise<Message>;
  /** Clicks and waits for what changes or comes. */
  click(personId: string, message: Message, button: string): Promise<void>;
  /** Every line that the bot logged. */
  readonly logged: readonly string[];
  /** The bot's own database. */
  readonly botDatabaseUrl: string;
  readonly litellmDatabaseUrl: string;
}

/** Slack, LiteLLM, two databases and, unless `isEmpty`, the running bot; `close` ends them all. */
export async function openHouse(options: Partial<SandboxOptions> & { readonly isEmpty?: boolean } = {}): Promise<House> {
  const databases = await temporaryDatabases();
  const [botDatabaseUrl, litellmDatabaseUrl] = [await databases.databaseUrl('chatops'), await databases.databaseUrl('litellm')];
  const logged: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => { logged.push(line); } });
  const sandbox = await startSandbox({
    log, botDatabaseUrl, tuning: QUICK, litellm: { databaseUrl: litellmDatabaseUrl, adminDatabaseUrl: databases.adminUrl, seed: true }, ...options,
  });
  const { slack } = sandbox;
  if (!options.isEmpty) await sandbox.startBot();
  return {
    ...sandbox, logged, botDatabaseUrl, litellmDatabaseUrl,
    async ask(personId, text, channelId = ALERTS) {
      const before = new Set(slack.messages(channelId, personId).map(({ ts }) => ts));
      const delivery = await slack.command(personId, channelId, text);
      if (!delivery.acknowledged) throw new Error(`${text} was not acknowledged`);
      return slack.waitFor(channelId, personId, (message) => !before.has(message.ts) && message.ephemeralTo === personId, 12_000);
    },
    async click(personId, message, button) {
      const delivery = await slack.click(personId, message, button);
      if (!delivery.acknowledged) throw new Error(`${button} was not acknowledged`);
    },
    async close() {
      await sandbox.close();
      await databases.close();
    },
  };
}

/** Everything that a message shows, as one text. */
export function textOf(message: Pick<Message, 'text' | 'blocks' | 'attachments'>): string {
  const texts: string[] = [message.text];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (value !== null && typeof value === 'object') {
      const record = value as Record<string, unknown>;
      if (typeof record.text === 'string') texts.push(record.text);
      Object.values(record).forEach((inner) => { if (typeof inner === 'object') visit(inner); });
    }
  };
  visit([message.blocks, message.attachments]);
  return texts.join('\n');
}

/** The labels of a message's buttons. */
export function buttonsOf(message: Pick<Message, 'blocks'>): readonly string[] {
  return message.blocks.flatMap((block) => (block.type === 'actions' ? (block.elements as { text: { text: string } }[]).map((element) => element.text.text) : []));
}
