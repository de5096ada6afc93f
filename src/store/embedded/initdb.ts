import { chown, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { ConfigError } from '../../errors.js';
import { hasPasswordEntry, type Account } from './account.js';
import type { Binaries } from './binaries.js';
import { isAlive } from './postmaster.js';
import { lastLines, run } from './run.js';
import { SUPERUSER } from './settings.js';

/** A folder left by an initdb that was killed is removed once its bot is gone, or it is this old. */
const ABANDONED_AFTER_MS = 3_600_000;

const INITDB_ARGUMENTS = [
  `--username=${SUPERUSER}`,
  '--encoding=UTF8',
  '--locale=C',
  // Upper and lower case by Unicode's rules, the same on every system and without the system's locales.
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  // Whoever can open the socket is let in: its folder is 0700, so that is the account itself, and root.
  '--auth-local=trust',
  '--auth-host=reject',
  '--wal-segsize=4', // MB; an empty log then takes 4 MB of disk instead of 16
  '--no-instructions',
];

/**
 * Creates the data folder unless it exists, and refuses one that this server cannot run on.
 *
 * It is made beside its place and renamed, so that a kill halfway leaves no half-made folder.
 *
 * @param pgData the data folder; its parent exists
 * @throws ConfigError when the folder is another major version's or no data folder, or initdb fails
 */
export async function ensureDataFolder(pgData: string, binaries: Binaries, account: Account): Promise<void> {
  await removeAbandoned(pgData);
  if (await isInitialised(pgData, binaries.major)) return;
  if (!account.dropped && !hasPasswordEntry()) {
    throw new ConfigError(
      `The database cannot be created, because the running user (uid ${account.uid}) has no entry in /etc/passwd. ` +
        'Set DATABASE_URL to a PostgreSQL server, or run the container as a user that exists in its image.',
    );
  }
  const partial = `${pgData}.init-${process.pid}-${randomUUID().slice(0, 8)}`;
  try {
    await mkdir(partial, { mode: 0o700 });
    if (account.dropped) await chown(partial, account.uid, account.gid);
    await initialise(partial, binaries, account);
    await rename(partial, pgData);
  } catch (error) {
    // Another bot that started at the same moment may have been quicker; the lock decides between them.
    if (!isOccupied(error) || !(await isInitialised(pgData, binaries.major))) throw error;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

async function initialise(folder: string, binaries: Binaries, account: Account): Promise<void> {
  const outcome = await run(
    binaries.initdb,
    ['-D', folder, ...INITDB_ARGUMENTS],
    account,
    120_000,
  );
  if (outcome.code === 0) return;
  const why = outcome.startError ?? lastLines(outcome.stderr || outcome.stdout);
  throw new ConfigError(`The database could not be created in ${dirname(folder)}. PostgreSQL's initdb says:\n${why}`);
}

async function isInitialised(pgData: string, major: string): Promise<boolean> {
  const entries = await readdir(pgData).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new ConfigError(`The database folder ${pgData} cannot be read (${error.code}). ${whoOwns()}`, { cause: error });
  });
  if (entries.length === 0) return false;
  const found = await readFile(join(pgData, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (found === undefined) {
    throw new ConfigError(`${pgData} exists but is not a PostgreSQL data folder. Move it away, or name another DATA_DIR.`);
  }
  if (found.trim() === major) return true;
  throw new ConfigError(
    `${pgData} was made by PostgreSQL ${found.trim()}, and this release brings PostgreSQL ${major}, which cannot read it. ` +
      'With the release that made it, run `litellm-chatops export > chatops.jsonl`; then move the folder away, start this ' +
      'release and import the file. Or set DATABASE_URL to a PostgreSQL server.',
  );
}

function whoOwns(): string {
  return 'If the bot ran as root before, it belongs to another account: run it as root again, or `chown -R` the folder.';
}

/** Removes what killed bots left half-made; a living bot's folder is not touched. */
async function removeAbandoned(pgData: string): Promise<void> {
  const parent = dirname(pgData);
  const prefix = `${basename(pgData)}.init-`;
  for (const name of await readdir(parent)) {
    if (!name.startsWith(prefix)) continue;
    const path = join(parent, name);
    const pid = Number(name.slice(prefix.length).split('-')[0]);
    const age = Date.now() - ((await stat(path).catch(() => undefined))?.mtimeMs ?? Date.now());
    if (!isAlive(pid) || age > ABANDONED_AFTER_MS) await rm(path, { recursive: true, force: true });
  }
}

function isOccupied(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOTEMPTY' || code === 'EEXIST';
}
