import { ApiError } from '../errors.js';
import { text, type Json } from '../json.js';

export interface Page<T> {
  readonly items: readonly T[];
  /** Empty when this was the last page. */
  readonly cursor: string;
}

/**
 * Cursor paging: https://docs.slack.dev/apis/web-api/pagination
 * @throws ApiError `invalid_cursor`, `invalid_limit`
 */
export function page<T>(args: Json, all: readonly T[], byDefault: number, max: number): Page<T> {
  const limit = readLimit(args, byDefault, max);
  const from = readCursor(args, all.length);
  const next = from + limit;
  return { items: all.slice(from, next), cursor: next < all.length ? Buffer.from(`next:${next}`).toString('base64') : '' };
}

export function readLimit(args: Json, byDefault: number, max: number): number {
  const given = text(args, 'limit');
  if (given === undefined || given === '0') return byDefault;
  const limit = Number(given);
  if (!Number.isInteger(limit) || limit < 0) throw new ApiError('invalid_limit');
  return Math.min(limit, max);
}

function readCursor(args: Json, length: number): number {
  const cursor = text(args, 'cursor');
  if (cursor === undefined) return 0;
  const match = /^next:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString('utf8'));
  const from = Number(match?.[1]);
  if (!match || from > length) throw new ApiError('invalid_cursor');
  return from;
}
