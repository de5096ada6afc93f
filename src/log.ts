import { pino, type Logger } from 'pino';

/** Behind a line break or tab, which JSON writes as a letter with a backslash, a key starts a word too. */
const SECRET = /(?<=^|[^A-Za-z0-9_-]|\\[bfnrt]|\\u[0-9a-f]{4}|[^A-Za-z0-9][-_])(sk-|xox[a-z]-|xapp-)[A-Za-z0-9_-]{3,}/g;

/** @returns the line with everything cut out that looks like a key or a Slack token */
export function withoutSecrets(line: string): string {
  return line.replace(SECRET, '$1…');
}

/** An error of pg or undici holds its whole client: a line needs what it says and where it was. */
function briefly(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code } = error as NodeJS.ErrnoException;
  const cause: unknown = error.cause === undefined ? undefined : briefly(error.cause);
  return { type: error.name, message: error.message, ...(code !== undefined && { code }), stack: error.stack, ...(cause !== undefined && { cause }) };
}

/** @returns JSON lines, or readable ones on a terminal; what looks like a key is cut out of every line */
export async function createLog(level: string, isTerminal: boolean): Promise<Logger> {
  const options = { level, base: null, hooks: { streamWrite: withoutSecrets }, serializers: { err: briefly } };
  if (!isTerminal) return pino(options);
  const { default: pretty } = await import('pino-pretty');
  return pino(options, pretty({ colorize: true, translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname' }));
}
