import { setTimeout as sleep } from 'node:timers/promises';
import { resolve } from 'node:path';
import { realpath, stat } from 'node:fs/promises';
import { chooseAccount } from './embedded/account.js';
import { findPackage, prepareBinaries } from './embedded/binaries.js';
import { assertReachable, effectiveDataDir, makeDataDir, serverFolder } from './embedded/folders.js';
import { ensureDataFolder } from './embedded/initdb.js';
import { isPrivate } from './embedded/launch.js';
import { isServerOf, readPidFile } from './embedded/postmaster.js';
import { hold, release, type Held, type Place } from './embedded/server.js';
import { createDatabase, ensureBotDatabase, socketUrl } from './embedded/session.js';
import { DATABASE } from './embedded/settings.js';
import type { Log } from './log.js';

export interface EmbeddedOptions {
  /** Holds the server's folder `postgres`; made when missing. */
  dataDir: string;
  /** Nobody named it, so as root another place may be used. */
  dataDirIsDefault: boolean;
  log: Log;
  /** The folder `native` with PostgreSQL's programs; found among the dependencies when not given. */
  native?: string;
}

export interface EmbeddedServer {
  /** @param name a database of this server; the bot's own when not given */
  databaseUrl(name?: string): string;
  /** Creates a database unless it exists. */
  createDatabase(name: string): Promise<void>;
  /** For the bot's first log line: version, folder, account. */
  description: string;
  /** What an operator should know about this start, e.g. that another folder is used. */
  notes: string[];
  /** The folder that took the place of DATA_DIR. */
  dataDir: string;
  /** Ends every session, writes everything out and stops; returns when the server is gone. Safe to call again. */
  stop(): Promise<void>;
}

/** After a crash the server is started again, with this much time between attempts. */
const RESTART_EVERY_MS = 2_000;

/**
 * Starts the PostgreSQL that the bot brings, or takes over the one that a killed bot left running, and
 * keeps it: it is started again when it crashes, and no second bot can use the folder meanwhile.
 *
 * @throws ConfigError when it cannot run here or the folder is another bot's; the message says what to do
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const dataDir = await makeDataDir(effectiveDataDir(options.dataDir, options.dataDirIsDefault));
  const pgData = serverFolder(dataDir);
  const account = await chooseAccount(pgData);
  await assertReachable(dataDir, account);
  const binaries = await prepareBinaries(options.native ?? findPackage(), account, dataDir);
  const place: Place = { pgData, account, binaries };
  await ensureDataFolder(pgData, binaries, account);
  const keeper = await keep(place, options.log);

  const description = `embedded PostgreSQL ${binaries.version} in ${pgData}, run by the account ${account.name}`;
  const notes = [binaries.note, keeper.note, await elsewhere(options, dataDir)].filter((note) => note !== undefined);
  return { ...keeper, description, notes, dataDir };
}

/**
 * The database of a bot that runs beside this process, for the verbs that start none themselves.
 *
 * @param dataDir as the bot was given it
 * @returns its URL, or undefined when no server runs there or this user may not reach it
 */
export async function findRunning(dataDir: string, dataDirIsDefault: boolean): Promise<string | undefined> {
  const folder = await realpath(effectiveDataDir(dataDir, dataDirIsDefault)).catch(() => undefined);
  if (folder === undefined) return undefined;
  const pgData = serverFolder(folder);
  const file = await readPidFile(pgData);
  const usable = file?.ready && (await isPrivate(file.socketDir, await chooseAccount(pgData)));
  return usable && (await isServerOf(file.pid, pgData)) ? socketUrl(file.socketDir, DATABASE) : undefined;
}

/** Holds the server until told to stop, and holds it again whenever it goes away. */
async function keep(place: Place, log: Log): Promise<Pick<EmbeddedServer, 'databaseUrl' | 'createDatabase' | 'stop'> & { note: string | undefined }> {
  let held = await hold(place);
  let stopping: Promise<void> | undefined;
  let again: Promise<void> | undefined;
  const note = held.takenOver ? `Took over the database server that an earlier bot left running (process ${held.pid}).` : undefined;

  const watch = (current: Held): void => {
    current.client.once('end', () => {
      if (stopping) return;
      log.error({ folder: place.pgData }, 'The database server went away; starting it again');
      again = restart();
    });
  };
  const restart = async (): Promise<void> => {
    while (!stopping) {
      try {
        held = await hold(place, held.socketDir);
        watch(held);
        return;
      } catch (error) {
        log.error({ err: error }, 'The database server could not be started again');
        await sleep(RESTART_EVERY_MS);
      }
    }
  };
  watch(held);
  await ensureBotDatabase(held.client);
  return {
    note,
    databaseUrl: (name = DATABASE) => socketUrl(held.socketDir, name),
    createDatabase: (name) => createDatabase(held.client, name),
    stop: () => {
      stopping ??= (async () => {
        await again;
        await release(held, place.pgData);
      })();
      return stopping;
    },
  };
}

/** Says so when root's data goes elsewhere while the default folder holds a database too. */
async function elsewhere(options: EmbeddedOptions, dataDir: string): Promise<string | undefined> {
  const usual = resolve(options.dataDir);
  if (!options.dataDirIsDefault || usual === dataDir) return undefined;
  const left = await stat(serverFolder(usual)).catch(() => undefined);
  const also = left ? ` The database in ${serverFolder(usual)} is not used; name it by DATA_DIR if it is the one you mean.` : '';
  return `Running as root, so data is kept in ${dataDir} instead of ${usual}.${also}`;
}
