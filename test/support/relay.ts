import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';

/**
 * - `lose-answer`: done there, and the connection is cut instead of the answer.
 * - `lose-request`: the connection is cut and nothing arrives.
 * - `hang`: nothing is answered, and what was asked arrives when `release` is called.
 * - `late`: the connection is cut, and what was asked arrives when `release` is called.
 */
export type Break = 'lose-answer' | 'lose-request' | 'hang' | 'late';

/** Stands between the bot and a proxy, and breaks what it is told to. */
export interface Relay {
  readonly url: string;
  /** Where everything else goes. */
  target: string;
  /** Every request that came, as `POST /key/delete`. */
  readonly seen: readonly string[];
  /** Breaks the next requests of a route; `onTaken` is called as one of them comes, before anything else is answered. */
  break(route: string, how: Break, times?: number, onTaken?: () => void): void;
  /** Breaks nothing further. */
  mend(): void;
  /** Sends on what came too late. */
  release(): Promise<void>;
  close(): Promise<void>;
}

interface Rule { readonly route: string; readonly how: Break; left: number; readonly onTaken: (() => void) | undefined }

export async function startRelay(target = ''): Promise<Relay> {
  const seen: string[] = [];
  let rules: Rule[] = [];
  let held: (() => Promise<unknown>)[] = [];

  const take = (route: string): Break | undefined => {
    const rule = rules.find((one) => one.route === route && one.left > 0);
    if (!rule) return undefined;
    rule.left -= 1;
    rule.onTaken?.();
    return rule.how;
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const route = `${request.method} ${new URL(request.url ?? '/', 'http://relay').pathname}`;
    seen.push(route);
    const how = take(route);
    const body = await buffer(request);
    const ask = () => pass(relay.target, request, body);
    if (how === 'late' || how === 'hang') held.push(ask);
    if (how === 'hang') return;
    if (how === 'late' || how === 'lose-request') return void request.socket.destroy();
    const answer = await ask();
    if (how === 'lose-answer') return void request.socket.destroy();
    response.writeHead(answer.status, { 'content-type': answer.type }).end(answer.body);
  }

  // The proxy behind it is away: so is the relay, as far as anybody can see.
  const server = createServer((request, response) => { handle(request, response).catch(() => request.socket.destroy()); });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const relay: Relay = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    target,
    seen,
    break(route, how, times = 1, onTaken) { rules.push({ route, how, left: times, onTaken }); },
    mend() { rules = []; },
    async release() { await Promise.all(held.map((ask) => ask())); held = []; },
    async close() {
      const closed = new Promise((resolve) => { server.close(resolve); });
      server.closeAllConnections();
      await closed;
    },
  };
  return relay;
}

interface Passed { readonly status: number; readonly type: string; readonly body: Buffer }

function pass(target: string, { method, url, headers }: IncomingMessage, body: Buffer): Promise<Passed> {
  return new Promise((resolve, reject) => {
    const { connection: _, ...rest } = headers;
    const sent = forward(`${target}${url}`, { method: method ?? 'GET', headers: rest, agent: false }, (answer) => {
      buffer(answer).then((received) => resolve({ status: answer.statusCode ?? 502, type: answer.headers['content-type'] ?? '', body: received }), reject);
    });
    sent.once('error', reject).end(body);
  });
}
