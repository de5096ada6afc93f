import { defineCommand, type CommandContext } from './command.js';
import { takeSnapshot } from './snapshot.js';
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

async function look({ proxy, store, clock }: CommandContext) {
  return renderStatus(await takeSnapshot(proxy, store, clock()));
}
