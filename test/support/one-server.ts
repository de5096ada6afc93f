import { temporaryDatabases } from './postgres.js';

/** One embedded server for all test files, each with databases of its own on it; a server that TEST_DATABASE_URL names is used instead. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.TEST_DATABASE_URL) return undefined;
  const databases = await temporaryDatabases();
  process.env.TEST_DATABASE_URL = databases.adminUrl;
  return () => databases.close();
}
