import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { readBody } from './body.js';
import type { CallLog } from './call-log.js';
import { ApiError } from './errors.js';
import type { Fault, FaultPlan } from './faults.js';
import type { Json } from './json.js';
import type { Parts } from './parts.js';
import { html, json, refusal, send, tooMany, type Reply } from './reply.js';
import { refusalStatus, respondUrl } from './respond.js';
import { callMethod, type Tokens } from './web-api.js';

export interface ServerParts {
  readonly parts: Parts;
  readonly faults: FaultPlan;
  readonly log: CallLog;
  readonly tokens: Tokens;
}

/** The HTTP side: `/api/<method>` and the `response_url`s. */
export function createHttp(serverParts: ServerParts): Server {
  return createServer((request, response) => {
    handle(request, response, serverParts).catch((error: unknown) => {
      // A defect of the double must be loud, not look like Slack.
      console.error(error);
      response.destroy();
    });
  });
}

async function handle(request: IncomingMessage, response: ServerResponse, served: ServerParts): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://slack');
  const method = methodOf(pathname);
  if (method === undefined) return send(response, html(404));
  const args = await readBody(request, searchParams).catch(asRefusal);
  const { token: _secret, ...shown } = args instanceof ApiError ? {} : args;
  const fault = served.faults.take(method);
  const answer = (): Reply => {
    if (args instanceof ApiError) return unreadable(method, args);
    return method === 'response_url'
      ? respondUrl(served.parts, pathname, args)
      : callMethod(method, args, request.headers.authorization, served.tokens, served.parts);
  };
  const reply = outcome(method, fault, answer);
  served.log.add({ method, args: shown, answer: reply?.body ?? 'no answer', at: served.parts.config.now() });
  if (reply) return send(response, reply);
  if (fault?.kind !== 'hang') request.socket.destroy();
}

/** @returns what to send; nothing where a fault swallows it */
function outcome(method: string, fault: Fault | undefined, answer: () => Reply): Reply | undefined {
  switch (fault?.kind) {
    case undefined:
      return answer();
    case 'rateLimit':
      return tooMany(fault.retryAfterSeconds);
    case 'fail':
      return json({ ok: false, error: fault.error }, method === 'response_url' ? refusalStatus(fault.error) : 200);
    case 'http':
      return html(fault.status);
    case 'loseAnswer':
      answer();
      return undefined;
    case 'loseRequest':
    case 'hang':
      return undefined;
  }
}

function methodOf(pathname: string): string | undefined {
  if (pathname.startsWith('/api/')) return pathname.slice('/api/'.length);
  return /^\/(commands|actions)\//.test(pathname) ? 'response_url' : undefined;
}

/** A body that cannot be read: the Web API says why, webhooks answer 400 (api.slack.com/changelog/2016-05-17-changes-to-errors-for-incoming-webhooks). */
function unreadable(method: string, error: ApiError): Reply {
  return method === 'response_url' ? refusal(new ApiError('invalid_payload'), 400) : refusal(error);
}

function asRefusal(error: unknown): Json | ApiError {
  if (error instanceof ApiError) return error;
  throw error;
}
