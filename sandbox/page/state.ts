/** What one person sees: read from the Slack double on every change, never kept. */
import type { Channel, Message, Person, SlackDouble } from '../slack/types.js';
import type { About, ChannelEntry, FaultState, PageState } from './protocol.js';

/** Newest messages of a channel that are sent to the page: what a day of trying leaves behind. */
const MESSAGES_SENT = 400;

/** Ids, or the names that stand in the page's address. */
export interface Viewer {
  readonly person: string;
  readonly channel: string;
}

/** The state for a viewer; an unknown person or channel is replaced by the first there is. */
export function stateFor(slack: SlackDouble, viewer: Viewer, faults: FaultState, about: About): PageState {
  const people = slack.people.filter((person) => person.id !== slack.botUserId);
  const me = find(people, viewer.person);
  if (!me) throw new Error('the sandbox has no people: give startSlack at least one');
  const bot = { id: slack.botUserId, name: about.botName ?? 'LiteLLM', connected: slack.connections > 0 };
  const names = new Map([...slack.people, bot].map(({ id, name }) => [id, name]));
  const channels = visibleChannels(slack, me).map((channel) => named(channel, me, names));
  const channel = find(channels, viewer.channel);
  const messages = channel ? slack.messages(channel.id, me.id) : [];
  return {
    me,
    people,
    team: slack.teamId,
    bot,
    channels: channels.map((entry) => withLatest(slack, entry, me)),
    channel: channel?.id ?? '',
    messages: messages.slice(-MESSAGES_SENT),
    earlier: Math.max(0, messages.length - MESSAGES_SENT),
    faults,
    about,
  };
}

function find<T extends { readonly id: string; readonly name: string }>(all: readonly T[], wanted: string): T | undefined {
  return all.find(({ id }) => id === wanted) ?? all.find(({ name }) => name === wanted) ?? all[0];
}

/** Public channels are open to everybody; private ones and direct messages to their members. */
function visibleChannels(slack: SlackDouble, me: Person): readonly Channel[] {
  const home = slack.teamId === me.teamId;
  return slack.channels.filter(({ kind, members, archived }) => !archived && ((home && kind === 'public') || members.includes(me.id)));
}

/** A direct message is called after whoever it is with, as seen by this person. */
function named(channel: Channel, me: Person, names: ReadonlyMap<string, string>): Channel {
  const other = channel.kind === 'im' ? channel.members.find((id) => id !== me.id) : undefined;
  return other === undefined ? channel : { ...channel, name: names.get(other) ?? channel.name };
}

function withLatest(slack: SlackDouble, channel: Channel, me: Person): ChannelEntry {
  const latest = slack.messages(channel.id, me.id).findLast((message: Message) => message.user !== me.id)?.ts;
  return { ...channel, ...(latest === undefined ? {} : { latest }) };
}
