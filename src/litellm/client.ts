import { setTimeout as sleep } from 'node:timers/promises';
import { request, type Dispatcher } from 'undici';
import type { z } from 'zod';
import type { Secret } from '../config.js';
import { UpstreamError } from '../errors.js';
import { parseErrorBody } from './error-body.js';
import { readBody } from './read-body.js';
import { toUpstreamError } from './upstream-error.js';

export const USER_AGENT = 'litellm-chatops';

/**
 * Milliseconds for a whole read, its retries and its body included. Without its database LiteLLM takes up to 4 s
 * for readiness and 6 s to refuse a key (seen on 1.106.2): a shorter deadline would call it hung.
 */
const READ_DEADLINE_MS = 8_000;
/** Milliseconds for a change: LiteLLM writes to its database before it answers. */
const CHANGE_DEADLINE_MS = 15_000;
const READ_ATTEMPTS = 3;
/** Longest first pause before a read is tried again; jitter takes something off. */
const BACKOFF_MS = 250;

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface ReadOptions<T> {
  readonly schema: z.ZodType<T>;
  readonly query?: Query;
  /** Milliseconds, retries included; 8,000 unless told. */
  readonly deadlineMs?: number;
  /** Statuses besides 200 whose body is an answer and no error. */
  readonly accept?: readonly number[];
  /** Without the bot's key: LiteLLM writes a failure row for each refused request, so only for public routes. */
  readonly anonymous?: boolean;
}

/** LiteLLM's HTTP API with our key, a deadline on every call, and one kind of error. */
export interface Client {
  /** Tried up to three times within its deadline, with jitter, honouring `Retry-After`. @throws UpstreamError */
  read<T>(path: string, options: ReadOptions<T>): Promise<T>;
  /** The same client, all of whose reads end as `timeout` when the signal is aborted. */
  within(signal: AbortSignal): Client;
  /** Never repeated: `UpstreamError.outcomeUnknown` says whether it may have been done. @throws UpstreamError */
  change<T>(path: string, options: { readonly body: unknown; readonly schema: z.ZodType<T> }): Promise<T>;
}

export interface ClientOptions {
  readonly baseUrl: URL;
  readonly key: Secret;
  readonly dispatcher: Dispatcher;
  /** 0 to 1, for the jitter. */
  readonly random: () => number;
}

export function createClient(options: ClientOptions, outer?: AbortSignal): Client {
  const { baseUrl, key, dispatcher, random } = options;
  const base = baseUrl.href.replace(/\/+$/, '');
  const headers = { 'user-agent': USER_AGENT, accept: 'application/json' };
  const authorised = () => ({ ...headers, authorization: `Bearer ${key.reveal()}` });

  async function once<T>(method: 'GET' | 'POST', path: string, call: ReadOptions<T> & { body?: unknown }, signal: AbortSignal): Promise<T> {
    const name = `${method} ${path}`;
    try {
      const response = await request(`${base}${path}${search(call.query)}`, {
        method,
        dispatcher,
        signal,
        headers: { ...(call.anonymous ? headers : authorised()), ...(call.body !== undefined && { 'content-type': 'application/json' }) },
        ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
      });
      return understand(name, response, await readBody(response.body), call);
    } catch (error) {
      throw toUpstreamError(error, name);
    }
  }

  return {
    within: (signal) => createClient(options, signal),
    async read(path, call) {
      const until = Date.now() + (call.deadlineMs ?? READ_DEADLINE_MS);
      for (let attempt = 1; ; attempt += 1) {
        try {
          const deadline = AbortSignal.timeout(Math.max(1, until - Date.now()));
          return await once('GET', path, call, outer ? AbortSignal.any([deadline, outer]) : deadline);
        } catch (error) {
          const pause = retryPause(error as UpstreamError, attempt, random());
          if (pause === undefined || Date.now() + pause >= until) throw error;
          await sleep(pause);
        }
      }
    },
    change: (path, call) => once('POST', path, call, AbortSignal.timeout(CHANGE_DEADLINE_MS)),
  };
}

/** @returns milliseconds to wait before a read is repeated, or undefined where that would not help */
function retryPause({ details }: UpstreamError, attempt: number, random: number): number | undefined {
  const passing = details.kind === 'reset' || (details.kind === 'status' && [429, 502, 504].includes(details.status ?? 0));
  if (!passing || attempt >= READ_ATTEMPTS) return undefined;
  return details.retryAfterMs ?? BACKOFF_MS * 2 ** (attempt - 1) * (0.5 + random / 2);
}

function understand<T>(name: string, response: Dispatcher.ResponseData, text: string, options: ReadOptions<T>): T {
  const { statusCode: status } = response;
  const body = parseJson(text);
  const good = status === 200 || options.accept?.includes(status);
  const parsed = good && body !== undefined ? options.schema.safeParse(body) : undefined;
  if (parsed?.success) return parsed.data;
  const message = parseErrorBody(body);
  if (message !== undefined || !good) {
    const retryAfterMs = retryAfter(response.headers['retry-after']);
    throw new UpstreamError(message ?? summary(text), { kind: 'status', status, request: name, ...(retryAfterMs !== undefined && { retryAfterMs }) });
  }
  throw new UpstreamError(parsed ? `an answer without what it should hold: ${parsed.error?.issues[0]?.path.join('.')}` : summary(text), {
    kind: 'malformed', status, request: name,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The beginning of what is no JSON, so that a reader recognises the page. */
function summary(text: string): string {
  const words = text.replace(/<(script|style)[^]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').trim();
  return words === '' ? 'an empty answer' : words.slice(0, 200);
}

function retryAfter(header: string | string[] | undefined): number | undefined {
  const value = Array.isArray(header) ? header[0] : header;
  if (value === undefined) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

function search(query: Query = {}): string {
  const entries = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as [string, string]]));
  return entries.length === 0 ? '' : `?${new URLSearchParams(entries).toString()}`;
}
