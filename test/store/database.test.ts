import { rm } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../src/store/database.js';
import { silentLog, temporaryDatabases, temporaryFolder, type TemporaryDatabases } from '../support/postgres.js';
import { eventually, sql } from './support/processes.js';

let databases: TemporaryDatabases;
let folder: string;

beforeAll(async () => {
  databases = await temporaryDatabases();
});
afterAll(() => databases.close());
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function open(databaseUrl: string | undefined, retryForMs = 0): Promise<Database> {
  return openDatabase({ databaseUrl, dataDir: join(folder, 'data'), dataDirIsDefault: false, log: silentLog, retryForMs });
}

/** A server that greets every PostgreSQL client with these bytes. */
async function speaking(answer: (startup: boolean) => Buffer): Promise<{ server: Server; port: number }> {
  let first = true;
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', () => {
      socket.write(answer(first));
      first = false;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

/** One message of PostgreSQL's protocol: its type, length and body. */
function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

describe('the database', () => {
  it('is the one that the bot brings when none is named', async () => {
    const database = await open(undefined);
    expect(database.description).toContain('embedded PostgreSQL');
    expect(database.dataDir).toBe(join(folder, 'data'));
    expect((await database.pool.query('SELECT count(*)::int AS n FROM incidents')).rows).toEqual([{ n: 0 }]);
    await database.close();
    await database.close();
  });

  it('is the one that is named, and is described without its password', async () => {
    const url = new URL(await databases.databaseUrl('named'));
    if (!url.password) url.password = 'geheim';
    const database = await open(url.toString());
    expect(database.description).toMatch(/^PostgreSQL \d+\.\d+ at .*, database \S*named, user \S+$/);
    expect(database.description).not.toContain(url.password);
    const { rows } = await database.pool.query(`SELECT current_setting('statement_timeout') AS timeout, current_setting('application_name') AS name`);
    expect(rows).toEqual([{ timeout: '10s', name: 'litellm-chatops' }]);
    await database.close();
  });

  it('survives the end of its idle sessions', async () => {
    const database = await open(await databases.databaseUrl('idle'));
    await database.pool.query('SELECT 1');
    await sql(databases.adminUrl, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'litellm-chatops' AND datname LIKE '%idle'`);
    await eventually(async () => expect((await database.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]));
    await database.close();
  });
});

describe('a server that cannot be used', () => {
  it('is named when nothing listens there, after it was waited for', async () => {
    const from = Date.now();
    const error = await open('postgresql://anna:geheim@127.0.0.1:1/bot', 1_500).catch((e: unknown) => e);
    expect(String(error)).toBe(
      'ConfigError: The server of DATABASE_URL (127.0.0.1:1, database bot, user anna) cannot be used: nothing listens there. ' +
        'Correct DATABASE_URL or start that server; without DATABASE_URL the bot brings a database of its own.',
    );
    expect(Date.now() - from).toBeGreaterThan(900);
  });

  it('is waited for while it is away', async () => {
    const { server, port } = await speaking(() => Buffer.alloc(0));
    await new Promise((resolve) => server.close(resolve));
    const late = createServer((socket) => socket.end(message('E', Buffer.from('SFATAL\0C28P01\0Mpassword authentication failed\0\0'))));
    setTimeout(() => late.listen(port, '127.0.0.1'), 700);
    await expect(open(`postgresql://u@127.0.0.1:${port}/d`, 10_000)).rejects.toThrow('password authentication failed');
    late.close();
  });

  it('is not waited for when the database does not exist', async () => {
    const url = new URL(databases.adminUrl);
    url.pathname = '/no_such_database';
    const from = Date.now();
    await expect(open(url.toString(), 30_000)).rejects.toThrow(/database no_such_database, .* does not exist/);
    expect(Date.now() - from).toBeLessThan(10_000);
  });

  it('is told by its version when it is too old', async () => {
    const ok = Buffer.concat([message('R', Buffer.from([0, 0, 0, 0])), message('Z', Buffer.from('I'))]);
    const name = Buffer.from('server_version_num\0\0\0\0\0\0\0\0\0\0\x19\0\0\0\0\0\0\0\0');
    const column = message('T', Buffer.concat([Buffer.from([0, 1]), name.subarray(0, 19), Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 25, 255, 255, 255, 255, 255, 255, 0, 0])]));
    const row = message('D', Buffer.concat([Buffer.from([0, 1, 0, 0, 0, 6]), Buffer.from('130011')]));
    const result = Buffer.concat([column, row, message('C', Buffer.from('SHOW\0')), message('Z', Buffer.from('I'))]);
    const { server, port } = await speaking((startup) => (startup ? ok : result));
    await expect(open(`postgresql://u@127.0.0.1:${port}/d`)).rejects.toThrow('is PostgreSQL 13.11; 14 or newer is needed');
    server.close();
  });

  it.each(['mysql://u:geheim@h/d', 'geheim', 'postgresql://h:geheim:1/d'])('is not guessed from %s', async (url) => {
    const error = await open(url).catch((e: unknown) => e);
    expect(String(error)).toMatch(/^ConfigError: DATABASE_URL .*postgresql:\/\/user:password@host:5432\/database/);
    expect(String(error)).not.toContain('geheim');
  });

  it('is not looked for when its certificate cannot be read', async () => {
    const missing = join(folder, 'ca.pem');
    await expect(open(`postgresql://u:geheim@h/d?sslrootcert=${missing}`)).rejects.toThrow(
      `DATABASE_URL names the file ${missing}, which cannot be read (ENOENT).`,
    );
  });
});
