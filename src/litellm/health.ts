import net from 'node:net';
import { z } from 'zod';
import { request, type Dispatcher } from 'undici';
import type { Client } from './client.js';
import { USER_AGENT } from './client.js';
import { readBody } from './read-body.js';
import { toUpstreamError } from './upstream-error.js';
import { UpstreamError } from '../errors.js';
import { classify } from './classify.js';

/** `connected` is full mode, `Not connected` lite; `disconnected` and `stalled` come with status 503. Seen on 1.106.2. */
const Readiness = z.object({ status: z.string(), db: z.string().default('unknown') });
export type Readiness = z.infer<typeof Readiness>;

/** Public, and answered from memory. @throws UpstreamError */
export function readReadiness(client: Client): Promise<Readiness> {
  return client.read('/health/readiness', { schema: Readiness, accept: [503], anonymous: true });
}

/**
 * @returns whether LiteLLM's refusal says that its database is away. Readiness itself says `connected` for up to
 * 15 s after the loss (proxy/health_endpoints/_health_endpoints.py keeps its last answer so long).
 */
export function saysDatabaseLost(error: unknown): boolean {
  if (!(error instanceof UpstreamError) || error.details.kind !== 'status') return false;
  return classify({ message: error.message, status: error.details.status }).kind === 'no-database';
}

const Details = z.object({ litellm_version: z.string() });

/** @returns LiteLLM's version. @throws UpstreamError */
export async function readVersion(client: Client): Promise<string> {
  return (await client.read('/health/readiness/details', { schema: Details, accept: [503] })).litellm_version;
}

/** Where a TCP connection goes. */
export interface Target { readonly host: string; readonly port: number }

/** @returns host and port of an address, the protocol's own port where none is named */
export function targetOf(url: URL): Target {
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80) };
}

/**
 * Opens a connection and closes it: the cheapest look, which leaves no trace at the proxy.
 * @param timeoutMs after which a connection that did not open is `unreachable`
 * @returns milliseconds until it was open
 * @throws UpstreamError `refused` or `unreachable`
 */
export function connect({ host, port }: Target, timeoutMs: number): Promise<number> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port, autoSelectFamily: true });
    const finish = (error?: Error) => {
      clearTimeout(timer);
      socket.destroy();
      if (error) reject(toUpstreamError(error, `TCP ${host}:${port}`));
      else resolve(performance.now() - started);
    };
    const timer = setTimeout(() => finish(Object.assign(new Error(`no connection within ${timeoutMs} ms`), { code: 'ETIMEDOUT' })), timeoutMs);
    socket.once('connect', () => finish());
    socket.once('error', finish);
  });
}

export interface RawAnswer {
  readonly status: number;
  readonly text: string;
  readonly contentType: string;
  /** Milliseconds until the whole answer was here. */
  readonly ms: number;
}

/**
 * One look at `/health/liveliness`, whatever comes back. Not retried: the caller counts.
 * @throws UpstreamError when there was no answer
 */
export async function readLiveliness(baseUrl: URL, dispatcher: Dispatcher, timeoutMs: number): Promise<RawAnswer> {
  const started = performance.now();
  try {
    const url = `${baseUrl.href.replace(/\/+$/, '')}/health/liveliness`;
    const response = await request(url, { dispatcher, signal: AbortSignal.timeout(timeoutMs), headers: { 'user-agent': USER_AGENT } });
    const text = await readBody(response.body);
    return { status: response.statusCode, text, contentType: String(response.headers['content-type'] ?? ''), ms: performance.now() - started };
  } catch (error) {
    throw toUpstreamError(error, 'GET /health/liveliness') satisfies UpstreamError;
  }
}
