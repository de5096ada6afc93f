import type { Readable } from 'node:stream';

/** Bytes. The largest answer in use, 100 full keys, is about 200 kB. */
const LIMIT = 8 * 1024 * 1024;

/** The code of the error for a larger one: no answer of LiteLLM's, so asking again is of no use. */
export const TOO_LARGE = 'ANSWER_TOO_LARGE';

/**
 * @returns a response's body as text
 * @throws Error when it exceeds eight megabytes; what the stream throws (the request's signal ends it)
 */
export async function readBody(body: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LIMIT) {
      body.destroy();
      throw Object.assign(new Error(`an answer of more than ${LIMIT / 1024 / 1024} MB`), { code: TOO_LARGE });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
