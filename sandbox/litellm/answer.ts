/** What LiteLLM sends back, in its four shapes of error. */

export interface Answer {
  readonly status: number;
  /** Sent as JSON, except HTML, which is sent as it is. */
  readonly body: unknown;
  readonly html?: boolean;
}

/** What `metadata.error_information` says of a failed request. */
export interface Failure {
  readonly errorClass: string;
  /** Empty where LiteLLM knows none (a missing or a blocked key). */
  readonly code: string;
  readonly message: string;
  readonly normalized: string;
  readonly provider?: string;
  readonly rateLimitType?: string;
  readonly rateLimitCategory?: string;
  readonly budget?: { readonly entity: string; readonly id: string; readonly limit: number; readonly spend: number };
}

/** A handler's way to answer with an error; `failure` is the row that it leaves in the spend logs, if any. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly answer: Answer;
  readonly failure: Failure | undefined;

  constructor(answer: Answer, failure?: Failure) {
    super(`answers ${answer.status}`);
    this.answer = answer;
    this.failure = failure;
  }
}

export function json(body: unknown): Answer {
  return { status: 200, body };
}

/** `{error: {…}}`: ProxyException. `param` is the text "None" on some routes and null on others, as seen. */
export function proxyError(status: number, message: string, type: string, param: string | null = null): Answer {
  return { status, body: { error: { message, type, param, code: String(status) } } };
}

/** `{detail: …}`: FastAPI's HTTPException, with a text or an object. */
export function detail(status: number, value: unknown): Answer {
  return { status, body: { detail: value } };
}

/** `{detail: [item]}`: what pydantic says of a bad parameter or body. */
export function invalid(type: string, loc: readonly (string | number)[], msg: string): Refusal {
  return new Refusal(detail(422, [{ type, loc, msg }]));
}

/** A dict turned into text by Python: LiteLLM sends such strings as `message`. */
export function pythonError(message: string): string {
  return message.includes("'") ? `{'error': "${message}"}` : `{'error': '${message}'}`;
}

/** In lite mode, on several routes in several wrappings. */
export const NEEDS_DATABASE = 'DB not connected. This endpoint needs a database; set DATABASE_URL to a PostgreSQL connection string (postgresql://...)'
  + ' to enable it. See https://docs.litellm.ai/docs/proxy/virtual_keys';
