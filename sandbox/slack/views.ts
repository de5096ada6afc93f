import { checkBlocks } from './blocks/message.js';
import { team, bot } from './defaults.js';
import { ApiError } from './errors.js';
import { token } from './ids.js';
import { isObject, type Json } from './json.js';

/** docs.slack.dev/surfaces/modals: 100 blocks. */
const maxBlocks = 100;

/** Modals that were opened, by id: https://docs.slack.dev/reference/views/modal-views */
export class Views {
  readonly #views = new Map<string, { readonly userId: string; readonly view: Json }>();

  open(userId: string, value: unknown): Json {
    const view = { ...checkView(value), id: `V${token(10).toUpperCase()}`, ...owner, hash: token(16), root_view_id: null };
    this.#views.set(view.id, { userId, view });
    return view;
  }

  update(id: string, value: unknown, hash: string | undefined): Json {
    const known = this.#views.get(id);
    if (!known) throw new ApiError('not_found');
    // docs.slack.dev/reference/methods/views.update: `hash` protects against races.
    if (hash !== undefined && hash !== known.view.hash) throw new ApiError('hash_conflict');
    const view = { ...checkView(value), id, ...owner, hash: token(16) };
    this.#views.set(id, { userId: known.userId, view });
    return view;
  }

  of(userId: string): readonly Json[] {
    return [...this.#views.values()].filter((each) => each.userId === userId).map((each) => each.view);
  }
}

const owner = { team_id: team.id, app_id: bot.appId, bot_id: bot.botId, app_installed_team_id: team.id } as const;

/** title, submit and close 24, callback_id 255, private_metadata 3,000 (docs.slack.dev/reference/views/modal-views). */
function checkView(value: unknown): Json {
  if (!isObject(value)) throw new ApiError('invalid_arguments');
  const found = [...modalTexts(value), ...tooLong(value, 'callback_id', 255), ...tooLong(value, 'private_metadata', 3_000)];
  if (value.type !== 'modal') found.push('unsupported type [json-pointer:/view/type]');
  if (!Array.isArray(value.blocks) || !value.blocks.every(isObject)) found.push('missing required field: blocks [json-pointer:/view]');
  else checkBlocks(value.blocks, maxBlocks);
  if (found.length > 0) throw new ApiError('invalid_arguments', { response_metadata: { messages: found.map((each) => `[ERROR] ${each}`) } });
  return value;
}

function modalTexts(view: Json): string[] {
  const required = view.title === undefined ? ['missing required field: title [json-pointer:/view]'] : [];
  const long = ['title', 'submit', 'close'].filter((name) => {
    const part = view[name];
    return isObject(part) && typeof part.text === 'string' && part.text.length > 24;
  });
  return [...required, ...long.map((name) => `must be less than 25 characters [json-pointer:/view/${name}/text]`)];
}

function tooLong(view: Json, name: string, max: number): string[] {
  const value = view[name];
  return typeof value === 'string' && value.length > max ? [`must be less than ${max + 1} characters [json-pointer:/view/${name}]`] : [];
}
