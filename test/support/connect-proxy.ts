import { createServer, request as forward } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

export interface ConnectProxy {
  readonly url: string;
  /** `host:port` of each tunnel that was asked for. */
  readonly tunnels: readonly string[];
  close(): Promise<void>;
}

/** A system proxy that tunnels to whatever its own map of `host:port` says; any other host does not exist for it. */
export async function startConnectProxy(hosts: Readonly<Record<string, number>>): Promise<ConnectProxy> {
  const tunnels: string[] = [];
  const open = new Set<Socket>();
  const server = createServer((_, response) => { response.writeHead(501).end('tunnels only'); });
  server.on('connection', (socket) => open.add(socket));
  server.on('connect', (request, client: Socket, head) => {
    const target = request.url ?? '';
    tunnels.push(target);
    const port = hosts[target];
    if (port === undefined) return void client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    const upstream = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    open.add(upstream);
    for (const socket of [client, upstream]) socket.on('error', () => { client.destroy(); upstream.destroy(); });
  });
  return { url: await listen(server), tunnels, close: () => shut(server, open) };
}

export interface Front { readonly port: number; close(): Promise<void> }

/** Stands before the Slack double and hands out WebSocket addresses under another host, as Slack's own are on another one. */
export async function startFront(slackUrl: string, host: string): Promise<Front> {
  const { port, host: inner } = new URL(slackUrl);
  const open = new Set<Socket>();
  const server = createServer((request, response) => {
    request.pipe(forward(`${slackUrl}${request.url}`, { method: request.method ?? 'GET', headers: request.headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => { text += chunk; }).on('end', () => {
        const { 'content-length': _, 'transfer-encoding': __, ...headers } = answer.headers;
        response.writeHead(answer.statusCode ?? 500, headers).end(text.replaceAll(`ws://${inner}`, `ws://${host}`));
      });
    }));
  });
  server.on('connection', (socket) => open.add(socket));
  server.on('upgrade', (request, client: Socket, head) => {
    const upstream = connect(Number(port), '127.0.0.1', () => {
      const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${String(value)}`);
      upstream.write([`GET ${request.url} HTTP/1.1`, ...headers, '', ''].join('\r\n'));
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    open.add(upstream);
    for (const socket of [client, upstream]) socket.on('error', () => { client.destroy(); upstream.destroy(); });
  });
  return { port: Number(new URL(await listen(server)).port), close: () => shut(server, open) };
}

async function listen(server: ReturnType<typeof createServer>): Promise<string> {
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function shut(server: ReturnType<typeof createServer>, sockets: ReadonlySet<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => { server.close(resolve); });
}
