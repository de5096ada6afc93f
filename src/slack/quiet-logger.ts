import { LogLevel, type Logger } from '@slack/web-api';

interface Log { debug(message: string): void; warn(message: string): void; error(message: string): void }

/**
 * Bolt, web-api and socket-mode as lines of the bot's own log.
 * At debug level they write whole payloads, with what people typed in them: those are never asked for.
 */
export function createQuietLogger(log: Log): Logger {
  const write = (level: 'debug' | 'warn' | 'error') => (...words: unknown[]) => log[level](words.map(String).join(' '));
  return {
    debug: () => undefined, info: write('debug'), warn: write('warn'), error: write('error'),
    setLevel: () => undefined, getLevel: () => LogLevel.INFO, setName: () => undefined,
  };
}
