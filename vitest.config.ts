import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/real/**', 'test/browser/**'],
    globalSetup: ['test/support/one-server.ts'],
    pool: 'forks',
    // Most tests wait for a clock or a process: two at a time fill one core.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
