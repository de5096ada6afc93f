/** The left side: channels, direct messages, and whether the bot is connected. */
import type { ChannelEntry, PageState } from '../protocol.js';
import { LockIcon } from './icons.js';

interface Props {
  readonly state: PageState;
  readonly unread: ReadonlySet<string>;
  readonly open: (channel: ChannelEntry) => void;
}

export function Channels({ state, unread, open }: Props) {
  const direct = state.channels.filter(({ kind }) => kind === 'im');
  const rooms = state.channels.filter(({ kind }) => kind !== 'im');
  const entry = (channel: ChannelEntry) => (
    <Entry key={channel.id} channel={channel} current={channel.id === state.channel} unread={unread.has(channel.id)} open={open} />
  );
  return (
    <nav aria-label="Channels and direct messages">
      <p class="workspace">Sandbox<span>A Slack to try the bot in</span></p>
      <h2>Channels</h2>
      <ul>{rooms.map(entry)}</ul>
      {direct.length > 0 && <h2>Direct messages</h2>}
      <ul>{direct.map(entry)}</ul>
      <p class="presence" role="status">
        <span class={state.bot.connected ? 'dot on' : 'dot'} aria-hidden="true" />
        {state.bot.name} is {state.bot.connected ? 'connected' : 'not connected'}
      </p>
    </nav>
  );
}

interface EntryProps {
  readonly channel: ChannelEntry;
  readonly current: boolean;
  readonly unread: boolean;
  readonly open: (channel: ChannelEntry) => void;
}

function Entry({ channel, current, unread, open }: EntryProps) {
  return (
    <li>
      <button type="button" class={unread ? 'unread' : ''} aria-current={current ? 'page' : undefined} aria-label={`${channel.name}${unread ? ', new messages' : ''}`} onClick={() => open(channel)}>
        <ChannelSign kind={channel.kind} />
        <span class="name">{channel.name}</span>
        {unread && <span class="new">new</span>}
      </button>
    </li>
  );
}

export function ChannelSign({ kind }: { kind: ChannelEntry['kind'] }) {
  return <span class="sign" aria-hidden="true">{kind === 'private' ? <LockIcon /> : kind === 'im' ? '@' : '#'}</span>;
}
