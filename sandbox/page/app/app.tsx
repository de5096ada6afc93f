/** The page: channels, conversation, faults, and the way between them. */
import { useEffect, useState } from 'preact/hooks';
import type { Message } from '../../slack/types.js';
import { Channels, ChannelSign } from './channels.js';
import { Composer } from './composer.js';
import { Conversation } from './conversation.js';
import { Faults } from './faults.js';
import { FaultIcon, MenuIcon } from './icons.js';
import { People } from './people.js';
import { authorOf, SurroundingsProvider, useReader } from './surroundings.js';
import { useNotices } from './use-notices.js';
import { useSandbox } from './use-sandbox.js';
import { useUnread } from './use-unread.js';

type Drawer = 'channels' | 'faults';

export function App() {
  const { state, connected, go, ask } = useSandbox();
  const unread = useUnread(state);
  const reader = useReader();
  const [notices, notice] = useNotices(state);
  const [thread, setThread] = useState<Message>();
  // Only where the width has no room for it: elsewhere both sides are always there.
  const [drawer, setDrawer] = useState<Drawer>();
  useEffect(() => focusDrawer(drawer), [drawer]);
  if (!state) return <p class="opening" role="status">{connected ? 'Opening the sandbox…' : 'The sandbox does not answer. Trying again…'}</p>;

  const channel = state.channels.find(({ id }) => id === state.channel);
  const place = channel?.kind === 'im' ? channel.name : `#${channel?.name ?? ''}`;
  const move = (to: { person?: string; channel?: string }) => {
    setThread(undefined);
    setDrawer(undefined);
    go(to);
  };
  const send = (text: string) =>
    void ask({ type: 'send', channel: state.channel, text, threadTs: thread?.ts }).then((problem) => problem !== undefined && notice(problem));
  const click = (message: Message, button: string) => ask({ type: 'click', channel: message.channel, ts: message.ts, button });
  const toggle = (which: Drawer) => setDrawer(drawer === which ? undefined : which);

  return (
    <SurroundingsProvider value={{ state, reader, click, reply: setThread }}>
      <div class="page" data-drawer={drawer} onKeyDown={({ key }) => key === 'Escape' && setDrawer(undefined)}>
        <header class="top">
          <button type="button" class="opener channels-opener" aria-label={unread.size > 0 ? 'Channels, new messages' : 'Channels'} aria-expanded={drawer === 'channels'} onClick={() => toggle('channels')}>
            <MenuIcon />{unread.size > 0 && <span class="dot on" />}
          </button>
          <h1>{channel && <ChannelSign kind={channel.kind} />}{channel?.name ?? 'No channel'}</h1>
          <People people={state.people} me={state.me} team={state.team} become={(person) => move({ person: person.id })} />
          <button type="button" class="opener faults-opener" aria-expanded={drawer === 'faults'} onClick={() => toggle('faults')}>
            <FaultIcon /> Faults
          </button>
        </header>
        <aside class="side channels"><Channels state={state} unread={unread} open={({ id }) => move({ channel: id })} /></aside>
        <main>
          {!connected && <p class="disconnected" role="alert">The sandbox does not answer. Trying again…</p>}
          <Conversation key={`${state.me.id}/${state.channel}`} name={place} messages={notices} earlier={state.earlier} />
          <Composer key={state.channel} place={place} connected={connected} replyingTo={thread && authorOf(thread.user, state).name} leaveThread={() => setThread(undefined)} send={send} />
        </main>
        <aside class="side faults"><Faults state={state} ask={ask} /></aside>
        {drawer !== undefined && <div class="shade" onClick={() => setDrawer(undefined)} />}
      </div>
    </SurroundingsProvider>
  );
}

/** The keyboard goes where the eye does: into what was just opened. */
function focusDrawer(drawer: Drawer | undefined): void {
  if (drawer) document.querySelector<HTMLElement>(`.side.${drawer} :is([aria-current], :checked, button)`)?.focus();
}
