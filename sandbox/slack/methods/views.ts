import { decode } from '../content.js';
import { text } from '../json.js';
import { required } from './lookup.js';
import type { Method } from './method.js';

export const viewMethods: Readonly<Record<string, Method>> = {
  // https://docs.slack.dev/reference/methods/views.open
  'views.open': {
    token: 'bot',
    scopes: [],
    run: (args, parts) => {
      const userId = parts.triggers.exchange(required(args, 'trigger_id'));
      return { view: parts.views.open(userId, decode(args.view, 'invalid_arguments')) };
    },
  },
  // https://docs.slack.dev/reference/methods/views.update
  'views.update': {
    token: 'bot',
    scopes: [],
    run: (args, parts) => {
      const id = required(args, 'view_id');
      return { view: parts.views.update(id, decode(args.view, 'invalid_arguments'), text(args, 'hash')) };
    },
  },
};
