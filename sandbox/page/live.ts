/** The WebSocket behind the page: a state after every change, requests and their answers. */
import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { LitellmDouble } from '../litellm/types.js';
import type { SlackDouble } from '../slack/types.js';
import { carryOut, readRequest } from './ask.js';
import { createFaultSwitch } from './faults.js';
import { isOwnOrigin } from './guard.js';
import type { About, Answer, ToPage } from './protocol.js';
import { stateFor, type Viewer } from './state.js';

/** Milliseconds in which changes are gathered into one push. */
const GATHER_MS = 30;

interface LiveOptions {
  readonly slack: SlackDouble;
  readonly litellm: LitellmDouble | undefined;
  readonly about: About;
  readonly build: string;
  readonly log: (line: string) => void;
}

/** Takes over the server's upgrades at `/live`. `close` drops every connection. */
export function serveLive(server: Server, { slack, litellm, about, build, log }: LiveOptions): { close(): void } {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 256 * 1024 });
  const viewers = new Map<WebSocket, Viewer>();
  const shown = new WeakMap<WebSocket, string>();
  const pushSoon = gathered(() => viewers.forEach((_, socket) => push(socket)));
  const faults = createFaultSwitch(litellm, pushSoon);

  function push(socket: WebSocket): void {
    const viewer = viewers.get(socket);
    if (!viewer) return;
    const state = JSON.stringify({ type: 'state', state: stateFor(slack, viewer, faults.state, about) } satisfies ToPage);
    // Much of what changes in the workspace is seen by others, or elsewhere.
    if (shown.get(socket) === state) return;
    shown.set(socket, state);
    send(socket, state);
  }

  async function hear(socket: WebSocket, text: string): Promise<void> {
    const request = readRequest(text);
    if (!request) return socket.close(1008, 'not understood');
    if (request.type === 'watch') {
      viewers.set(socket, request);
      return push(socket);
    }
    const person = stateFor(slack, viewers.get(socket) ?? { person: '', channel: '' }, faults.state, about).me.id;
    const problem = await carryOut(request, person, { slack, faults }).catch((error: unknown) => {
      log(`the page asked for ${request.type}: ${String(error)}`);
      return error instanceof Error ? error.message : String(error);
    });
    tell(socket, { type: 'answer', id: request.id, ...(problem === undefined ? {} : { problem }) } satisfies Answer);
  }

  server.on('upgrade', (request, stream: Duplex, head) => {
    stream.on('error', () => stream.destroy());
    if (request.url !== '/live' || !isOwnOrigin(request)) return void stream.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n');
    sockets.handleUpgrade(request, stream, head, (socket) => {
      tell(socket, { type: 'hello', build });
      socket.on('message', (data: Buffer) => void hear(socket, data.toString('utf8')));
      socket.on('close', () => viewers.delete(socket));
      socket.on('error', () => socket.terminate());
    });
  });

  const unsubscribe = slack.onChange(pushSoon);
  return {
    close() {
      unsubscribe();
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}

function tell(socket: WebSocket, message: ToPage): void {
  send(socket, JSON.stringify(message));
}

function send(socket: WebSocket, text: string): void {
  if (socket.readyState === socket.OPEN) socket.send(text);
}

/** Calls `act` once for all calls within a short while. */
function gathered(act: () => void): () => void {
  let planned = false;
  return () => {
    if (planned) return;
    planned = true;
    setTimeout(() => {
      planned = false;
      act();
    }, GATHER_MS).unref();
  };
}
