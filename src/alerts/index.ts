import type { Check } from './check.js';
import { listener } from './checks/listener.js';

/** Every check; a test compares this with the folder. */
export const checks: readonly Check[] = [listener];
