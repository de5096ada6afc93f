/** What Slack's requests and payloads are made of. */
export type Json = Record<string, unknown>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A string argument, or `undefined` where it is missing or empty. Numbers and booleans are read as a form would send them. */
export function text(args: Json, name: string): string | undefined {
  const value = args[name];
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A boolean argument: forms send `true` or `1`. */
export function flag(args: Json, name: string): boolean {
  const value = text(args, name);
  return value === 'true' || value === '1';
}
