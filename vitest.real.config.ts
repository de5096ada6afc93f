import { defineConfig } from 'vitest/config';

const needed = ['LITELLM_TEST_URL', 'LITELLM_TEST_MASTER_KEY', 'LITELLM_TEST_DATABASE_URL', 'LITELLM_TESTBED_SCRIPT'] as const;
const missing = needed.filter((name) => !process.env[name]);
if (missing.length > 0) {
  throw new Error(`These tests run on a real LiteLLM proxy. Set ${missing.join(', ')} (LITELLM_TESTBED_SCRIPT: the script that stops, freezes and starts it).`);
}

/** One proxy is shared by all files: they run one after another, and a change of its mode takes half a minute. */
export default defineConfig({
  test: {
    include: ['test/contract/**/*.test.ts', 'test/real/**/*.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
