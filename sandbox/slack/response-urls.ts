import { ApiError } from './errors.js';
import { token } from './ids.js';
import type { Message } from './types.js';

/** docs.slack.dev/interactivity/handling-user-interaction: up to five times within 30 minutes. */
const maxUses = 5;
const lifetimeMs = 30 * 60_000;

/** What a `response_url` answers to. */
export interface Origin {
  readonly channelId: string;
  readonly userId: string;
  /** The message whose button was clicked; none for a slash command. */
  readonly message: Pick<Message, 'channel' | 'ts'> | undefined;
}

interface Issued {
  readonly origin: Origin;
  readonly expiresAt: number;
  uses: number;
}

export class ResponseUrls {
  readonly #issued = new Map<string, Issued>();

  constructor(private readonly now: () => number) {}

  /** @returns the path of the URL, such as `/commands/T0SANDBOX/…`. */
  issue(kind: 'commands' | 'actions', teamId: string, origin: Origin): string {
    const path = `/${kind}/${teamId}/${this.now()}/${token(24)}`;
    this.#issued.set(path, { origin, expiresAt: this.now() + lifetimeMs, uses: 0 });
    return path;
  }

  /** Checks the URL without spending a use. @throws ApiError `expired_url` or `used_url` */
  look(path: string): Origin {
    const issued = this.#issued.get(path);
    if (!issued || this.now() > issued.expiresAt) throw new ApiError('expired_url');
    if (issued.uses >= maxUses) throw new ApiError('used_url');
    return issued.origin;
  }

  spend(path: string): void {
    const issued = this.#issued.get(path);
    if (issued) issued.uses += 1;
  }
}
