import type { IncomingMessage } from 'node:http';
import { invalid } from './answer.js';
import type { KeyRow } from './rows.js';

/** Who calls, once authenticated. */
export interface Caller {
  /** `proxy_admin`: the master key, or a key whose user has that role. */
  readonly admin: boolean;
  /** Hash of the key; `litellm_proxy_master_key` for the master key, '' where none was sent. */
  readonly apiKey: string;
  readonly userId: string | null;
  readonly key?: KeyRow;
}

/** One request, read. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly bearer: string | undefined;
  /** An Authorization header without `Bearer `. */
  readonly malformed: boolean;
  readonly userAgent: string;
  readonly ip: string;
  readonly started: Date;
  readonly text: string;
}

export async function readCall(request: IncomingMessage): Promise<Call> {
  const started = new Date();
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  const url = new URL(request.url ?? '/', 'http://localhost');
  const authorization = request.headers.authorization;
  const bare = request.headers['x-litellm-api-key'] ?? request.headers['x-api-key'];
  const token = /^Bearer (.*)$/i.exec(authorization ?? '')?.[1]?.trim() ?? (typeof bare === 'string' ? bare : undefined);
  return {
    method: request.method ?? 'GET', path: url.pathname, query: url.searchParams,
    bearer: token === '' ? undefined : token, malformed: token === undefined && authorization !== undefined,
    userAgent: request.headers['user-agent'] ?? '', ip: request.socket.remoteAddress ?? '127.0.0.1', started, text,
  };
}

/** A JSON body, refused before anything else is looked at when it cannot be parsed (seen on 1.106.2). */
export function parseBody(call: Call): Record<string, unknown> | undefined {
  if (call.text.trim() === '') return undefined;
  try {
    return JSON.parse(call.text) as Record<string, unknown>;
  } catch {
    throw invalid('json_invalid', ['body', call.text.length], 'JSON decode error');
  }
}

/** An integer of the query with its bounds, refused as pydantic does. */
export function queryInteger(call: Call, name: string, fallback: number, least: number, most: number): number {
  const text = call.query.get(name);
  if (text === null) return fallback;
  if (!/^-?\d+$/.test(text)) throw invalid('int_parsing', ['query', name], 'Input should be a valid integer, unable to parse string as an integer');
  const value = Number(text);
  if (value < least) throw invalid('greater_than_equal', ['query', name], `Input should be greater than or equal to ${least}`);
  if (value > most) throw invalid('less_than_equal', ['query', name], `Input should be less than or equal to ${most}`);
  return value;
}

export function queryFlag(call: Call, name: string): boolean {
  return ['true', '1', 'yes', 'on'].includes((call.query.get(name) ?? '').toLowerCase());
}
