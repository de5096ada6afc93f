import { defineConfig } from 'vitest/config';

/** The sandbox as a person has it: its own process, and a real Chromium. The tests of a file tell one story, so they stop at the first that fails. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    bail: 1,
    testTimeout: 90_000,
    hookTimeout: 120_000,
  },
});
