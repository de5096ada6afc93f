/** The sandbox's web page: three files and one WebSocket, on loopback only. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LitellmDouble } from '../litellm/types.js';
import type { SlackDouble } from '../slack/types.js';
import { bundlePage, type Bundle } from './bundle.js';
import { isOwnHost, SECURITY_HEADERS } from './guard.js';
import { serveLive } from './live.js';
import type { About } from './protocol.js';

export type { About } from './protocol.js';

export interface PageOptions {
  /** 0 or unset: any free port. */
  readonly port?: number;
  readonly slack: SlackDouble;
  /** Undefined where a real proxy is used: nothing can be broken then. */
  readonly litellm: LitellmDouble | undefined;
  readonly about: About;
  /** Told what the page's server could not do; silent by default. */
  readonly log?: (line: string) => void;
}

export interface Page {
  /** `http://127.0.0.1:<port>/`. A `#<person>/<channel>` behind it opens that view; both may be ids or names. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Bundles the page and serves it.
 * @throws Error when the page does not compile, or the port is taken (`EADDRINUSE`).
 */
export async function servePage(options: PageOptions): Promise<Page> {
  const bundle = await bundlePage();
  const server = createServer((request, response) => answer(bundle, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const live = serveLive(server, { ...options, build: bundle.id, log: options.log ?? (() => undefined) });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      live.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function answer(bundle: Bundle, request: IncomingMessage, response: ServerResponse): void {
  const refuse = (status: number, why: string) =>
    response.writeHead(status, { ...SECURITY_HEADERS, 'content-type': 'text/plain; charset=utf-8' }).end(`${why}\n`);
  if (!isOwnHost(request)) return void refuse(421, 'This page answers to 127.0.0.1 and localhost only.');
  // Nothing is changed over HTTP: what the page does goes over its WebSocket, which checks the origin.
  if (request.method !== 'GET' && request.method !== 'HEAD') return void refuse(405, 'Only GET is answered here.');
  const file = bundle.files.get((request.url ?? '/').split('?')[0] ?? '/');
  if (!file) return void refuse(404, 'There is nothing here; the page is at /.');
  response.writeHead(200, { ...SECURITY_HEADERS, 'content-type': file.type });
  response.end(request.method === 'HEAD' ? undefined : file.body);
}
