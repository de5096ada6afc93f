import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSubject, type Subject } from './subject.js';

/** Milliseconds after which a silence counts as one. */
const SILENCE_MS = 1500;

/** What a GET on this agent ends in. */
function outcome(url: string, agent: Agent): Promise<number | string> {
  return new Promise((resolve) => {
    const asked = request(url, { agent, timeout: SILENCE_MS }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    asked.on('timeout', () => {
      asked.destroy();
      resolve('silence');
    });
    asked.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    asked.end();
  });
}

function tcp(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.once('connect', () => {
      socket.destroy();
      resolve('open');
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}

describe('the listener', () => {
  let subject: Subject;
  let url: string;
  beforeAll(async () => {
    subject = await openSubject();
    url = `${subject.target.url}/health/liveliness`;
  });
  afterAll(async () => {
    await subject.target.start();
    await subject.close();
  });

  test('frozen: connections open, and nothing is answered, on an old connection neither', async () => {
    const kept = new Agent({ keepAlive: true, maxSockets: 1 });
    expect(await outcome(url, kept)).toBe(200);
    await subject.target.freeze();
    expect(await tcp(url)).toBe('open');
    expect(await outcome(url, kept)).toBe('silence');
    expect(await outcome(url, new Agent())).toBe('silence');
    await subject.target.thaw();
    expect(await outcome(url, new Agent())).toBe(200);
    kept.destroy();
  });

  test('stopped: connections are refused; started, it is where it was', async () => {
    const kept = new Agent({ keepAlive: true, maxSockets: 1 });
    expect(await outcome(url, kept)).toBe(200);
    await subject.target.stop();
    expect(await tcp(url)).toBe('ECONNREFUSED');
    expect(await outcome(url, kept)).toMatch(/^ECONN(REFUSED|RESET)$/);
    await subject.target.start();
    expect(await outcome(url, new Agent())).toBe(200);
    kept.destroy();
  });

  test('stopped while frozen: refused too', async () => {
    await subject.target.freeze();
    await subject.target.stop();
    expect(await tcp(url)).toBe('ECONNREFUSED');
    await subject.target.start();
    expect(await outcome(url, new Agent())).toBe(200);
  });
});
