import { pino, type Logger } from 'pino';
import pretty from 'pino-pretty';

/** @returns JSON lines, or readable ones on a terminal; what looks like a key is cut out of every line */
export function createLog(level: string, isTerminal: boolean): Logger {
  const options = { level, base: null, hooks: { streamWrite: (line: string) => line.replace(/\b(sk-|xox[a-z]-|xapp-)[A-Za-z0-9_-]{3,}/g, '$1…') } };
  return isTerminal ? pino(options, pretty({ colorize: true, translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname' })) : pino(options);
}
