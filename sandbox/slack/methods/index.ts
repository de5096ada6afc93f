import { apps } from './apps.js';
import { chat } from './chat.js';
import { conversations } from './conversations.js';
import { history } from './history.js';
import type { Method } from './method.js';
import { users } from './users.js';
import { viewMethods } from './views.js';

/** Every method that the double knows, by its name. */
export const methods: ReadonlyMap<string, Method> = new Map(
  Object.entries({ ...apps, ...chat, ...conversations, ...history, ...users, ...viewMethods }),
);
