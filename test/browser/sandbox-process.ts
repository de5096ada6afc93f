import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';

/** Milliseconds until the first start is given up: it sets up two databases. */
const START_MS = 90_000;
const STOP_MS = 20_000;

export interface SandboxProcess {
  readonly url: string;
  /** Everything that it wrote, in order. */
  output(): string;
  /** Ends it as Ctrl+C does: an interrupt for the whole group. @returns its exit code */
  interrupt(): Promise<number | null>;
}

/**
 * Starts `npm run sandbox`'s entry, and waits for the line that names its page.
 * Without the command `tsx` around it, which kills a child that is busy for 60 ms when the signal comes, and with it the way to its database.
 */
export async function startSandboxProcess(): Promise<SandboxProcess> {
  const args = ['--import', 'tsx', 'sandbox/main.ts', '--port', String(await freePort())];
  const child = spawn(process.execPath, args, { cwd: path.resolve(import.meta.dirname, '../..'), detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const ready = new Promise<string>((resolve) => {
    const hear = (chunk: Buffer) => {
      output += chunk.toString();
      const url = /The sandbox is ready: open (\S+)/.exec(output)?.[1];
      if (url) resolve(url);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
  });
  const interrupt = async () => {
    if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
    const [code] = await within(STOP_MS, exited, () => `The sandbox did not end after an interrupt:\n${output}`);
    return code;
  };
  const died = exited.then(([code]) => { throw new Error(`The sandbox ended with code ${code}:\n${output}`); });
  try {
    return { url: await within(START_MS, Promise.race([ready, died]), () => `The sandbox did not start:\n${output}`), output: () => output, interrupt };
  } catch (error) {
    await interrupt().catch(() => undefined);
    throw error;
  }
}

function within<T>(ms: number, promise: Promise<T>, explain: () => string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => { timer = setTimeout(() => reject(new Error(explain())), ms); });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
