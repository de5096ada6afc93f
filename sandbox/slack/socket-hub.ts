import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import type { Config } from './config.js';
import { bot } from './defaults.js';
import { token } from './ids.js';
import { isObject, type Json } from './json.js';
import type { Delivery } from './types.js';

export type EnvelopeType = 'slash_commands' | 'interactive' | 'events_api';

/** A delivery, with what the app put into its acknowledgement. */
export interface Outcome extends Delivery {
  readonly response: Json | undefined;
}

interface Pending {
  readonly settle: (acknowledged: boolean, response?: Json) => void;
}

/** docs.slack.dev/apis/events-api/using-socket-mode: up to 10 connections, each payload goes to one of them. */
const maxConnections = 10;

/** The app's Socket Mode connections: https://docs.slack.dev/apis/events-api/using-socket-mode */
export class SocketHub {
  readonly #tickets = new Set<string>();
  readonly #sockets: WebSocket[] = [];
  readonly #pending = new Map<string, Pending>();
  #next = 0;

  constructor(
    private readonly config: Config,
    private readonly changed: () => void,
  ) {}

  get connections(): number {
    return this.#sockets.length;
  }

  /** A ticket for one connection: the URL of apps.connections.open works once. */
  issueTicket(): string {
    const ticket = token(24);
    this.#tickets.add(ticket);
    return ticket;
  }

  redeemTicket(ticket: string): boolean {
    return this.#tickets.delete(ticket);
  }

  attach(socket: WebSocket): void {
    // (o) slackapi/node-slack-sdk#1654, slackapi/bolt-js#2238: one too many gets this reason and is closed.
    socket.on('error', () => socket.terminate());
    if (this.#sockets.length >= maxConnections) return this.#dismiss(socket, 'too_many_websockets');
    this.#sockets.push(socket);
    const pings = setInterval(() => socket.ping(), this.config.pingIntervalMs);
    socket.on('message', (data: Buffer) => this.#receive(data.toString('utf8')));
    socket.on('close', () => {
      clearInterval(pings);
      this.#forget(socket);
    });
    socket.send(JSON.stringify(hello(this.#sockets.length)));
    this.changed();
  }

  /** Sends one envelope to one connection and waits for its acknowledgement. */
  deliver(type: EnvelopeType, payload: Json, extra: Json = {}): Promise<Outcome> {
    const envelopeId = randomUUID();
    const socket = this.#pick();
    if (!socket) return Promise.resolve({ envelopeId, acknowledged: false, ackMs: 0, response: undefined });
    const sentAt = performance.now();
    return new Promise((resolve) => {
      const settle: Pending['settle'] = (acknowledged, response) => {
        clearTimeout(timer);
        this.#pending.delete(envelopeId);
        resolve({ envelopeId, acknowledged, ackMs: performance.now() - sentAt, response });
      };
      const timer = setTimeout(() => settle(false), this.config.ackTimeoutMs);
      this.#pending.set(envelopeId, { settle });
      const acceptsResponse = type === 'slash_commands';
      socket.send(JSON.stringify({ envelope_id: envelopeId, payload, type, accepts_response_payload: acceptsResponse, ...extra }));
    });
  }

  disconnect(reason: string): void {
    for (const socket of this.#sockets.splice(0)) this.#dismiss(socket, reason);
    this.changed();
  }

  cut(): void {
    for (const socket of this.#sockets.splice(0)) socket.terminate();
    this.changed();
  }

  /** Gives up on everything that still waits for an acknowledgement. */
  abandon(): void {
    for (const pending of this.#pending.values()) pending.settle(false);
  }

  #pick(): WebSocket | undefined {
    const open = this.#sockets.filter((socket) => socket.readyState === WebSocket.OPEN);
    return open[this.#next++ % Math.max(open.length, 1)];
  }

  #receive(data: string): void {
    const message = parse(data);
    if (!message || typeof message.envelope_id !== 'string') return;
    this.#pending.get(message.envelope_id)?.settle(true, isObject(message.payload) ? message.payload : undefined);
  }

  #forget(socket: WebSocket): void {
    const at = this.#sockets.indexOf(socket);
    if (at < 0) return;
    this.#sockets.splice(at, 1);
    this.changed();
  }

  #dismiss(socket: WebSocket, reason: string): void {
    socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'sandbox' } }));
    socket.close(1000);
  }
}

function hello(connections: number): Json {
  return {
    type: 'hello',
    num_connections: connections,
    connection_info: { app_id: bot.appId },
    debug_info: { host: 'sandbox', build_number: 1, approximate_connection_time: 18_060 },
  };
}

function parse(data: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(data);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
