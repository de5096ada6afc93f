import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** The bot as a process of its own, which can be killed. */
export interface BotProcess {
  readonly logged: string[];
  start(): Promise<void>;
  /** @returns the exit code, null when it was killed */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** @param command how the bot is started, such as `['node', 'dist/cli.js']`  @param env its whole environment but for PATH and HOME */
export function createBotProcess(command: readonly [string, ...string[]], env: Readonly<Record<string, string>>): BotProcess {
  const logged: string[] = [];
  let child: ChildProcess | undefined;
  return {
    logged,
    start: () => new Promise((resolve, reject) => {
      const [program, ...args] = command;
      const started = spawn(program, [...args, 'start'], { env: { PATH: process.env.PATH, HOME: process.env.HOME, LOG_LEVEL: 'debug', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
      child = started;
      for (const stream of [started.stdout, started.stderr]) {
        createInterface({ input: stream }).on('line', (line) => {
          logged.push(line);
          if (line.includes('"msg":"ready"')) resolve();
        });
      }
      started.once('exit', (code) => reject(new Error(`the bot ended with ${code}:\n${logged.slice(-20).join('\n')}`)));
    }),
    async stop(signal = 'SIGTERM') {
      if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
      child.kill(signal);
      const [code] = (await once(child, 'exit')) as [number | null];
      return code;
    },
  };
}
