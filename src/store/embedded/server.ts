import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { ConfigError } from '../../errors.js';
import type { Account } from './account.js';
import type { Binaries } from './binaries.js';
import { chooseSocketDir, ensureSocketDir, isPrivate, launch } from './launch.js';
import { disownStaleFiles, isAlive, isServerOf, readPidFile, stopServer, type PidFile } from './postmaster.js';
import { connect, serverVersion, takeLock, type Connection } from './session.js';

/** A healthy server answers in milliseconds; a frozen one never. */
const ANSWER_WITHIN_MS = 5_000;
/** How long a server may be starting, repairing or stopping before it counts as broken. */
const SETTLE_WITHIN_MS = 60_000;

/** The sessions of a server that was killed notice it within moments; until then a new one refuses to start. */
const ORPHANS_WITHIN_MS = 10_000;

/** What is needed to run the server of one folder. */
export interface Place {
  pgData: string;
  account: Account;
  binaries: Binaries;
}

/** A running server and the lock on it. */
export interface Held {
  pid: number;
  socketDir: string;
  /** Holds the lock; when it ends unasked, the server has crashed or was stopped by somebody. */
  client: pg.Client;
  /** True when a killed bot had left it running. */
  takenOver: boolean;
}

/**
 * Ends up holding the lock on the folder's running server: takes over the one that a killed bot left,
 * waits for one that is starting or stopping, ends one that does not answer, and else starts it.
 *
 * @param socketDir where it must listen; undefined at the bot's start, when any place will do
 * @throws ConfigError when a living bot uses the folder, or the server does not start
 */
export async function hold(place: Place, socketDir?: string): Promise<Held> {
  const { pgData } = place;
  const settleBy = Date.now() + SETTLE_WITHIN_MS;
  const orphansBy = Date.now() + ORPHANS_WITHIN_MS;
  let launched = false;
  let crashed = false;
  for (;;) {
    const file = await readPidFile(pgData);
    const found = await find(file, place);
    if (file && found.connection.state === 'open') {
      const held = { pid: file.pid, socketDir: found.socketDir, client: found.connection.client };
      if (await claim(place, held, socketDir)) return { ...held, takenOver: !launched };
    } else if (file && (await isServerOf(file.pid, pgData))) {
      await waitOrStop(file.pid, pgData, found.connection.state, settleBy);
    } else {
      crashed ||= file !== undefined;
      launched = await startHere(place, file, socketDir).catch(async (error: unknown) => {
        if (!crashed || Date.now() > orphansBy) throw error;
        await sleep(200);
        return false;
      });
    }
  }
}

/** Starts the server where none runs. @param file what a crashed one left */
async function startHere(place: Place, file: PidFile | undefined, fixed: string | undefined): Promise<boolean> {
  const { pgData, account, binaries } = place;
  const left = file?.socketDir ?? pgData;
  if (left !== pgData && left !== fixed && (await isPrivate(left, account))) await rm(left, { recursive: true, force: true });
  const socketDir = fixed ?? (await chooseSocketDir(pgData, account));
  await ensureSocketDir(socketDir, account);
  await disownStaleFiles(pgData, socketDir);
  return await launch(binaries.postgres, pgData, socketDir, account);
}

/** Looks where the pid file points, and in the folder itself, which another container may know by another path. */
async function find(file: PidFile | undefined, { pgData, account }: Place): Promise<{ socketDir: string; connection: Connection }> {
  for (const socketDir of new Set([file?.socketDir || pgData, pgData])) {
    // Under /tmp anybody could have put a socket of his own where a dead server's folder was.
    if (!(await isPrivate(socketDir, account))) continue;
    const connection = await connect(socketDir, ANSWER_WITHIN_MS);
    if (connection.state !== 'nobody') return { socketDir, connection };
  }
  return { socketDir: pgData, connection: { state: 'nobody' } };
}

/** @returns whether the server is ours to keep; false when it had to be stopped, or went away meanwhile */
async function claim(place: Place, held: Omit<Held, 'takenOver'>, socketDir: string | undefined): Promise<boolean> {
  let kept = false;
  try {
    if (!(await takeLock(held.client, place.pgData))) return false;
    const fits = (socketDir ?? held.socketDir) === held.socketDir;
    kept = fits && (await serverVersion(held.client)) === place.binaries.version;
    // Left by another release, or elsewhere: this release's programs and settings are what was tested.
    if (!kept) await stopServer(held.pid, place.pgData);
    else await writeFile(ownerFile(place.pgData), String(process.pid), { mode: 0o600 });
    return kept;
  } finally {
    if (!kept) await held.client.end().catch(() => {});
  }
}

async function waitOrStop(pid: number, pgData: string, state: Connection['state'], settleBy: number): Promise<void> {
  if (state !== 'silent' && Date.now() < settleBy) {
    await sleep(50);
    return;
  }
  const owner = Number(await readFile(ownerFile(pgData), 'utf8').catch(() => '0'));
  if (owner !== process.pid && isAlive(owner)) {
    throw new ConfigError(
      `The database in ${pgData} (PostgreSQL process ${pid}) does not answer, and process ${owner}, the bot that started it, ` +
        'is alive. Stop that bot first.',
    );
  }
  await stopServer(pid, pgData, 0);
}

/** Says whose the server is where it cannot be asked. */
function ownerFile(pgData: string): string {
  return join(pgData, 'bot.pid');
}

/** Stops the held server and clears what it left outside its folder. */
export async function release(held: Held, pgData: string): Promise<void> {
  await stopServer(held.pid, pgData);
  await held.client.end().catch(() => {});
  if (held.socketDir !== pgData) await rm(held.socketDir, { recursive: true, force: true });
}
