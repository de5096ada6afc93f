import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbedded } from '../../src/store/embedded.js';

export interface TemporaryDatabases {
  /** Creates an empty database unless this object made it already. @returns its URL */
  databaseUrl(name: string): Promise<string>;
  /** A role that may create databases and roles. */
  adminUrl: string;
  close(): Promise<void>;
}

export const silentLog = { info: () => {}, warn: () => {}, error: () => {} };

/** A new folder that also the account can enter under which the server runs when the tests are root's. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ct-'));
  await chmod(folder, 0o711);
  return folder;
}

/**
 * Databases for one test file: on the server that TEST_DATABASE_URL names, under names of their own and
 * dropped at close; else on an embedded server in a temporary folder.
 */
export function temporaryDatabases(): Promise<TemporaryDatabases> {
  const url = process.env['TEST_DATABASE_URL'];
  return url ? outside(url) : embedded();
}

async function embedded(): Promise<TemporaryDatabases> {
  const folder = await temporaryFolder();
  const server = await startEmbedded({ dataDir: join(folder, 'data'), dataDirIsDefault: false, log: silentLog });
  return {
    adminUrl: server.databaseUrl('postgres'),
    databaseUrl: async (name) => {
      await server.createDatabase(name);
      return server.databaseUrl(name);
    },
    close: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function outside(adminUrl: string): Promise<TemporaryDatabases> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  const prefix = `ct_${randomBytes(4).toString('hex')}_`;
  const made = new Set<string>();
  return {
    adminUrl,
    databaseUrl: async (name) => {
      const full = prefix + name;
      if (!made.has(full)) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(full)}`);
      made.add(full);
      const url = new URL(adminUrl);
      url.pathname = `/${encodeURIComponent(full)}`;
      return url.toString();
    },
    close: async () => {
      for (const name of made) await client.query(`DROP DATABASE ${pg.escapeIdentifier(name)} WITH (FORCE)`);
      await client.end();
    },
  };
}
