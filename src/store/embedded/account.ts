import { readFile, realpath, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { ConfigError } from '../../errors.js';

/** The operating system account that the server runs under. */
export interface Account {
  uid: number;
  gid: number;
  name: string;
  /** True when the bot is root and steps down to this account for the server alone. */
  dropped: boolean;
}

/**
 * The account for the server: the bot's own, or, as root, an unprivileged one that exists already,
 * because PostgreSQL refuses to run as root. Data that is there already decides: its owner runs it.
 *
 * @param pgData the server's data folder, which need not exist
 * @throws ConfigError as root on a system without a suitable account
 */
export async function chooseAccount(pgData: string): Promise<Account> {
  const uid = process.getuid?.() ?? -1;
  const gid = process.getgid?.() ?? -1;
  const accounts = await readAccounts();
  if (uid !== 0) return { uid, gid, name: nameOf(accounts, uid), dropped: false };

  const owner = await stat(pgData).catch(() => undefined);
  if (owner && owner.uid !== 0) {
    return { uid: owner.uid, gid: owner.gid, name: nameOf(accounts, owner.uid), dropped: true };
  }
  const found = accounts.find((a) => a.name === 'postgres') ?? accounts.find((a) => a.name === 'nobody');
  if (!found) {
    throw new ConfigError(
      'PostgreSQL does not run as root, and this system has neither an account `postgres` nor `nobody` to run it under. ' +
        'Start the bot as an ordinary user, or set DATABASE_URL to a PostgreSQL server.',
    );
  }
  return { ...found, dropped: true };
}

/** Whether the running user has an entry in the password database; `initdb` fails without one. */
export function hasPasswordEntry(): boolean {
  try {
    userInfo();
    return true;
  } catch {
    return false;
  }
}

/**
 * The first folder on the way to `path` (inclusive, as far as it exists) that `account` may not enter.
 *
 * Judged by the permission bits; access control lists beyond them are not looked at.
 *
 * @returns the folder, or undefined when the way is clear
 */
export async function firstClosedFolder(path: string, account: Account): Promise<string | undefined> {
  const folders: string[] = [];
  for (let at = await existing(path); ; at = dirname(at)) {
    folders.unshift(at);
    if (at === dirname(at)) break;
  }
  for (const folder of folders) {
    if (!(await mayEnter(folder, account))) return folder;
  }
  return undefined;
}

async function mayEnter(folder: string, account: Account): Promise<boolean> {
  const { mode, uid, gid } = await stat(folder);
  if (uid === account.uid) return (mode & 0o100) !== 0;
  if (gid === account.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}

async function existing(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    return path === dirname(path) ? path : existing(dirname(path));
  }
}

async function readAccounts(): Promise<{ name: string; uid: number; gid: number }[]> {
  const text = await readFile('/etc/passwd', 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => !line.startsWith('#') && line.split(':').length > 3)
    .map((line) => {
      const [name = '', , uid = '', gid = ''] = line.split(':');
      // macOS writes nobody's ids as -2, which stands for 2^32 - 2.
      return { name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 };
    });
}

function nameOf(accounts: { name: string; uid: number }[], uid: number): string {
  return accounts.find((a) => a.uid === uid)?.name ?? `uid ${uid}`;
}
