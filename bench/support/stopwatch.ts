import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** One request that passed, and how long its whole answer took. */
export interface Lap { readonly path: string; readonly ms: number }

export interface Stopwatch {
  readonly url: string;
  /** What passed since the last time this was asked. */
  take(): readonly Lap[];
  close(): Promise<void>;
}

/** Stands before LiteLLM and times each request from its arrival to the end of its answer. */
export async function startStopwatch(target: string): Promise<Stopwatch> {
  const agent = new Agent({ keepAlive: true });
  const laps: Lap[] = [];
  const server = createServer((incoming, outgoing) => pass(incoming, outgoing, target, agent, (lap) => laps.push(lap)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take: () => laps.splice(0),
    async close() {
      server.closeAllConnections();
      server.close();
      agent.destroy();
      await Promise.resolve();
    },
  };
}

function pass(incoming: IncomingMessage, outgoing: ServerResponse, target: string, agent: Agent, done: (lap: Lap) => void): void {
  const started = performance.now();
  const path = incoming.url ?? '/';
  const onward = request(new URL(path, target), { method: incoming.method, agent, headers: { ...incoming.headers, host: new URL(target).host } }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  outgoing.once('finish', () => done({ path: path.replace(/\?.*/, ''), ms: performance.now() - started }));
  onward.on('error', () => outgoing.destroy());
  incoming.pipe(onward);
}
