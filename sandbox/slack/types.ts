/** What the Slack double offers: to the bot over HTTP and WebSocket, to tests and the page in process. */

/** Somebody in the workspace (or, with another `teamId`, a guest from outside of it). */
export interface Person {
  readonly id: string;
  /** The handle, such as `alice`. */
  readonly name: string;
  readonly realName: string;
  readonly teamId: string;
  /** What the sandbox's configuration lets them do: shown on the page, unknown to Slack itself. */
  readonly role: 'viewer' | 'operator' | 'admin';
}

export interface Channel {
  readonly id: string;
  /** Without `#`. A direct message is named after the other person. */
  readonly name: string;
  readonly kind: 'public' | 'private' | 'im';
  /** User ids, the bot's among them where it was invited. */
  readonly members: readonly string[];
  readonly archived?: boolean;
}

export interface Message {
  readonly channel: string;
  /** Slack's timestamp: unique in its channel, and the message's id. */
  readonly ts: string;
  /** Author: a person's id or the bot's user id. */
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly Record<string, unknown>[];
  readonly attachments: readonly Record<string, unknown>[];
  readonly threadTs?: string;
  /** Only this person sees it, and it is gone when they reload. */
  readonly ephemeralTo?: string;
  readonly edited: boolean;
  /** `{event_type, event_payload}`, as stored with the message. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** The last payload that the bot sent for it, as received. */
  readonly payload: unknown;
}

/** What became of something sent to the app over Socket Mode. */
export interface Delivery {
  readonly envelopeId: string;
  /** False when no acknowledgement came within Slack's 3 s: the person then sees an error. */
  readonly acknowledged: boolean;
  /** Milliseconds from sending the envelope to its acknowledgement, or to giving up. */
  readonly ackMs: number;
}

/** One call that the bot made: a Web API method, or `response_url`. */
export interface Call {
  /** `chat.postMessage`, …, or `response_url`. */
  readonly method: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** What was answered, or `no answer` where a fault swallowed it. */
  readonly answer: unknown;
  readonly at: number;
}

/** What a test may break. Each counts down per call of that method (`*` is any). */
export interface Faults {
  /** Answers 429 with `Retry-After`. */
  rateLimit(method: string, times: number, retryAfterSeconds: number): void;
  /** Answers `{ok: false, error}`. */
  fail(method: string, times: number, error: string): void;
  /** Answers an HTTP status with an HTML body. */
  http(method: string, times: number, status: number): void;
  /** Does what was asked, then cuts the connection: the bot cannot know the outcome. */
  loseAnswer(method: string, times: number): void;
  /** Cuts the connection without doing anything. */
  loseRequest(method: string, times: number): void;
  /** Never answers. */
  hang(method: string, times: number): void;
  clear(): void;
}

export interface SlackDouble {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** For `SLACK_API_URL`: ends in `/api/`. */
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly teamId: string;
  readonly botUserId: string;
  readonly people: readonly Person[];
  readonly channels: readonly Channel[];
  readonly calls: readonly Call[];
  readonly faults: Faults;
  /** Number of live Socket Mode connections of the app. */
  readonly connections: number;

  /** A person types `/llm …` (the whole text, slash included) in a channel. */
  command(personId: string, channelId: string, text: string): Promise<Delivery>;
  /**
   * A person clicks the button with this `action_id` (or, where no action has it, this visible text).
   * @throws Error when that person cannot see such a button there: the words name those that they see.
   */
  click(personId: string, message: Pick<Message, 'channel' | 'ts'>, button: string): Promise<Delivery>;
  /** A person writes a message; where the app subscribes to it, it gets an event. */
  say(personId: string, channelId: string, text: string, threadTs?: string): Promise<Message>;
  /** What this person sees in this channel, oldest first, thread replies and ephemerals included. */
  messages(channelId: string, personId: string): readonly Message[];
  /** Resolves with the first message that satisfies the predicate. @throws Error after `timeoutMs`, printing what there was. */
  waitFor(channelId: string, personId: string, predicate: (message: Message) => boolean, timeoutMs?: number): Promise<Message>;
  /** The modals that were opened for this person, as the app sent them, with the ids that Slack adds. */
  views(personId: string): readonly Readonly<Record<string, unknown>>[];
  /** Sends `disconnect` with this reason, as Slack does when it refreshes a connection, then closes. */
  disconnect(reason: 'warning' | 'refresh_requested' | 'link_disabled'): void;
  /** Cuts the sockets without a word. */
  cutSockets(): void;
  /** Called after every change that somebody could see. Returns its own undoing. */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

/** The limits that Slack sets on the pace of calls. Lenient unless a test asks for Slack's own. */
export interface PaceOptions {
  /** Messages a second in one channel, in the long run. Slack's own: 1. */
  readonly postsPerSecond: number;
  /** How many may come at once. Slack says only that short bursts are let through. */
  readonly postBurst: number;
  /** Calls a minute by method, such as `{'chat.update': 50}`. None by default. */
  readonly perMinute: Readonly<Record<string, number>>;
}

export interface SlackOptions {
  readonly port?: number;
  readonly people?: readonly Person[];
  readonly channels?: readonly Channel[];
  /** User groups by id, such as `S0ADMINS`, with their members. */
  readonly userGroups?: Readonly<Record<string, readonly string[]>>;
  /** What the bot token was granted. Calls that need more answer `missing_scope`. */
  readonly scopes?: readonly string[];
  /** The app's registered slash commands. Default: `/llm`. */
  readonly commands?: readonly string[];
  /** The manifest's `should_escape`. Default: true. */
  readonly shouldEscape?: boolean;
  /** The manifest's `bot_events`, such as `message.channels` or `app_mention`. Default: none. */
  readonly events?: readonly string[];
  /** How long an envelope waits for its acknowledgement, in milliseconds. Default: Slack's 3,000. */
  readonly ackTimeoutMs?: number;
  /** Between two WebSocket pings, in milliseconds. */
  readonly pingIntervalMs?: number;
  readonly pace?: Partial<PaceOptions>;
  /** Milliseconds since 1970: what timestamps, `response_url`, `trigger_id` and the pace go by. */
  readonly now?: () => number;
}
