import { bot, directMessage, team } from './defaults.js';
import type { Channel, Message, Person } from './types.js';

export type Draft = Omit<Message, 'ts' | 'edited'>;

/** Who is there, what was said, and who may see it. Knows nothing of HTTP. */
export class Workspace {
  readonly #channels: Channel[];
  readonly #messages: Message[] = [];
  readonly #listeners = new Set<() => void>();
  #lastMicros = 0;

  constructor(
    readonly people: readonly Person[],
    channels: readonly Channel[],
    readonly now: () => number,
  ) {
    this.#channels = [...channels];
  }

  get channels(): readonly Channel[] {
    return this.#channels;
  }

  person(id: string): Person | undefined {
    return this.people.find((person) => person.id === id);
  }

  channel(id: string): Channel | undefined {
    return this.#channels.find((channel) => channel.id === id);
  }

  /** The direct message of the bot with this person, opened where there was none. */
  directMessage(person: Person): Channel {
    const known = this.#channels.find((each) => each.kind === 'im' && each.members.includes(person.id));
    if (known) return known;
    const opened = directMessage(person);
    this.#channels.push(opened);
    return opened;
  }

  /** Unique and increasing: seconds, a dot and six digits (docs.slack.dev/messaging/retrieving-messages: `ts` identifies a message in its channel). */
  nextTs(): string {
    this.#lastMicros = Math.max(Math.floor(this.now() * 1_000), this.#lastMicros + 1);
    return `${Math.floor(this.#lastMicros / 1e6)}.${String(this.#lastMicros % 1e6).padStart(6, '0')}`;
  }

  add(draft: Draft): Message {
    const message = { ...draft, ts: this.nextTs(), edited: false };
    this.#messages.push(message);
    this.changed();
    return message;
  }

  replace(next: Message): void {
    const at = this.#messages.findIndex((each) => each.channel === next.channel && each.ts === next.ts);
    if (at < 0) return;
    this.#messages[at] = next;
    this.changed();
  }

  remove(message: Pick<Message, 'channel' | 'ts'>): void {
    const at = this.#messages.findIndex((each) => each.channel === message.channel && each.ts === message.ts);
    if (at < 0) return;
    this.#messages.splice(at, 1);
    this.changed();
  }

  find(channelId: string, ts: string): Message | undefined {
    return this.#messages.find((each) => each.channel === channelId && each.ts === ts);
  }

  /** What the channel keeps: oldest first, without what was ephemeral. */
  history(channelId: string): readonly Message[] {
    return this.#messages.filter((each) => each.channel === channelId && each.ephemeralTo === undefined);
  }

  visibleTo(channelId: string, personId: string): readonly Message[] {
    const channel = this.channel(channelId);
    if (!channel || !this.#mayRead(channel, personId)) return [];
    return this.#messages.filter(
      (each) => each.channel === channelId && (each.ephemeralTo === undefined || each.ephemeralTo === personId),
    );
  }

  /** Public channels are open to the workspace; people from outside see only what they were invited to. */
  #mayRead(channel: Channel, personId: string): boolean {
    if (channel.members.includes(personId)) return true;
    return channel.kind === 'public' && (personId === bot.userId || this.person(personId)?.teamId === team.id);
  }

  mayRead(channelId: string, personId: string): boolean {
    const channel = this.channel(channelId);
    return channel !== undefined && this.#mayRead(channel, personId);
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
