import { ApiError } from './errors.js';
import { token } from './ids.js';

/** docs.slack.dev/interactivity/handling-user-interaction: a trigger_id lasts three seconds and opens one modal. */
const lifetimeMs = 3_000;

export class Triggers {
  readonly #issued = new Map<string, { readonly userId: string; readonly expiresAt: number; used: boolean }>();

  constructor(private readonly now: () => number) {}

  issue(userId: string): string {
    const id = `${this.now()}.${token(12)}`;
    this.#issued.set(id, { userId, expiresAt: this.now() + lifetimeMs, used: false });
    return id;
  }

  /**
   * Who may be shown a modal with this trigger.
   * @throws ApiError as docs.slack.dev/reference/methods/views.open lists them: invalid_trigger_id, exchanged_trigger_id, expired_trigger_id
   */
  exchange(id: string): string {
    const trigger = this.#issued.get(id);
    if (!trigger) throw new ApiError('invalid_trigger_id');
    if (trigger.used) throw new ApiError('exchanged_trigger_id');
    if (this.now() > trigger.expiresAt) throw new ApiError('expired_trigger_id');
    trigger.used = true;
    return trigger.userId;
  }
}
