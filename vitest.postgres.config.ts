import { defineConfig } from 'vitest/config';

if (!process.env['TEST_DATABASE_URL']) {
  throw new Error('Set TEST_DATABASE_URL to a PostgreSQL server and a role that may create databases and roles.');
}

/** The tests that touch the database, against an outside server instead of the embedded one. */
export default defineConfig({
  test: {
    include: ['test/store/**/*.test.ts', 'test/e2e/**/*.test.ts'],
    exclude: ['test/real/**', 'test/browser/**'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
