import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { validate as isCron } from 'node-cron';
import { z } from 'zod';
import { ConfigError, messageOf } from './errors.js';

const Cron = z.string().refine((text) => /^(\S+\s+){4,5}\S+$/.test(text.trim()) && isCron(text), 'expected a cron expression of five or six fields');
const Tuning = z.strictObject({
  checks: z.strictObject({
    listener: z.strictObject({
      tcp: Cron.default('*/2 * * * * *'),
      liveliness: Cron.default('*/10 * * * * *'),
      /** Misses in a row that fire. */
      misses: z.int().min(1).max(100).default(3),
      /** Answers in a row that resolve. */
      answers: z.int().min(1).max(100).default(2),
      /** Milliseconds until a connection attempt counts as hung. */
      tcpTimeoutMs: z.int().min(50).max(10_000).default(1_500),
      /** Milliseconds until `/health/liveliness` counts as hung. */
      livelinessTimeoutMs: z.int().min(50).max(30_000).default(5_000),
    }).prefault({}),
  }).prefault({}),
});
/** What `CONFIG_FILE` may tune. */
export type Tuning = z.infer<typeof Tuning>;

/**
 * Reads `CONFIG_FILE`.
 * @param file its path; undefined leaves everything at its default
 * @throws ConfigError that names what cannot be read or does not fit
 */
export function readTuning(file: string | undefined): Tuning {
  if (file === undefined) return Tuning.parse({});
  let content: unknown;
  try {
    // Nine megabytes that a bot without the file does without.
    const { parse } = createRequire(import.meta.url)('yaml') as typeof import('yaml');
    content = parse(readFileSync(file, 'utf8')) ?? {};
  } catch (error) {
    throw new ConfigError(`CONFIG_FILE '${file}' cannot be read: ${messageOf(error)}`, { cause: error });
  }
  const result = Tuning.safeParse(content);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `  ${issue.path.join('.') || 'the file'}: ${issue.message}`);
  throw new ConfigError(`CONFIG_FILE '${file}' does not fit:\n${lines.join('\n')}`);
}
