import { PermissionError, UserError } from '../errors.js';
import { cut, looksLikeSecret, code, name } from '../slack/escape.js';
import type { Holders } from '../slack/directory.js';
import { DEEDS, mayDo, PERMISSIONS, VARIABLE, type Permission, type Role } from '../slack/roles.js';
import { unwrapText } from '../slack/unwrap.js';
import { answerError, say } from './answer.js';
import { record } from './audited.js';
import { closest } from './closest.js';
import { buttonOwner, type Command, type CommandContext, type Removal, type Reply } from './command.js';
import { parseInput, splitWords } from './parse.js';

/** Runs what was typed behind `/llm`. Every error is an answer: it throws nothing. */
export async function dispatch(commands: readonly Command[], context: CommandContext, typed: string): Promise<Reply> {
  try {
    // Before anything is read: whatever is wrong with the rest, this is worse.
    if (looksLikeSecret(typed)) return { message: await refuseSecret(context, findCommand(commands, typed.trim().split(/\s+/, 2))) };
    const words = splitWords(unwrapText(typed));
    const command = findCommand(commands, words);
    if (!command) return { message: suggest(commands, words) };
    const used = command.name.split(' ').length;
    await authorise(context, command.name, words[used] ?? '');
    return await command.run(context, parseInput(command, words.slice(words.length === 0 ? 0 : used)));
  } catch (error) {
    return { message: answer(context, error) };
  }
}

/** Runs the button of a command: `key-revoke/confirm` with its value. It throws nothing. */
export async function dispatchButton(commands: readonly Command[], context: CommandContext, action: string, value: string): Promise<Reply | Removal> {
  try {
    const [owner, which = ''] = action.split('/');
    const buttons = commands.find((command) => buttonOwner(command.name) === owner)?.buttons ?? {};
    const button = Object.hasOwn(buttons, which) ? buttons[which] : undefined;
    if (!button) throw new UserError('This button belongs to an older version of the bot.', { hint: 'Type the command again.' });
    await authorise(context, button.permission, '');
    return await button.run(context, value);
  } catch (error) {
    return { message: answer(context, error) };
  }
}

function answer(context: CommandContext, error: unknown) {
  const expected = error instanceof UserError || error instanceof PermissionError;
  context.log[expected ? 'info' : 'error']({ err: expected ? undefined : error, request: context.requestId }, 'command not done');
  return answerError(error, context.requestId);
}

/** The longest name that the words begin with; no words at all ask for help. */
function findCommand(commands: readonly Command[], words: readonly string[]): Command | undefined {
  const typed = words.map((word) => word.toLowerCase());
  const sorted = [...commands].sort((a, b) => b.name.length - a.name.length);
  return sorted.find(({ name: own }) => own.split(' ').every((word, index) => word === (typed[index] ?? (words.length === 0 ? 'help' : ''))));
}

/**
 * The one place where a permission is checked, for commands and buttons alike.
 * @throws PermissionError that says who may; the refusal of a change is recorded
 */
export async function authorise(context: CommandContext, permission: Permission, target: string): Promise<void> {
  const { actor, directory } = context;
  const needed = PERMISSIONS[permission];
  if (actor.isForeign) {
    await recordRefusal(context, permission, target, 'another workspace');
    throw new PermissionError('Only members of this workspace may use this bot; you are a guest of another one.');
  }
  // What everybody may do waits for nobody's role.
  if (needed === 'viewer') return;
  const role = await directory.roleOf(actor.id);
  if (mayDo(role, permission)) return;
  await recordRefusal(context, permission, target, withArticle(role));
  throw new PermissionError(whoMay(permission, needed, role, actor.id, await directory.holders(needed)));
}

function whoMay(permission: Permission, needed: Exclude<Role, 'viewer'>, role: Role, id: string, { names, emptyGroups }: Holders): string {
  const groups = emptyGroups.length > 0 ? `\nThe ${emptyGroups.length === 1 ? 'group' : 'groups'} ${emptyGroups.map(name).join(', ')} of \`${VARIABLE[needed]}\` cannot be read at Slack, or nobody is in it.` : '';
  if (names.length > 0) return `Only ${needed}s may ${DEEDS[permission]}; you are ${withArticle(role)}.\n${needed === 'admin' ? 'Admins' : 'Operators'}: ${names.map(name).join(', ')}.${groups}`;
  if (groups !== '') return `Nobody may ${DEEDS[permission]} now.${groups}`;
  return `Nobody may ${DEEDS[permission]} yet: no ${needed} is configured. Whoever runs the bot sets \`${VARIABLE[needed]}\` to your Slack id \`${id}\`.`;
}

const withArticle = (word: string) => (/^[aeiou]/.test(word) ? `an ${word}` : `a ${word}`);

/** A refusal stands even where it cannot be recorded. */
async function recordRefusal(context: CommandContext, permission: Permission, target: string, why: string): Promise<void> {
  if (PERMISSIONS[permission] === 'viewer') return;
  await record(context, { action: permission, target: cut(target, 200), outcome: 'refused', detail: { why } })
    .catch((error: unknown) => context.log.error({ err: error, request: context.requestId }, 'refusal not recorded'));
}

async function refuseSecret(context: CommandContext, command: Command | undefined) {
  await recordRefusal(context, command?.name ?? 'help', '[secret]', 'a secret was typed');
  return say(
    '*That looks like a key\'s secret, so nothing was done.*\nThe bot neither shows nor logs it, but Slack has seen it: treat it as leaked.',
    'Commands take a key\'s alias. Rotate this key: `/llm key new &lt;another alias&gt;`, move its clients over, then `/llm key revoke &lt;its alias&gt;`.',
  );
}

function suggest(commands: readonly Command[], words: readonly string[]) {
  const names = commands.map((command) => command.name);
  const wanted = words[0] ?? '';
  const typed = words.slice(0, 2).join(' ');
  const group = names.filter((known) => known.startsWith(`${wanted.toLowerCase()} `));
  if (group.length > 0 && words.length < 2) return say(`\`/llm ${wanted.toLowerCase()}\` needs one more word: ${group.map((known) => `\`/llm ${known}\``).join(', ')}.`);
  const near = closest(typed, names) ?? closest(wanted, names);
  const help = { label: 'All commands', action: 'command/help', value: 'help' };
  if (!near) return say(`No command ${code(typed, 60)}.`, undefined, [help]);
  return say(`No command ${code(typed, 60)}. Did you mean \`/llm ${near}\`?`, undefined, [{ label: `Run /llm ${near}`, action: 'command/suggested', value: near }, help]);
}
