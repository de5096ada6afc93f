import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface OddProxy { readonly url: string; close(): Promise<void> }

/** A server on LiteLLM's place that answers everything in one odd way. */
export async function startOddProxy(answer: (response: ServerResponse, path: string) => void): Promise<OddProxy> {
  const server = createServer((request, response) => { request.resume(); answer(response, request.url ?? '/'); });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };
}
