import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

const root = path.resolve(import.meta.dirname, '../..');
const READY_MS = 60_000;
const STOP_MS = 15_000;

export interface Program {
  readonly pid: number;
  /** Milliseconds from spawning it to its line `ready`. */
  readonly readyMs: number;
  /** `performance.now()` when it was spawned. */
  readonly spawnedAt: number;
  /** Ends it politely, and after a while without. */
  stop(): Promise<void>;
}

/** Compiles src/ to dist/, because what people run is what is measured. */
export function build(): void {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
}

export function startBot(env: Readonly<Record<string, string>>): Promise<Program> {
  return start(['dist/cli.js', 'start'], env);
}

/** Bolt that only acknowledges: the baseline. */
export function startBareBolt(env: Readonly<Record<string, string>>): Promise<Program> {
  return start(['bench/support/bare-bolt.mjs'], env);
}

async function start(argv: readonly string[], env: Readonly<Record<string, string>>): Promise<Program> {
  const spawnedAt = performance.now();
  const child = spawn(process.execPath, argv, { cwd: root, env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await exited;
    clearTimeout(late);
  };
  const lines = createInterface({ input: child.stdout });
  const ready = new Promise<number>((resolve) => {
    lines.on('line', (line) => { if (messageOf(line) === 'ready') resolve(performance.now() - spawnedAt); });
  });
  const failed = exited.then(() => { throw new Error(`${argv.join(' ')} ended before it was ready`); });
  const late = new AbortController();
  const timeout = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(new Error(`${argv.join(' ')} was not ready within ${READY_MS} ms`)), READY_MS);
    late.signal.addEventListener('abort', () => clearTimeout(timer));
  });
  try {
    failed.catch(() => undefined);
    return { pid: child.pid ?? 0, spawnedAt, stop, readyMs: await Promise.race([ready, failed, timeout]) };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  } finally {
    late.abort();
  }
}

function messageOf(line: string): unknown {
  try {
    return (JSON.parse(line) as { msg?: unknown }).msg;
  } catch {
    return undefined;
  }
}
