import { randomUUID } from 'node:crypto';
import { App, SocketModeReceiver } from '@slack/bolt';
import type { SocketModeDispatcher } from '@slack/socket-mode';
import type { Logger } from 'pino';
import { clicks, type ClickResult } from './alerts/actions.js';
import type { Check } from './alerts/check.js';
import type { IncidentClick } from './alerts/incident.js';
import { answerError, say } from './commands/answer.js';
import type { Actor, Command, CommandContext, Removal, Reply } from './commands/command.js';
import { authorise, dispatch, dispatchButton } from './commands/dispatch.js';
import type { SlackConfig } from './config.js';
import { UserError } from './errors.js';
import { deliverReply } from './deliver.js';
import type { Proxy } from './litellm/proxy.js';
import { Button, ButtonClick, SlashCommand } from './payloads.js';
import type { SlackClients } from './slack/clients.js';
import { superviseConnection } from './slack/connection.js';
import type { Directory } from './slack/directory.js';
import { createQuietLogger } from './slack/quiet-logger.js';
import type { Workspace } from './slack/workspace.js';
import type { Store } from './store/transaction.js';

export interface AppOptions {
  readonly slack: SlackConfig;
  readonly clients: SlackClients;
  readonly workspace: Workspace;
  readonly commands: readonly Command[];
  readonly checks: readonly Check[];
  readonly proxy: Proxy;
  readonly store: Store;
  readonly directory: Directory;
  readonly log: Logger;
  readonly clock: () => Date;
  readonly random: () => number;
  /** Something was saved for sending. */
  readonly onChange: () => void;
}

export interface FrontDoor {
  /** Resolves when Slack is connected. @throws ConfigError */
  start(): Promise<void>;
  /** Takes nothing new and waits, for a few seconds, until what came in is answered. */
  stop(): Promise<void>;
}

/** Milliseconds that commands under way get to finish when the bot stops. */
const DRAIN_MS = 5_000;

/** Where everything from Slack comes in: acknowledged at once, then handed to whoever it is for. */
export function createFrontDoor(options: AppOptions): FrontDoor {
  const { slack, clients, workspace, log } = options;
  const logger = createQuietLogger(log.child({ from: 'bolt' }));
  const receiver = new SocketModeReceiver({
    appToken: slack.appToken.reveal(),
    logger,
    installerOptions: { clientOptions: clients.options },
    autoReconnectEnabled: false,
    ...(clients.dispatcher && { dispatcher: clients.dispatcher as unknown as SocketModeDispatcher }),
  });
  const app = new App({
    receiver,
    logger,
    clientOptions: clients.options,
    // Who the bot is was asked once, at start: no event costs a call.
    authorize: () => Promise.resolve({ botToken: slack.botToken.reveal(), botId: workspace.botId, botUserId: workspace.botUserId, teamId: workspace.teamId }),
  });
  const underWay = new Set<Promise<void>>();
  const track = (work: Promise<void>) => {
    const tracked = work.catch((error: unknown) => log.error({ err: error }, 'request not answered')).finally(() => underWay.delete(tracked));
    underWay.add(tracked);
  };

  app.command(/.*/, async ({ ack, command }) => { await ack(); track(onCommand(options, command)); });
  app.action(/.*/, async ({ ack, body, action }) => { await ack(); track(onButton(options, body, action)); });
  app.error((error) => { log.error({ err: error }, 'request not handled'); return Promise.resolve(); });

  const connection = superviseConnection(receiver.client, log, options.random);
  return {
    start: () => connection.start(),
    async stop() {
      await Promise.race([Promise.all([connection.stop(), ...underWay]), new Promise((resolve) => { setTimeout(resolve, DRAIN_MS).unref(); })]);
    },
  };
}

async function onCommand(options: AppOptions, payload: unknown): Promise<void> {
  const command = SlashCommand.parse(payload);
  const actor = await identify(options, { id: command.user_id, name: command.user_name, teamId: command.team_id, enterpriseId: command.enterprise_id });
  const context = contextFor(options, actor, command.channel_id);
  context.log.info({ channel: command.channel_id }, 'command');
  const reply = await dispatch(options.commands, context, command.text);
  await answer(options, context, reply, command.response_url, command.channel_id);
}

async function onButton(options: AppOptions, payload: unknown, action: unknown): Promise<void> {
  const click = ButtonClick.parse(payload);
  const { action_id: id, value } = Button.parse(action);
  const actor = await identify(options, {
    id: click.user.id, name: click.user.username ?? click.user.name ?? '', teamId: click.user.team_id ?? click.team?.id ?? '',
    enterpriseId: click.enterprise?.id ?? click.team?.enterprise_id,
  });
  const channel = click.channel?.id ?? click.container.channel_id;
  const context = contextFor(options, actor, channel);
  context.log.info({ action: id }, 'button');
  const reply = await press(options, context, id, value, click.container.message_ts);
  if (reply) await answer(options, context, reply, click.response_url, channel);
}

/** Buttons stand for a command, belong to a command, or change an incident: the first part of their action id says which. */
async function press(options: AppOptions, context: CommandContext, id: string, value: string, messageTs: string | undefined): Promise<Reply | Removal | undefined> {
  const [owner, which] = id.split('/');
  if (owner === 'command') return dispatch(options.commands, context, value);
  if (owner === 'incident' && which !== undefined && Object.hasOwn(clicks, which)) return pressIncident(options, context, which as IncidentClick, value, messageTs);
  return dispatchButton(options.commands, context, id, value);
}

async function pressIncident(options: AppOptions, context: CommandContext, which: IncidentClick, value: string, messageTs: string | undefined): Promise<Reply | undefined> {
  try {
    const id = Number(value);
    if (!Number.isSafeInteger(id) || id < 1) throw new UserError('This button belongs to another version of the bot.');
    await authorise(context, which === 'acknowledge' ? 'acknowledge' : 'silence', `#${value}`);
    const result = await clicks[which]({ store: options.store, checks: options.checks }, id, context.actor, options.clock());
    options.onChange();
    // The incident's own message shows the change to everybody; from elsewhere the clicker is told.
    return isVisible(result, messageTs) ? undefined : { message: say(result.answer) };
  } catch (error) {
    context.log.info({ err: error, request: context.requestId }, 'button not done');
    return { message: answerError(error, context.requestId) };
  }
}

function isVisible({ changed, incident }: ClickResult, messageTs: string | undefined): boolean {
  return changed && incident.messageTs !== null && incident.messageTs === messageTs;
}

interface Someone { readonly id: string; readonly name: string; readonly teamId: string; readonly enterpriseId: string | undefined }

/** A guest's own team is not ours; in an Enterprise organisation all its workspaces are. */
async function identify({ workspace, directory }: AppOptions, { id, name, teamId, enterpriseId }: Someone): Promise<Actor> {
  const sameOrganisation = workspace.enterpriseId !== undefined && enterpriseId === workspace.enterpriseId;
  return { id, teamId, name: await directory.nameOf(id, name || id), isForeign: teamId !== workspace.teamId && !sameOrganisation };
}

function contextFor({ clock, proxy, store, directory, log }: AppOptions, actor: Actor, channelId: string | undefined): CommandContext {
  const requestId = randomUUID();
  return { actor, channelId, clock, proxy, store, directory, requestId, log: log.child({ request: requestId, actor: actor.id }) };
}

async function answer({ clients }: AppOptions, context: CommandContext, reply: Reply | Removal, responseUrl: string, channel: string | undefined): Promise<void> {
  await deliverReply(clients, reply, { responseUrl, channel, user: context.actor.id }, context.log);
}
