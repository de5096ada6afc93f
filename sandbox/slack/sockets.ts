import type { Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import type { SocketHub } from './socket-hub.js';

/** Takes WebSockets at the URLs that apps.connections.open gave, each once. */
export function acceptSockets(http: Server, hub: SocketHub): WebSocketServer {
  const sockets = new WebSocketServer({ noServer: true });
  http.on('upgrade', (request, socket, head) => {
    const ticket = new URL(request.url ?? '/', 'http://slack').searchParams.get('ticket');
    if (!ticket || !hub.redeemTicket(ticket)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (accepted) => hub.attach(accepted));
  });
  return sockets;
}

/** How long a client gets to answer the close frame, in milliseconds, before it is cut. */
const patienceMs = 500;

/** Closes every connection, politely first: a client that is just leaving is not to see an error. */
export async function closeSockets(sockets: WebSocketServer): Promise<void> {
  sockets.close();
  await Promise.all([...sockets.clients].map(closeSocket));
}

function closeSocket(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.terminate(), patienceMs);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.close(1001);
  });
}
