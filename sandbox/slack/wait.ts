import type { Message } from './types.js';
import type { Workspace } from './workspace.js';

/** Resolves with the first visible message that satisfies the predicate, now or after a change. */
export function waitFor(
  workspace: Workspace,
  channelId: string,
  personId: string,
  predicate: (message: Message) => boolean,
  timeoutMs: number,
): Promise<Message> {
  const look = (): Message | undefined => workspace.visibleTo(channelId, personId).find(predicate);
  return new Promise((resolve, reject) => {
    const finish = (): void => {
      clearTimeout(timer);
      stop();
    };
    const attempt = (): void => {
      try {
        const found = look();
        if (!found) return;
        finish();
        resolve(found);
      } catch (error) {
        finish();
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    const timer = setTimeout(() => {
      finish();
      reject(new Error(`No such message for ${personId} in ${channelId} within ${timeoutMs} ms. There was:\n${print(workspace.visibleTo(channelId, personId))}`));
    }, timeoutMs);
    const stop = workspace.onChange(attempt);
    attempt();
  });
}

function print(messages: readonly Message[]): string {
  const lines = messages.map((each) => {
    const seenBy = each.ephemeralTo ? ` (only to ${each.ephemeralTo})` : '';
    return `  ${each.ts} ${each.user}${seenBy}: ${JSON.stringify(each.text)} ${JSON.stringify(each.blocks)}`;
  });
  return lines.join('\n') || '  nothing';
}
