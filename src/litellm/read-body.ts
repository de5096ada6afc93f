import type { Readable } from 'node:stream';

/** Bytes. The largest answer in use, 100 full keys, is about 200 kB. */
const LIMIT = 8 * 1024 * 1024;

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
      throw new Error(`an answer of more than ${LIMIT / 1024 / 1024} MB`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
