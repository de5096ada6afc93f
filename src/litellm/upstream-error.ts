import { messageOf, UpstreamError, type UpstreamKind } from '../errors.js';
import { TOO_LARGE } from './read-body.js';

const KINDS: Readonly<Record<string, UpstreamKind>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ETIMEDOUT: 'unreachable',
  UND_ERR_CONNECT_TIMEOUT: 'unreachable',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  [TOO_LARGE]: 'malformed',
};

const WORDS: Partial<Record<UpstreamKind, string>> = {
  refused: 'connection refused: nothing listens there',
  timeout: 'no answer in time',
  reset: 'the connection broke',
};

/** @returns whatever undici threw, as the one kind of error that callers know */
export function toUpstreamError(error: unknown, request: string): UpstreamError {
  if (error instanceof UpstreamError) return error;
  const code = codeOf(error);
  const kind = kindOf(error, code);
  const words = WORDS[kind] ?? (code === TOO_LARGE || kind === 'unreachable' ? messageOf(error) : 'no HTTP came back');
  return new UpstreamError(words, { kind, request }, { cause: error });
}

function kindOf(error: unknown, code: string | undefined): UpstreamKind {
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')) return 'timeout';
  if (code !== undefined && KINDS[code]) return KINDS[code];
  // undici's parser leaves its error without a code where a server speaks first, as SSH and SMTP do.
  return code?.startsWith('HPE_') || (error as Error).name === 'HTTPParserError' ? 'malformed' : 'reset';
}

/** A host with several addresses fails with an AggregateError that holds one error an address. */
function codeOf(error: unknown): string | undefined {
  const { code, errors, cause } = error as { code?: string; errors?: unknown[]; cause?: unknown };
  if (errors && errors.length > 0) return codeOf(errors[0]);
  return code ?? (cause === undefined ? undefined : codeOf(cause));
}
