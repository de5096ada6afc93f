import { UserError } from '../errors.js';
import { section } from '../slack/blocks.js';
import { code, escapeText } from '../slack/escape.js';
import { fitMessage } from '../slack/limits.js';
import { PERMISSIONS } from '../slack/roles.js';
import { closest } from './closest.js';
import { defineCommand, usageOf, type Command, type Reply } from './command.js';

/** @param all every command, this one included: given as a function because the list holds it */
export function createHelp(all: () => readonly Command[]): Command {
  return defineCommand({
    name: 'help',
    summary: 'What the bot can do, or how one command is used',
    positionals: [{ name: 'command', isRequired: false }, { name: 'subcommand', isRequired: false }],
    flags: {},
    examples: ['/llm help', '/llm help key new'],
    async run(_, { positionals }) {
      return positionals.length === 0 ? overview(all()) : detail(all(), positionals.join(' ').toLowerCase().replace(/^\/llm /, ''));
    },
  });
}

function overview(commands: readonly Command[]): Reply {
  const lines = commands.map((command) => `\`/llm ${escapeText(shortUsage(command))}\`${suffix(command)}  ${command.summary}`);
  return {
    message: fitMessage({
      text: 'What /llm can do.',
      blocks: [section(`*What /llm can do*\n${lines.join('\n')}`), section('`/llm help key new` shows all of one command.')],
    }),
  };
}

function shortUsage({ name, positionals }: Command): string {
  return [name, ...positionals.filter(({ isRequired }) => isRequired).map((positional) => `<${positional.name}>`)].join(' ');
}

function suffix({ name }: Command): string {
  const role = PERMISSIONS[name];
  return role === 'viewer' ? '' : ` (${role}s)`;
}

function detail(commands: readonly Command[], wanted: string): Reply {
  const found = commands.filter(({ name }) => name === wanted || name.startsWith(`${wanted} `));
  if (found.length === 0) {
    const near = closest(wanted, commands.map(({ name }) => name));
    throw new UserError(`No command ${code(wanted, 60)}.${near ? ` Did you mean \`/llm help ${near}\`?` : ''}`, { hint: '`/llm help` lists them all.' });
  }
  return { message: fitMessage({ text: `How /llm ${wanted} is used.`, blocks: found.map((command) => section(describe(command))) }) };
}

function describe(command: Command): string {
  const flags = Object.entries(command.flags).map(([flag, { value, help }]) => `• \`--${flag} ${escapeText(value)}\`  ${help}`);
  return [
    `*/llm ${command.name}*${suffix(command)}  ${command.summary}`,
    `Usage: \`${escapeText(usageOf(command))}\``,
    ...flags,
    ...command.examples.map((example) => `Example: \`${escapeText(example)}\``),
  ].join('\n');
}
