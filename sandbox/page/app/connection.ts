/** The page's end of the WebSocket: asks and their answers, and a new connection when the server restarts. */
import type { Ask, PageState, ToPage, ToServer } from '../protocol.js';

export interface Place {
  readonly person: string;
  readonly channel: string;
}

export interface Connection {
  /** Chooses who looks where; the server answers with states until the next choice. */
  watch(place: Place): void;
  /** Resolves with what went wrong, in words for the reader, or undefined. */
  readonly ask: (what: Ask) => Promise<string | undefined>;
  close(): void;
}

interface Listener {
  readonly onState: (state: PageState) => void;
  readonly onConnected: (connected: boolean) => void;
}

const RETRY_MS = [250, 500, 1000, 2000] as const;
const NOT_CONNECTED = 'The sandbox does not answer; nothing was sent.';
const LOST = 'The connection to the sandbox was lost before it answered.';

export function connect(first: Place, { onState, onConnected }: Listener): Connection {
  let place = first;
  let socket: WebSocket;
  let build: string | undefined;
  let failures = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let nextId = 1;
  const waiting = new Map<number, (problem: string | undefined) => void>();

  const tell = (message: ToServer) => socket.send(JSON.stringify(message));

  function hear(message: ToPage): void {
    if (message.type === 'state') return onState(message.state);
    if (message.type === 'answer') return waiting.get(message.id)?.(message.problem);
    // Another page than this one is served since the restart.
    if (build !== undefined && build !== message.build) return location.reload();
    build = message.build;
    failures = 0;
    onConnected(true);
    tell({ type: 'watch', ...place });
  }

  function open(): void {
    socket = new WebSocket(`ws://${location.host}/live`);
    socket.addEventListener('message', ({ data }: MessageEvent<string>) => hear(JSON.parse(data) as ToPage));
    socket.addEventListener('close', () => {
      onConnected(false);
      for (const answer of waiting.values()) answer(LOST);
      retry = setTimeout(open, RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)]);
    });
  }

  open();
  return {
    watch(to) {
      place = to;
      if (socket.readyState === WebSocket.OPEN) tell({ type: 'watch', ...place });
    },
    async ask(what) {
      if (socket.readyState !== WebSocket.OPEN) return NOT_CONNECTED;
      const id = nextId++;
      const answer = new Promise<string | undefined>((resolve) => waiting.set(id, resolve));
      tell({ ...what, id });
      return answer.finally(() => waiting.delete(id));
    },
    close() {
      clearTimeout(retry);
      socket.close();
    },
  };
}
