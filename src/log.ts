import { pino, type Logger } from 'pino';
import pretty from 'pino-pretty';

/** Behind a line break or tab, which JSON writes as a letter with a backslash, a key starts a word too. */
const SECRET = /(?<=^|[^A-Za-z0-9_-]|\\[bfnrt]|\\u[0-9a-f]{4}|[^A-Za-z0-9][-_])(sk-|xox[a-z]-|xapp-)[A-Za-z0-9_-]{3,}/g;

/** @returns the line with everything cut out that looks like a key or a Slack token */
export function withoutSecrets(line: string): string {
  return line.replace(SECRET, '$1…');
}

/** @returns JSON lines, or readable ones on a terminal; what looks like a key is cut out of every line */
export function createLog(level: string, isTerminal: boolean): Logger {
  const options = { level, base: null, hooks: { streamWrite: withoutSecrets } };
  return isTerminal ? pino(options, pretty({ colorize: true, translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname' })) : pino(options);
}
