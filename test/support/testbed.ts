import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

function variable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: these tests run on a real LiteLLM proxy`);
  return value;
}

/** The real proxy of this run, and the script that breaks it. */
export interface Testbed {
  readonly url: string;
  readonly key: string;
  readonly databaseUrl: string;
  /** Runs one of the script's verbs, such as `('proxy', 'stop')`. */
  do(...words: string[]): Promise<string>;
}

/** @throws Error where the environment names no test bed */
export function openTestbed(): Testbed {
  const script = variable('LITELLM_TESTBED_SCRIPT');
  return {
    url: variable('LITELLM_TEST_URL'),
    key: variable('LITELLM_TEST_MASTER_KEY'),
    databaseUrl: variable('LITELLM_TEST_DATABASE_URL'),
    do: async (...words) => (await run(script, words, { timeout: 150_000 })).stdout.trim(),
  };
}
