import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/errors.js';
import { findRunning, startEmbedded, type EmbeddedServer } from '../../src/store/embedded.js';
import { silentLog, temporaryFolder } from '../support/postgres.js';
import { eventually, kill, serverPid, sql, startBot, type Bot } from './support/processes.js';

let folder: string;
let dataDir: string;
let servers: EmbeddedServer[];
let bots: Bot[];

beforeEach(async () => {
  folder = await temporaryFolder();
  dataDir = join(folder, 'data');
  servers = [];
  bots = [];
});

afterEach(async () => {
  for (const bot of bots) await kill(bot, 'SIGKILL');
  // A server that a killed bot left is taken over once more, to be stopped.
  if (bots.length > 0) await start().catch(() => {});
  for (const server of servers) await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function start(dir = dataDir): Promise<EmbeddedServer> {
  const server = await startEmbedded({ dataDir: dir, dataDirIsDefault: false, log: silentLog });
  servers.push(server);
  return server;
}

async function bot(): Promise<Bot> {
  const started = await startBot({ dataDir });
  bots.push(started);
  return started;
}

describe('the embedded server', () => {
  it('says what it is and keeps its data over a restart', async () => {
    const first = await start();
    expect(first.description).toMatch(/^embedded PostgreSQL 18\.\d+ in .*\/data\/postgres, run by the account \S+$/);
    await sql(first.databaseUrl(), 'CREATE TABLE kept AS SELECT 1 AS one');
    expect(await findRunning(dataDir, false)).toBe(first.databaseUrl());
    await first.stop();
    expect(await findRunning(dataDir, false)).toBeUndefined();
    const second = await start();
    expect(await sql(second.databaseUrl(), 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
    expect(second.notes).toEqual([]);
  });

  it('listens on a socket that others cannot reach, with fsync, and knows upper case beyond ASCII', async () => {
    const server = await start();
    const [row] = await sql(
      server.databaseUrl(),
      `SELECT current_setting('listen_addresses') AS addresses, current_setting('fsync') AS fsync, upper('straé') AS upper, inet_server_addr() AS tcp`,
    );
    expect(row).toEqual({ addresses: '', fsync: 'on', upper: 'STRAÉ', tcp: null });
    expect((await stat(join(dataDir, 'postgres'))).mode & 0o777).toBe(0o700);
  });

  it('makes further databases, once', async () => {
    const server = await start();
    await server.createDatabase('we"ird');
    await server.createDatabase('we"ird');
    expect(await sql(server.databaseUrl('we"ird'), 'SELECT current_database() AS name')).toEqual([{ name: 'we"ird' }]);
  });

  it('is started again when it crashes', async () => {
    const server = await start();
    const pid = await serverPid(dataDir);
    process.kill(pid, 'SIGKILL');
    await eventually(async () => {
      await sql(server.databaseUrl(), 'SELECT 1');
      expect(await serverPid(dataDir)).not.toBe(pid);
    });
  });

  it('stops although a session is busy, and may be stopped twice', async () => {
    const server = await start();
    const busy = sql(server.databaseUrl(), 'SELECT pg_sleep(60)').catch((error: Error) => error.message);
    await eventually(async () => {
      const rows = await sql(server.databaseUrl(), `SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active'`);
      expect(rows).toHaveLength(1);
    });
    const from = Date.now();
    await Promise.all([server.stop(), server.stop()]);
    expect(Date.now() - from).toBeLessThan(5_000);
    expect(await busy).toMatch(/terminat/);
    await expect(stat(join(dataDir, 'postgres/postmaster.pid'))).rejects.toThrow('ENOENT');
  });

  it('puts its socket elsewhere when the path is too long for one', async () => {
    const long = join(folder, 'long'.repeat(30), 'data');
    const server = await start(long);
    const socketDir = new URL(server.databaseUrl()).searchParams.get('host') ?? '';
    expect(socketDir).not.toContain('long');
    expect((await stat(socketDir)).mode & 0o777).toBe(0o700);
    expect(await sql(server.databaseUrl(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await server.stop();
    await expect(stat(socketDir)).rejects.toThrow('ENOENT');
  });
});

describe('a bot that was killed', () => {
  it('leaves a server that the next one takes over', async () => {
    const killed = await bot();
    await sql(killed.url, 'CREATE TABLE kept AS SELECT 1 AS one');
    const pid = await serverPid(dataDir);
    await kill(killed, 'SIGKILL');
    const server = await start();
    expect(await serverPid(dataDir)).toBe(pid);
    expect(server.notes).toEqual([`Took over the database server that an earlier bot left running (process ${pid}).`]);
    expect(await sql(server.databaseUrl(), 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
    await server.stop();
    await expect(stat(join(dataDir, 'postgres/postmaster.pid'))).rejects.toThrow('ENOENT');
  });

  it('together with its server leaves data that the next start repairs', async () => {
    const killed = await bot();
    await sql(killed.url, 'CREATE TABLE kept AS SELECT 1 AS one');
    const pid = await serverPid(dataDir);
    await kill(killed, 'SIGKILL');
    process.kill(pid, 'SIGKILL');
    const server = await start();
    expect(await sql(server.databaseUrl(), 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
  });

  it('may leave a pid file whose number is now another process', async () => {
    await (await start()).stop();
    // As after a restart of the container, where numbers repeat. PostgreSQL itself would refuse to start.
    const stale = [process.ppid, join(dataDir, 'postgres'), 1, 5432, join(dataDir, 'postgres'), '', '', 'ready   '].join('\n');
    await writeFile(join(dataDir, 'postgres/postmaster.pid'), `${stale}\n`);
    const server = await start();
    expect(await sql(server.databaseUrl(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('may leave a frozen server, which is ended and started again', async () => {
    const killed = await bot();
    await sql(killed.url, 'CREATE TABLE kept AS SELECT 1 AS one');
    const pid = await serverPid(dataDir);
    process.kill(pid, 'SIGSTOP');
    await kill(killed, 'SIGKILL');
    const server = await start();
    expect(await serverPid(dataDir)).not.toBe(pid);
    expect(await sql(server.databaseUrl(), 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
  }, 30_000);

  it('may leave a half-made folder, which does no harm and is removed', async () => {
    const half = join(dataDir, 'postgres.init-99999999-half');
    await mkdir(half, { recursive: true });
    await chmod(dataDir, 0o711);
    await writeFile(join(half, 'PG_VERSION'), '18\n');
    await start();
    expect(await readdir(dataDir)).toEqual(['postgres']);
  });
});

describe('a second bot', () => {
  it('is refused on the same folder, and told which process has it', async () => {
    const first = await bot();
    const second = await bot();
    expect(second.error).toMatch(new RegExp(`^ConfigError: Another litellm-chatops \\(process ${first.process.pid}\\) is using `));
    expect(await sql(first.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('that starts at the same moment on an empty folder leaves exactly one running', async () => {
    const all = await Promise.all([bot(), bot(), bot()]);
    expect(all.map(({ error }) => error?.split(' ')[1] ?? 'runs').sort()).toEqual(['Another', 'Another', 'runs']);
    expect((await readdir(dataDir)).filter((name) => name !== 'postgres')).toEqual([]);
  });

  it('takes over after SIGTERM ended the first', async () => {
    const first = await bot();
    await kill(first, 'SIGTERM');
    expect((await start()).notes).toEqual([]);
  });
});

describe('a data folder that cannot be used', () => {
  it('of another major version is refused with the way out', async () => {
    await mkdir(join(dataDir, 'postgres'), { recursive: true });
    await chmod(dataDir, 0o711);
    await writeFile(join(dataDir, 'postgres/PG_VERSION'), '17\n');
    await expect(start()).rejects.toThrow(/was made by PostgreSQL 17, and this release brings PostgreSQL 18.*litellm-chatops export.*DATABASE_URL/s);
  });

  it('that is no database is left alone', async () => {
    await mkdir(join(dataDir, 'postgres'), { recursive: true });
    await chmod(dataDir, 0o711);
    await writeFile(join(dataDir, 'postgres/notes.txt'), 'mine');
    await expect(start()).rejects.toThrow('is not a PostgreSQL data folder');
    expect(await readFile(join(dataDir, 'postgres/notes.txt'), 'utf8')).toBe('mine');
  });

  it("that is damaged is told in PostgreSQL's own words", async () => {
    await (await start()).stop();
    await rm(join(dataDir, 'postgres/global/pg_control'));
    const error = await start().catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toMatch(/did not start.*pg_control/s);
  });
});
