import { UpstreamError } from '../errors.js';
import type { RawAnswer } from './health.js';

/**
 * What the listener was found to be:
 * - `answers`: LiteLLM, alive.
 * - `refused`: nothing listens on the port.
 * - `unreachable`: the host has no address, no route, or swallows packets.
 * - `hung`: the connection opens and nothing is answered: frozen, overloaded, or still starting.
 * - `closed`: the connection opens and is closed without an answer.
 * - `other-service`: something answers that is not LiteLLM.
 * - `wrong-answer`: LiteLLM, or a gateway before it, answers with an error.
 */
export type Listener =
  | { readonly kind: 'answers'; readonly ms: number }
  | { readonly kind: 'refused' | 'unreachable' | 'hung' | 'closed' | 'other-service' | 'wrong-answer'; readonly seen: string };

export type ListenerFailure = Exclude<Listener, { kind: 'answers' }>;

/** LiteLLM 1.106.2 answers 200 with this JSON string (health_endpoints/_health_endpoints.py); others say it without the quotes. */
const ALIVE = /^"?I'm alive!"?$/;

/** @returns what an answer of `/health/liveliness` says about the listener */
export function judgeAnswer({ status, text, ms }: RawAnswer): Listener {
  if (status === 200 && ALIVE.test(text.trim())) return { kind: 'answers', ms };
  const seen = `HTTP ${status}${text.trim() === '' ? '' : `: ${text.trim().slice(0, 200)}`}`;
  // LiteLLM and the gateways before it fail with 5xx or 429, and may ask for a login; a page or a 404 is somebody else's.
  const failing = status >= 500 || status === 429 || status === 401 || status === 403;
  return { kind: failing ? 'wrong-answer' : 'other-service', seen };
}

/**
 * @param local whether the proxy is on this machine: there a connection that does not open means a full backlog, not a lost route
 * @returns what a failure to get any answer says about the listener
 */
export function judgeFailure(error: unknown, local: boolean): ListenerFailure {
  if (!(error instanceof UpstreamError)) throw error;
  const { kind, request } = error.details;
  const seen = `${request}: ${error.message}`;
  if (kind === 'refused' || (kind === 'unreachable' && !local)) return { kind, seen };
  if (kind === 'reset') return { kind: 'closed', seen };
  return { kind: kind === 'malformed' ? 'other-service' : 'hung', seen };
}
