/** The page's state: what the server pushed, and where the reader is (kept in the address after `#`). */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Ask, PageState } from '../protocol.js';
import { connect, type Connection, type Place } from './connection.js';

export interface Sandbox {
  readonly state: PageState | undefined;
  readonly connected: boolean;
  readonly go: (to: Partial<Place>) => void;
  readonly ask: (what: Ask) => Promise<string | undefined>;
}

export function useSandbox(): Sandbox {
  const [state, setState] = useState<PageState>();
  const [connected, setConnected] = useState(true);
  const connection = useRef<Connection>(undefined);
  const place = useRef<Place>(placeInAddress());

  useEffect(() => {
    const opened = connect(place.current, {
      onState(next) {
        place.current = placeOf(next);
        showInAddress(place.current);
        setState(next);
      },
      onConnected: setConnected,
    });
    connection.current = opened;
    const follow = () => opened.watch(placeInAddress());
    addEventListener('hashchange', follow);
    return () => {
      removeEventListener('hashchange', follow);
      opened.close();
    };
  }, []);

  const go = useCallback((to: Partial<Place>) => {
    place.current = { ...place.current, ...to };
    connection.current?.watch(place.current);
  }, []);
  const ask = useCallback(async (what: Ask) => connection.current?.ask(what), []);
  return { state, connected, go, ask };
}

/** `#omar/ops`; missing parts are the server's to choose. */
function placeInAddress(): Place {
  const [person = '', channel = ''] = location.hash.slice(1).split('/').map(decodeURIComponent);
  return { person, channel };
}

function placeOf(state: PageState): Place {
  const channel = state.channels.find(({ id }) => id === state.channel);
  return { person: state.me.name, channel: channel?.name ?? '' };
}

function showInAddress({ person, channel }: Place): void {
  history.replaceState(null, '', `#${encodeURIComponent(person)}/${encodeURIComponent(channel)}`);
}
