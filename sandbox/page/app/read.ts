/** Payloads come from the bot as they are: whatever is not of the expected shape reads as empty. */

export type Json = Readonly<Record<string, unknown>>;

export function record(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

export function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter((entry): entry is Json => record(entry) !== undefined) : [];
}

export function string(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The string within a text object, or a bare string. */
export function words(value: unknown): string {
  return string(record(value)?.['text']) ?? string(value) ?? '';
}

export function webAddress(value: unknown): string | undefined {
  const url = string(value);
  return url !== undefined && /^https?:\/\//i.test(url) ? url : undefined;
}
