import type { Logger } from 'pino';
import type { Proxy } from '../litellm/proxy.js';
import type { Message } from '../slack/blocks.js';
import type { Directory } from '../slack/directory.js';
import type { Permission } from '../slack/roles.js';
import type { Store } from '../store/transaction.js';

/** Who asks. `teamId` is the workspace that they belong to, which for a guest is not ours. */
export interface Actor {
  readonly id: string;
  readonly name: string;
  readonly teamId: string;
  readonly isForeign: boolean;
}

/** What a command may use. Everything of LiteLLM hangs off `proxy`. */
export interface CommandContext {
  readonly actor: Actor;
  /** Where it was asked, which tells where its answer belongs. */
  readonly channelId: string | undefined;
  readonly clock: () => Date;
  readonly proxy: Proxy;
  readonly store: Store;
  readonly directory: Directory;
  readonly log: Logger;
  /** Of this one request: in the log, in the audit, in a key's metadata. */
  readonly requestId: string;
}

/** What the asker gets. Private unless `inChannel`. */
export interface Reply {
  readonly message: Message;
  readonly inChannel?: boolean;
  /** The message whose button was clicked gives way to this one. */
  readonly replaceOriginal?: boolean;
  /**
   * Holds a secret: it is sent once and never tried again after a lost answer. `delivered` is told that it arrived;
   * if it cannot be shown to have, `undelivered` undoes what it was for and says so.
   */
  readonly secret?: { readonly delivered: () => Promise<void>; readonly undelivered: () => Promise<Message> };
}

/** Takes the message whose button was clicked out of view. */
export interface Removal { readonly remove: true }

export interface FlagSpec {
  /** What stands for its value in the usage, such as `30d`. */
  readonly value: string;
  readonly help: string;
}

export interface Input {
  readonly positionals: readonly string[];
  readonly flags: Readonly<Record<string, string>>;
}

export interface CommandButton {
  /** The permission of the command that the button stands for. */
  readonly permission: Permission;
  readonly run: (context: CommandContext, value: string) => Promise<Reply | Removal>;
}

export interface Command {
  /** One or two words; the permission has the same name. */
  readonly name: Permission;
  /** A line for the list of commands. */
  readonly summary: string;
  readonly positionals: readonly { readonly name: string; readonly isRequired: boolean }[];
  readonly flags: Readonly<Record<string, FlagSpec>>;
  readonly examples: readonly string[];
  readonly run: (context: CommandContext, input: Input) => Promise<Reply>;
  /** By the second part of their action id: `key-revoke/confirm` is `confirm` of `key revoke`. */
  readonly buttons?: Readonly<Record<string, CommandButton>>;
}

export function defineCommand(command: Command): Command {
  return command;
}

/** @returns the first part of the action ids of a command's buttons */
export function buttonOwner(name: string): string {
  return name.replaceAll(' ', '-');
}

/** @returns how a command is typed */
export function usageOf(command: Command): string {
  const positionals = command.positionals.map(({ name, isRequired }) => (isRequired ? `<${name}>` : `[${name}]`));
  const flags = Object.entries(command.flags).map(([flag, { value }]) => `[--${flag} ${value}]`);
  return ['/llm', command.name, ...positionals, ...flags].join(' ');
}
