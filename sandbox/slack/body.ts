import type { IncomingMessage } from 'node:http';
import { ApiError } from './errors.js';
import { isObject, type Json } from './json.js';

/** @throws ApiError for a body that is not what its content type says (docs.slack.dev/apis/web-api, “POST bodies”). */
export async function readBody(request: IncomingMessage, query: URLSearchParams): Promise<Json> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const raw = Buffer.concat(chunks).toString('utf8');
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim();
  const inUrl = Object.fromEntries(query);
  if (raw === '') return inUrl;
  if (type === 'application/json') return { ...inUrl, ...readJson(raw) };
  if (type === 'application/x-www-form-urlencoded') return { ...inUrl, ...Object.fromEntries(new URLSearchParams(raw)) };
  throw new ApiError('invalid_post_type');
}

function readJson(raw: string): Json {
  try {
    const value: unknown = JSON.parse(raw);
    if (isObject(value)) return value;
  } catch {
    throw new ApiError('invalid_json');
  }
  throw new ApiError('json_not_object');
}
