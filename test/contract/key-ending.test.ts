import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectedError, openSubject, type Subject } from './subject.js';

describe('looking at, blocking and deleting a key', () => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await openSubject();
  });
  afterAll(() => subject.close());
  const info = (key: string) => subject.ask('GET', `/key/info?key=${encodeURIComponent(key)}`);

  test('/key/info echoes what it was asked with, and finds no alias', async () => {
    const { hash, secret, alias } = await subject.makeKey();
    expect(await info(hash)).toMatchObject({ status: 200, body: { key: hash, info: { key_alias: alias, status: 'active' } } });
    expect(await info(secret)).toMatchObject({ status: 200, body: { key: secret, info: { key_alias: alias } } });
    expect((await info(hash)).body.info).not.toHaveProperty('token');
    expect(await info(alias)).toMatchObject(expectedError(404, 'not_found_error', /^Key not found in database$/));
  });

  test('a deleted key is told as deleted, is in no list of live ones, and cannot be used', async () => {
    const { hash, secret, alias } = await subject.makeKey({ metadata: { slack_user: 'U1' } });
    expect(await subject.ask('POST', '/key/delete', { body: { keys: [hash] } })).toMatchObject({ status: 200, body: { deleted_keys: [hash] } });
    const proof = await info(hash);
    expect(proof).toMatchObject({ status: 200, body: { key: hash, info: { status: 'deleted', key_alias: alias, deleted_by: 'default_user_id', metadata: { slack_user: 'U1' } } } });
    expect(Date.parse(proof.body.info.deleted_at)).toBeGreaterThan(Date.now() - 600_000);
    expect((await subject.ask('GET', `/key/list?key_alias=${alias}`)).body.total_count).toBe(0);
    expect((await subject.ask('GET', `/key/list?key_alias=${alias}&status=deleted&return_full_object=true`)).body.keys).toMatchObject([{ token: hash, key_alias: alias }]);
    expect(await subject.ask('GET', '/v1/models', { key: secret })).toMatchObject(expectedError(401, 'token_not_found_in_db', /Unable to find token/));
  });

  test('a deleted key cannot be deleted again; its alias is free', async () => {
    const { hash, alias } = await subject.makeKey();
    await subject.ask('POST', '/key/delete', { body: { keys: [hash] } });
    expect(await subject.ask('POST', '/key/delete', { body: { keys: [hash] } })).toMatchObject(expectedError(404, 'internal_server_error', /^\{'error': 'No keys found'\}$/));
    expect((await subject.makeKey({ key_alias: alias })).reply.status).toBe(200);
    expect((await info(hash)).body.info.status).toBe('deleted');
  });

  test('where one of several is found, the others are reported as deleted too', async () => {
    const { hash, alias } = await subject.makeKey();
    expect((await subject.ask('POST', '/key/delete', { body: { keys: [hash, 'no-such-key'] } })).body).toEqual({ deleted_keys: [hash, 'no-such-key'] });
    await subject.makeKey({ key_alias: alias });
    expect((await subject.ask('POST', '/key/delete', { body: { key_aliases: [alias, `${alias}-none`] } })).body).toEqual({ deleted_keys: [alias, `${alias}-none`] });
  });

  test('deleting nothing is 404, and naming nothing 422', async () => {
    expect((await subject.ask('POST', '/key/delete', { body: { keys: ['sk-no-such-key'] } })).status).toBe(404);
    expect((await subject.ask('POST', '/key/delete', { body: { key_aliases: [`${subject.run}-none`] } })).status).toBe(404);
    for (const body of [{}, { keys: [] }]) {
      expect(await subject.ask('POST', '/key/delete', { body })).toMatchObject({ status: 422, body: { detail: [{ type: 'value_error', loc: ['body'] }] } });
    }
  });

  test('blocking is by hash or secret, can be repeated, and is undone', async () => {
    const { hash, secret } = await subject.makeKey();
    for (const key of [hash, secret]) {
      expect(await subject.ask('POST', '/key/block', { body: { key } })).toMatchObject({ status: 200, body: { token: hash, blocked: true } });
    }
    expect((await info(hash)).body.info).toMatchObject({ blocked: true, status: 'revoked' });
    expect(await subject.ask('GET', '/v1/models', { key: secret })).toMatchObject(expectedError(401, 'auth_error', /Key is blocked/));
    expect(await subject.ask('POST', '/key/unblock', { body: { key: hash } })).toMatchObject({ status: 200, body: { token: hash, blocked: false } });
    expect((await subject.ask('GET', '/v1/models', { key: secret })).status).toBe(200);
  });

  test('blocking by alias is 400, of an unknown key 404, of none 422', async () => {
    const { alias } = await subject.makeKey();
    for (const verb of ['block', 'unblock']) {
      expect(await subject.ask('POST', `/key/${verb}`, { body: { key: alias } })).toMatchObject(expectedError(400, 'bad_request_error', /^Invalid key format\.$/));
      expect(await subject.ask('POST', `/key/${verb}`, { body: { key: 'a'.repeat(64) } })).toMatchObject(expectedError(404, 'not_found_error', /^Key not found\.$/));
      expect((await subject.ask('POST', `/key/${verb}`, { body: {} })).status).toBe(422);
    }
  });
});
