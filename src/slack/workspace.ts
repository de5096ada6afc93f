import { ErrorCode, type WebClient } from '@slack/web-api';
import { ConfigError, messageOf } from '../errors.js';
import { AMBIGUOUS } from './outcome.js';

/** Who the bot is, in which workspace. */
export interface Workspace {
  readonly teamId: string;
  readonly enterpriseId: string | undefined;
  readonly botUserId: string;
  readonly botId: string;
}

/** @throws ConfigError when the token is not accepted; the error of web-api when Slack cannot be asked */
export async function readWorkspace(client: WebClient): Promise<Workspace> {
  try {
    const answer = await client.auth.test();
    return { teamId: answer.team_id ?? '', enterpriseId: answer.enterprise_id, botUserId: answer.user_id ?? '', botId: answer.bot_id ?? '' };
  } catch (error) {
    const reason = platformError(error);
    if (reason === undefined) throw error;
    throw new ConfigError(`SLACK_BOT_TOKEN is not accepted by Slack (${reason}): copy the Bot User OAuth Token of the installed app again`, { cause: error });
  }
}

export interface AlertChannel {
  readonly id: string;
  /** What to say at start where posting will fail, with the remedy. */
  readonly warning: string | undefined;
}

/**
 * @param wanted a channel's id, or `#name`
 * @throws ConfigError when no such channel is visible to the bot
 */
export async function resolveAlertChannel(client: WebClient, wanted: string): Promise<AlertChannel> {
  return wanted.startsWith('#') ? byName(client, wanted.slice(1).toLowerCase()) : byId(client, wanted);
}

async function byId(client: WebClient, id: string): Promise<AlertChannel> {
  try {
    const { channel } = await client.conversations.info({ channel: id });
    return { id, warning: channel?.is_member ? undefined : invite(`#${channel?.name ?? id}`) };
  } catch (error) {
    const reason = platformError(error);
    if (reason === undefined) throw error;
    if (reason === 'channel_not_found') throw notFound(id, error);
    return { id, warning: `ALERT_CHANNEL ${id} could not be looked up (${reason}); alerts are sent there all the same` };
  }
}

async function byName(client: WebClient, name: string): Promise<AlertChannel> {
  const types = 'public_channel,private_channel';
  let cursor: string | undefined;
  do {
    const page = await client.conversations.list({ types, exclude_archived: true, limit: 999, ...(cursor && { cursor }) }).catch((error: unknown) => { throw unlisted(name, error); });
    const channel = page.channels?.find((candidate) => candidate.name === name);
    if (channel?.id) return { id: channel.id, warning: channel.is_member ? undefined : invite(`#${name}`) };
    cursor = page.response_metadata?.next_cursor || undefined;
  } while (cursor);
  throw notFound(`#${name}`);
}

function invite(channel: string): string {
  return `the bot is not in ${channel}, so alerts cannot be posted: type /invite with its name there`;
}

function notFound(channel: string, cause?: unknown): ConfigError {
  return new ConfigError(`ALERT_CHANNEL '${channel}' is not there, or is private and the bot is not in it: invite the bot, or name another one`, { cause });
}

/** Without the scope no second try helps; the channel's id needs none. */
function unlisted(name: string, error: unknown): unknown {
  const reason = platformError(error);
  if (reason === undefined) return error;
  return new ConfigError(`ALERT_CHANNEL '#${name}' cannot be looked up (${reason}): install the app again with the scopes of manifest.yml, or give the channel's id`, { cause: error });
}

/** @returns Slack's refusal; undefined where asking again may help */
function platformError(error: unknown): string | undefined {
  const { code, data } = error as { code?: string; data?: { error?: string } };
  if (code !== ErrorCode.PlatformError) return undefined;
  const reason = data?.error ?? messageOf(error);
  return AMBIGUOUS.has(reason) || reason === 'ratelimited' ? undefined : reason;
}
