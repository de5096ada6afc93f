import { audit } from './audit.js';
import type { Command } from './command.js';
import { createHelp } from './help.js';
import { keyNew } from './key-new.js';
import { keyRevoke } from './key-revoke.js';
import { status } from './status.js';

export const help = createHelp(() => commands);

/** Every command, in the order of the help; a test compares this with the folder. */
export const commands: readonly Command[] = [status, keyNew, keyRevoke, audit, help];
