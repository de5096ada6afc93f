import type { ServerResponse } from 'node:http';
import { ApiError, RateLimited } from './errors.js';

/** What goes back over HTTP. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** A string is sent as it is, anything else as JSON. */
  readonly body: unknown;
}

export function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body };
}

export function html(status: number): Reply {
  return { status, headers: { 'content-type': 'text/html' }, body: `<html><body><h1>${status}</h1></body></html>` };
}

/** docs.slack.dev/apis/web-api/rate-limits: HTTP 429 with `Retry-After` in seconds. */
export function tooMany(retryAfterSeconds: number): Reply {
  return json({ ok: false, error: 'ratelimited' }, 429, { 'retry-after': String(retryAfterSeconds) });
}

/** Slack's refusals as replies; anything else is a defect of the double and is thrown on. */
export function refusal(error: unknown, status = 200): Reply {
  if (error instanceof RateLimited) return tooMany(error.retryAfterSeconds);
  if (error instanceof ApiError) return json({ ok: false, error: error.code, ...error.detail }, status);
  throw error;
}

export function send(response: ServerResponse, reply: Reply): void {
  const body = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
  response.writeHead(reply.status, { ...reply.headers }).end(body);
}
