import { access, chmod, constants, mkdir, realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ConfigError } from '../../errors.js';
import { firstClosedFolder, type Account } from './account.js';

/** Where root's data goes when no folder was named: its working directory is often one that the account cannot enter. */
const ROOT_DEFAULT = '/var/lib/litellm-chatops';

/** The folder that takes the place of DATA_DIR's default: the same one, or as root a folder of the system. */
export function effectiveDataDir(dataDir: string, isDefault: boolean): string {
  return isDefault && process.getuid?.() === 0 ? ROOT_DEFAULT : resolve(dataDir);
}

/** The server's own data folder below DATA_DIR. */
export function serverFolder(dataDir: string): string {
  return join(dataDir, 'postgres');
}

/** Makes DATA_DIR unless it exists. @returns its real path @throws ConfigError when it cannot be made or written to */
export async function makeDataDir(dataDir: string): Promise<string> {
  try {
    const first = await mkdir(dataDir, { recursive: true, mode: 0o700 });
    // As root the server's account must pass through, though not look in.
    if (first !== undefined && process.getuid?.() === 0) await openPath(first, dataDir);
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    return await realpath(dataDir);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(
      `The data folder ${dataDir} cannot be used: ${why}. Name another one by DATA_DIR, or let the bot's user write to it ` +
        '(if the bot ran as root before, the folder is root\'s).',
      { cause },
    );
  }
}

/** Lets others pass through the folders that were just made, from `first` down to `last`. */
async function openPath(first: string, last: string): Promise<void> {
  await chmod(first, 0o711);
  let at = first;
  for (const part of last.slice(first.length).split('/').filter(Boolean)) {
    at = join(at, part);
    await chmod(at, 0o711);
  }
}

/** @throws ConfigError when the account cannot reach the data folder, with what to do about it */
export async function assertReachable(dataDir: string, account: Account): Promise<void> {
  const closed = account.dropped ? await firstClosedFolder(dataDir, account) : undefined;
  if (closed === undefined) return;
  const mode = ((await stat(closed)).mode & 0o777).toString(8);
  throw new ConfigError(
    `PostgreSQL does not run as root, and the account ${account.name}, under which it runs instead, may not enter ${closed} ` +
      `(mode ${mode}) on the way to DATA_DIR=${dataDir}. Run \`chmod o+x ${closed}\`, name a DATA_DIR elsewhere ` +
      `(such as ${ROOT_DEFAULT}), or set DATABASE_URL to a PostgreSQL server.`,
  );
}
