import { messageOf } from '../errors.js';
import { defineCommand, type CommandContext } from './command.js';
import { takeSnapshot, type Part } from './snapshot.js';
import { renderStatus } from './status-card.js';

export const status = defineCommand({
  name: 'status',
  summary: 'Listener, database, models, keys, spend and open incidents in one card',
  positionals: [],
  flags: {},
  examples: ['/llm status'],
  run: async (context) => ({ message: await look(context) }),
  buttons: {
    // Asked again instead of kept: what is shared should be true now.
    share: { permission: 'status', run: async (context) => ({ message: await look(context), inChannel: true }) },
  },
});

async function look({ proxy, store, clock, log }: CommandContext) {
  const snapshot = await takeSnapshot(proxy, store, clock());
  for (const [part, value] of Object.entries(snapshot)) {
    if (isPart(value) && !value.ok) log.info({ part, reason: messageOf(value.error) }, 'part of the status not read');
  }
  return renderStatus(snapshot);
}

function isPart(value: unknown): value is Part<unknown> {
  return typeof value === 'object' && value !== null && 'ok' in value;
}
