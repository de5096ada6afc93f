import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Answer } from './answer.js';

/** As uvicorn: an idle connection is closed after five seconds. */
const KEEP_ALIVE_MS = 5000;

export interface Listener {
  readonly port: () => number;
  listen(): Promise<void>;
  /** Cuts every connection; from then on they are refused. */
  close(): Promise<void>;
  /** As SIGSTOP: the kernel still accepts connections, and nothing is answered, on old ones neither. */
  freeze(): void;
  /** As SIGCONT: what came in meanwhile is answered now. */
  thaw(): void;
}

function send(response: ServerResponse, answer: Answer): void {
  const body = answer.html === true ? String(answer.body) : JSON.stringify(answer.body);
  response.writeHead(answer.status, { 'content-type': answer.html === true ? 'text/html; charset=utf-8' : 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** Listens on loopback, on the given port or any free one, and on the same again after `close`. */
export function createListener(wanted: number, answer: (request: IncomingMessage) => Promise<Answer>): Listener {
  let port = wanted;
  let server: Server | undefined;
  let frozen: { wait: Promise<void>; release: () => void } | undefined;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await frozen?.wait;
    const answered = await answer(request).catch((error: unknown): Answer => ({ status: 500, body: { error: { message: String(error), type: 'double', param: null, code: '500' } } }));
    await frozen?.wait;
    if (!response.destroyed) send(response, answered);
  }

  function create(): Server {
    const created = createServer((request, response) => void handle(request, response));
    created.keepAliveTimeout = KEEP_ALIVE_MS;
    created.on('timeout', (socket: Socket) => {
      if (frozen === undefined) socket.destroy();
    });
    return created;
  }

  return {
    port: () => port,
    async listen() {
      if (server !== undefined) return;
      const starting = create();
      await new Promise<void>((resolve, reject) => starting.once('error', reject).listen(port, '127.0.0.1', resolve));
      port = (starting.address() as AddressInfo).port;
      server = starting;
    },
    async close() {
      const stopping = server;
      server = undefined;
      this.thaw();
      if (stopping === undefined) return;
      const closed = new Promise((resolve) => stopping.close(resolve));
      stopping.closeAllConnections();
      await closed;
    },
    freeze() {
      if (frozen !== undefined) return;
      let release = (): void => undefined;
      const wait = new Promise<void>((resolve) => { release = resolve; });
      frozen = { wait, release };
    },
    thaw() {
      frozen?.release();
      frozen = undefined;
    },
  };
}
