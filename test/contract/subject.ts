import { expect } from 'vitest';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { openTarget, type Target } from './target.js';

export type Json = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- answers are looked into freely here

export interface Reply {
  readonly status: number;
  readonly body: any; // eslint-disable-line @typescript-eslint/no-explicit-any
  readonly text: string;
}

export interface Asking {
  readonly body?: unknown;
  /** The bearer; the master key when left out, none when null. */
  readonly key?: string | null;
  readonly headers?: Record<string, string>;
}

export interface MadeKey {
  readonly secret: string;
  readonly hash: string;
  readonly alias: string;
  readonly reply: Reply;
}

/** The target, and hands to work it with; whatever it makes is removed by `close`. */
export interface Subject {
  readonly target: Target;
  /** Begins every name that this run makes. */
  readonly run: string;
  ask(method: 'GET' | 'POST', path: string, asking?: Asking): Promise<Reply>;
  makeKey(fields?: Json): Promise<MadeKey>;
  makeTeam(fields?: Json): Promise<{ id: string; alias: string }>;
  chat(model: string, key?: string | null): Promise<Reply>;
  query(sql: string, values?: readonly unknown[]): Promise<Json[]>;
  close(): Promise<void>;
}

/** Asks again until the condition holds: rows arrive late on the real proxy. Throws the last failure. */
export async function until<T>(read: () => Promise<T>, holds: (value: T) => boolean, seconds = 30): Promise<T> {
  for (const end = Date.now() + seconds * 1000; ;) {
    const value = await read();
    if (holds(value)) return value;
    if (Date.now() > end) throw new Error(`not within ${seconds} s; at last: ${JSON.stringify(value)}`);
    await sleep(250);
  }
}

async function askTarget(target: Target, method: string, path: string, { body, key = target.masterKey, headers = {} }: Asking): Promise<Reply> {
  const response = await fetch(target.url + path, {
    method,
    headers: { ...(key === null ? {} : { authorization: `Bearer ${key}` }), ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    signal: AbortSignal.timeout(60_000),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, body: isJson ? JSON.parse(text) : text, text };
}

/** One connection a query: the database is taken away and given back in between. */
async function queryTarget(target: Target, sql: string, values: readonly unknown[] = []): Promise<Json[]> {
  const client = new pg.Client({ connectionString: target.databaseUrl, options: '-c timezone=UTC' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql, [...values])).rows as Json[];
  } finally {
    await client.end();
  }
}

export async function openSubject(): Promise<Subject> {
  const target = await openTarget();
  const runName = `ct-${randomBytes(4).toString('hex')}`;
  const teams: string[] = [];
  let made = 0;
  const ask: Subject['ask'] = (method, path, asking = {}) => askTarget(target, method, path, asking);
  const query: Subject['query'] = (sql, values) => queryTarget(target, sql, values);

  return {
    target, run: runName, ask, query,
    async makeKey(fields = {}) {
      made += 1;
      const alias = String(fields['key_alias'] ?? `${runName}-${made}`);
      const reply = await ask('POST', '/key/generate', { body: { key_alias: alias, ...fields } });
      return { secret: reply.body?.key, hash: reply.body?.token, alias, reply };
    },
    async makeTeam(fields = {}) {
      made += 1;
      const alias = `${runName}-team-${made}`;
      const { body } = await ask('POST', '/team/new', { body: { team_alias: alias, ...fields } });
      teams.push(body.team_id);
      return { id: body.team_id, alias };
    },
    chat: (model, key) => ask('POST', '/v1/chat/completions', { body: { model, messages: [{ role: 'user', content: 'ping' }] }, ...(key === undefined ? {} : { key }) }),
    async close() {
      try {
        const rows = await query('SELECT key_alias FROM "LiteLLM_VerificationToken" WHERE key_alias LIKE $1', [`${runName}%`]);
        if (rows.length > 0) await ask('POST', '/key/delete', { body: { key_aliases: rows.map((row) => row['key_alias']) } });
        if (teams.length > 0) await ask('POST', '/team/delete', { body: { team_ids: teams } });
      } finally {
        await target.close();
      }
    },
  };
}

/** `{error: {message, type, param, code}}` with a text that matches. */
export function expectedError(status: number, type: string, message: RegExp): { status: number; body: Json } {
  return { status, body: { error: expect.objectContaining({ message: expect.stringMatching(message), type, code: String(status) }) } };
}
