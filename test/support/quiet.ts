import { pino } from 'pino';
import { createQuietLogger } from '../../src/slack/quiet-logger.js';

/** For clients whose complaints are expected. */
export const quiet = createQuietLogger(pino({ level: 'silent' }));
