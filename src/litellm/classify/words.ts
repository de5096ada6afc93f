import { parseLiteral } from './literal.js';

/** Characters that are looked at: the cause stands first, and what follows a long prompt stands last. */
const HEAD = 16_384;
const TAIL = 4_096;
const MAX_WORDS = 2_000;
/** Errors inside errors: a gateway behind a gateway behind LiteLLM. */
const MAX_LAYERS = 6;

/** What LiteLLM puts behind the provider's words (router_utils/common_utils.py, router.py, exception_mapping_utils.py; the older ones up to 1.8x). */
const ENDINGS = [
  '\n\nLiteLLM: model group', 'Received Model Group=', '\nAvailable Model Group Fallbacks', '\nmodel=', "\n\nSet '", '\n\nDeployment Info:', ' LiteLLM Retried:',
  '\nError doing the fallback', '\nTraceback (most recent call last)', '\nNone\nTraceback', ' - timeout value=', '\nRequester IP Address:',
] as const;

/** What LiteLLM puts before them, one layer a time (exceptions.py, litellm_core_utils/exception_mapping_utils.py, proxy/auth/auth_exception_handler.py). */
const PREFIXES = [
  /^litellm\.(?:exceptions\.)?[A-Z]\w{2,60}: ?/,
  /^(?:Rate Limit|Timeout|Context Window) Error(?: -|:) /,
  /^Request timed out\. Error_str: /,
  /^[A-Za-z]\w{2,60}?(?:Error|Exception)(?:: (?:Rate Limit|Timeout|Context Window) Error| (?:[A-Z]\w{2,40}Error|Timeout|Invalid Authentication|Internal server error))?(?: - |: )/,
  /^Error code: \d{3} - /,
  /^\d{3}: /,
  /^Authentication Error, (?=\S)/,
] as const;
/** `ZaiException - `, `AzureException RateLimitError - `, `BedrockException: Rate Limit Error - `. */
const PROVIDER = /^([A-Za-z]\w{1,40}?)(?:Exception|Error)(?:: (?:Rate Limit|Timeout|Context Window) Error| [A-Z][A-Za-z ]{2,30})? - /;
/** Classes of LiteLLM and of OpenAI's client, which stand in the same place. */
const CLASSES = new Set([
  'api', 'apiconnection', 'apitimeout', 'apiresponsevalidation', 'authentication', 'badgateway', 'badrequest', 'contentpolicyviolation', 'contextwindowexceeded',
  'internalserver', 'notfound', 'paymentrequired', 'permissiondenied', 'ratelimit', 'serviceunavailable', 'unprocessableentity', 'value', 'type', 'runtime', 'http', 'proxy',
]);

const LOGGED = /^[^\n]{0,300}Exception occured - /;

export interface Wording {
  readonly words: string;
  /** Codes, types, statuses and quota ids that stood beside the words, in the provider's spelling. */
  readonly codes: string;
  /** LiteLLM's classes in front, such as `RateLimitError`, from the outside. */
  readonly classNames: readonly string[];
  /** The provider that LiteLLM names in front, in small letters. */
  readonly provider: string | undefined;
}

/** @returns the provider's own words, cut out of what LiteLLM wrapped around them */
export function unwrap(message: string): Wording {
  let text = cut(bounded(message)).trim();
  let provider: string | undefined;
  const classNames: string[] = [];
  const codes: string[] = [];
  for (let layer = 0; layer < MAX_LAYERS; layer += 1) {
    const before = text;
    for (let prefix = 0; prefix < MAX_LAYERS; prefix += 1) {
      const className = /^litellm\.(?:exceptions\.)?([A-Z]\w{2,60}):/.exec(text)?.[1];
      if (className !== undefined) classNames.push(className);
      const named = PROVIDER.exec(text)?.[1];
      if (named !== undefined && !CLASSES.has(named.toLowerCase())) provider = named.toLowerCase();
      text = strip(text);
    }
    const inner = parseLiteral(text);
    if (inner !== undefined) text = said(inner, codes) ?? text;
    if (text === before) break;
  }
  return { words: tidy(text), codes: codes.join(' ').slice(0, MAX_WORDS), classNames, provider };
}

function bounded(message: string): string {
  return message.length <= HEAD + TAIL ? message : `${message.slice(0, HEAD)}\n${message.slice(-TAIL)}`;
}

function cut(text: string): string {
  const whole = innermost(text);
  const ends = ENDINGS.map((ending) => whole.indexOf(ending)).filter((at) => at > 0);
  return ends.length === 0 ? whole : whole.slice(0, Math.min(...ends));
}

/** A line of LiteLLM's log has a function and a call's id in front; a traceback ends with its error. */
function innermost(text: string): string {
  const from = LOGGED.exec(text)?.[0].length ?? 0;
  const rest = text.slice(from).replace(/^litellm_call_id=\S{0,80} - /, '');
  if (!rest.startsWith('Traceback (most recent call last)')) return rest;
  const lines = rest.split('\n');
  const error = lines.findIndex((line) => /^[A-Za-z_.]{3,80}(?:Error|Exception|Timeout): /.test(line));
  return error === -1 ? lines.at(-1) ?? '' : lines.slice(error).join('\n');
}

function strip(text: string): string {
  for (const prefix of PREFIXES) {
    const match = prefix.exec(text);
    if (match && match[0].length < text.length) return text.slice(match[0].length);
  }
  return text;
}

const MESSAGES = ['message', 'error', 'error_message', 'error_msg', 'msg', 'detail', 'status_msg', 'metadata', 'raw'] as const;
const CODES = new Set(['code', 'type', 'status', 'reason', 'error_code', 'quotaId', 'quotaMetric', 'status_code', 'http_code']);

/** @returns the words in an error's body, or undefined where it has none; its codes are added to the list */
function said(body: unknown, codes: string[]): string | undefined {
  collect(body, codes, 0);
  return message(body, 0);
}

function message(body: unknown, depth: number): string | undefined {
  if (typeof body === 'string') return body === '' ? undefined : body;
  if (typeof body !== 'object' || body === null || depth > MAX_LAYERS) return undefined;
  if (Array.isArray(body)) return message(body[0], depth + 1);
  const record = body as Record<string, unknown>;
  const found = MESSAGES.flatMap((name) => message(record[name], depth + 1) ?? []);
  return found.length === 0 ? undefined : [...new Set(found)].reverse().join(': ');
}

function collect(body: unknown, codes: string[], depth: number): void {
  if (typeof body !== 'object' || body === null || depth > MAX_LAYERS || codes.length > 50) return;
  for (const [name, value] of Object.entries(body)) {
    if (CODES.has(name) && (typeof value === 'string' || typeof value === 'number')) codes.push(String(value).slice(0, 200));
    else collect(value, codes, depth + 1);
  }
}

function tidy(text: string): string {
  const plain = text.startsWith('<') ? text.replace(/<[^<>]*>/g, ' ') : text;
  return plain.replace(/\s+/g, ' ').trim().slice(0, MAX_WORDS);
}
