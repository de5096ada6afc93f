/** Messages in the order and grouping in which they are shown. */
import type { Message } from '../../slack/types.js';
import { fillDate, type Reader } from '../mrkdwn/dates.js';

/** Seconds within which messages of one author stand under one name. */
const RUN_SECONDS = 300;

export interface Row {
  readonly message: Message;
  readonly replies: readonly Message[];
  /** Stands above the first message of each day. */
  readonly day?: string;
  /** Goes on under the name of the message before. */
  readonly continues: boolean;
}

/** @param messages oldest first, replies among them. */
export function arrange(messages: readonly Message[], reader: Reader): readonly Row[] {
  const roots = new Set(messages.filter((message) => !isReply(message)).map(({ ts }) => ts));
  const replies = repliesByThread(messages);
  // A reply whose thread is too old to be here stands alone.
  const shown = messages.filter((message) => !isReply(message) || !roots.has(message.threadTs ?? ''));
  return shown.map((message, index) => {
    const before = shown[index - 1];
    const day = dayOf(message, reader);
    const newDay = !before || dayOf(before, reader) !== day;
    return {
      message,
      replies: roots.has(message.ts) ? (replies.get(message.ts) ?? []) : [],
      ...(newDay ? { day } : {}),
      continues: !newDay && !replies.has(before.ts) && isRun(before, message),
    };
  });
}

function isReply({ ts, threadTs }: Message): boolean {
  return threadTs !== undefined && threadTs !== ts;
}

function repliesByThread(messages: readonly Message[]): ReadonlyMap<string, readonly Message[]> {
  const threads = new Map<string, Message[]>();
  for (const reply of messages.filter(isReply)) {
    const thread = reply.threadTs ?? '';
    threads.set(thread, [...(threads.get(thread) ?? []), reply]);
  }
  return threads;
}

function isRun(before: Message, message: Message): boolean {
  const close = Number(message.ts) - Number(before.ts) < RUN_SECONDS;
  return close && before.user === message.user && before.ephemeralTo === undefined && message.ephemeralTo === undefined;
}

function dayOf({ ts }: Message, reader: Reader): string {
  return fillDate(Number(ts), '{day_divider_pretty}', reader);
}
