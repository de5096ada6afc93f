/** What every message needs to be shown: who is who, the time, and where clicks go. */
import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { Message } from '../../slack/types.js';
import type { Reader } from '../mrkdwn/dates.js';
import type { PageState } from '../protocol.js';

export interface Surroundings {
  readonly state: PageState;
  readonly reader: Reader;
  /** Presses a button of a message; resolves with what went wrong, or undefined. */
  readonly click: (message: Message, button: string) => Promise<string | undefined>;
  /** Starts writing in the thread of a message. */
  readonly reply: (message: Message) => void;
}

const Context = createContext<Surroundings | undefined>(undefined);
export const SurroundingsProvider = Context.Provider;

export function useSurroundings(): Surroundings {
  const surroundings = useContext(Context);
  if (!surroundings) throw new Error('shown outside of SurroundingsProvider');
  return surroundings;
}

/** The reader's clock, moving on every half minute. */
export function useReader(): Reader {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const ticking = setInterval(() => setNow(new Date()), 30_000);
    return () => clearInterval(ticking);
  }, []);
  return { now, hour12: new Intl.DateTimeFormat(undefined, { hour: 'numeric' }).resolvedOptions().hour12 ?? false };
}

export interface Author {
  readonly name: string;
  readonly kind: 'person' | 'app' | 'slackbot';
}

/** Stands for Slack itself, where it tells somebody that a command failed. */
export const SLACKBOT = 'USLACKBOT';

export function authorOf(user: string, { people, bot }: PageState): Author {
  if (user === SLACKBOT) return { name: 'Slackbot', kind: 'slackbot' };
  if (user === bot.id) return { name: bot.name, kind: 'app' };
  return { name: people.find(({ id }) => id === user)?.realName ?? user, kind: 'person' };
}
