import { expect, test } from 'vitest';
import { UpstreamError, type UpstreamKind } from '../../src/errors.js';
import type { Client } from '../../src/litellm/client.js';
import { removeKey } from '../../src/litellm/remove-key.js';

const fails = (kind: UpstreamKind, status?: number) => (request: string) => new UpstreamError(`${request} failed`, { kind, request, ...(status !== undefined && { status }) });
const reset = fails('reset');
const missing = fails('status', 404);
const lost = fails('status', 500);

type Answer = object | ((request: string) => UpstreamError);
const deleted: Answer = { deleted_keys: ['hash'] };
const info = (fields: object): Answer => ({ info: fields });

function clientOf(deletion: Answer, look: Answer): { client: Client; asked: string[] } {
  const asked: string[] = [];
  const answer = (request: string, what: Answer) => {
    asked.push(request);
    return typeof what === 'function' ? Promise.reject((what as (request: string) => UpstreamError)(request)) : Promise.resolve(what);
  };
  const client = { read: (path: string) => answer(`GET ${path}`, look), change: (path: string) => answer(`POST ${path}`, deletion) } as unknown as Client;
  return { client, asked };
}

test.each<[string, Answer, Answer, 'gone' | 'there' | 'unknown', string?]>([
  // What the look says counts, whatever the deletion answered.
  ['a key that was deleted', deleted, info({ status: 'deleted' }), 'gone'],
  ['a key that was deleted, as other releases show it', deleted, info({ deleted_at: '2026-01-15T12:00:00Z' }), 'gone'],
  ['a key that LiteLLM knows no more', deleted, missing, 'gone'],
  ['a deletion whose answer was lost', reset, info({ status: 'deleted' }), 'gone'],
  ['a key that was gone before', missing, missing, 'gone'],
  ['a deletion that was refused', fails('status', 403), info({ status: null }), 'there', 'POST /key/delete failed'],
  ['a deletion that never arrived', reset, info({}), 'there', 'POST /key/delete failed'],
  ['a deletion that LiteLLM took and did not do', deleted, info({}), 'there', 'LiteLLM took the deletion and still has the key'],
  // Nobody can tell: also where the deletion itself went well.
  ['a deletion without proof', deleted, reset, 'unknown', 'GET /key/info failed'],
  ['a proxy that is away', reset, reset, 'unknown', 'POST /key/delete failed'],
  ['a proxy without its database', lost, lost, 'unknown', 'POST /key/delete failed'],
])('%s', async (_, deletion, look, kind, error) => {
  const { client, asked } = clientOf(deletion, look);
  const removal = await removeKey(client, 'hash');
  expect(removal.kind).toBe(kind);
  expect('error' in removal ? (removal.error as Error).message : undefined).toBe(error);
  expect(asked).toEqual(['POST /key/delete', 'GET /key/info']);
});
