import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectedError, openSubject, type Subject } from './subject.js';

describe('health of a proxy in full mode', () => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await openSubject();
  });
  afterAll(() => subject.close());

  test('liveliness is public and says one sentence', async () => {
    expect(await subject.ask('GET', '/health/liveliness', { key: null })).toMatchObject({ status: 200, body: "I'm alive!" });
  });

  test('readiness is public and says how the database is, and no version', async () => {
    const { status, body } = await subject.ask('GET', '/health/readiness', { key: null });
    expect(status).toBe(200);
    expect(body).toEqual({ status: 'healthy', db: 'connected' });
  });

  test('the version is told to administrators only', async () => {
    const { status, body } = await subject.ask('GET', '/health/readiness/details');
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'healthy', db: 'connected', litellm_version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
    expect(await subject.ask('GET', '/health/readiness/details', { key: null })).toMatchObject(expectedError(401, 'auth_error', /No api key passed in/));
  });

  test('the front page is HTML that names LiteLLM, so that another service on the port is told apart', async () => {
    const { status, text } = await subject.ask('GET', '/', { key: null });
    expect(status).toBe(200);
    expect(text).toMatch(/<title>LiteLLM/);
  });

  test('an unknown route is 404 whoever asks, a wrong verb 405', async () => {
    expect(await subject.ask('GET', '/no/such/route', { key: null })).toMatchObject({ status: 404, body: { detail: 'Not Found' } });
    expect(await subject.ask('GET', '/key/no-such')).toMatchObject({ status: 404, body: { detail: 'Not Found' } });
    expect(await subject.ask('POST', '/health/liveliness', { body: {} })).toMatchObject({ status: 405, body: { detail: 'Method Not Allowed' } });
  });
});
