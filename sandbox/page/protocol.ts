/** What the page and its server say to each other, over one WebSocket at `/live`. */
import type { Channel, Message, Person } from '../slack/types.js';

/** `running` answers; `stopped` refuses connections; `frozen` accepts them and never answers. */
export type ListenerState = 'running' | 'stopped' | 'frozen';
/** `lost`: the proxy runs on without the database behind it. */
export type DatabaseState = 'connected' | 'lost';

/** What stands in the right-hand panel about the sandbox itself. */
export interface About {
  /** Where the proxy listens, as a person would open it. */
  readonly proxyUrl: string;
  /** One sentence about the bot that runs here, such as its version and its database. */
  readonly botNote: string;
  /** The bot's display name; `LiteLLM` where unset. */
  readonly botName?: string;
}

export interface FaultState {
  readonly listener: ListenerState;
  readonly database: DatabaseState;
  /** Why nothing may be broken here; unset where faults can be switched. */
  readonly unavailable?: string;
}

export interface ChannelEntry extends Channel {
  /** Timestamp of the newest message that somebody else wrote and this person sees. */
  readonly latest?: string;
}

/** Everything that the page shows to one person who looks at one channel. */
export interface PageState {
  readonly me: Person;
  readonly people: readonly Person[];
  /** The home workspace: people of another one are its guests. */
  readonly team: string;
  readonly bot: { readonly id: string; readonly name: string; readonly connected: boolean };
  readonly channels: readonly ChannelEntry[];
  /** The channel that `messages` belongs to. */
  readonly channel: string;
  readonly messages: readonly Message[];
  /** Messages of this channel that are older than those sent. */
  readonly earlier: number;
  readonly faults: FaultState;
  readonly about: About;
}

/** What the page asks for; the server answers each by its `id`. */
export type Ask =
  | { readonly type: 'send'; readonly channel: string; readonly text: string; readonly threadTs?: string | undefined }
  | { readonly type: 'click'; readonly channel: string; readonly ts: string; readonly button: string }
  | { readonly type: 'listener'; readonly to: ListenerState }
  | { readonly type: 'database'; readonly to: DatabaseState };

/** `watch` chooses who is looking, and where; a state follows, and one after every change. */
export type ToServer =
  | { readonly type: 'watch'; readonly person: string; readonly channel: string }
  | (Ask & { readonly id: number });

export interface Answer {
  readonly type: 'answer';
  readonly id: number;
  /** What went wrong, for the person to read; unset where nothing did. */
  readonly problem?: string;
}

export type ToPage =
  /** First on every connection; another `build` than before means that the page is out of date. */
  | { readonly type: 'hello'; readonly build: string }
  | { readonly type: 'state'; readonly state: PageState }
  | Answer;
