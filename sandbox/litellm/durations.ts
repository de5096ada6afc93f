const SECONDS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const WORDS: Record<string, string> = { hourly: '1h', daily: '24h', weekly: '7d', monthly: '30d' };
const DAY_MS = 86_400_000;
const LAST_YEAR = 9999;

/** A bad duration, in LiteLLM's words. */
export class DurationError extends Error {
  override readonly name = 'DurationError';
}

/** A number and a unit at the start; whatever follows is ignored, so `90days` is 90 days (litellm_core_utils/duration_parser.py). */
function parse(duration: string): { amount: number; unit: string } {
  const [, amount, unit] = /^(\d+)(mo|[smhdw]?)/.exec(WORDS[duration.trim().toLowerCase()] ?? duration) ?? [];
  if (amount === undefined || unit === undefined) throw new DurationError('Invalid duration format');
  if (unit === '') throw new DurationError(`Unsupported duration unit, passed duration: ${duration}`);
  return { amount: Number(amount), unit };
}

/** Throws DurationError. */
export function addDuration(from: Date, duration: string): Date {
  const { amount, unit } = parse(duration);
  const date = new Date(from.getTime() + amount * (SECONDS[unit] ?? 0) * 1000);
  if (unit === 'mo') date.setUTCMonth(date.getUTCMonth() + amount);
  if (!(date.getUTCFullYear() <= LAST_YEAR)) throw new DurationError('date value out of range');
  return date;
}

/** When a budget is first reset, on a round time: 30d on the first of a month, 7d on a Monday, days at midnight UTC (seen). */
export function firstReset(from: Date, duration: string): Date {
  const { amount, unit } = parse(duration);
  const midnight = Date.UTC(from.getUTCFullYear(), from.getUTCMonth(), from.getUTCDate());
  const days = (unit === 'h' && amount % 24 === 0 ? amount / 24 : undefined) ?? (unit === 'd' ? amount : unit === 'w' ? amount * 7 : undefined);
  if (unit === 'mo' || days === 30) return new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + (unit === 'mo' ? amount : 1), 1));
  if (days === 7) return new Date(midnight + (7 - ((from.getUTCDay() + 6) % 7)) * DAY_MS);
  if (days !== undefined) return new Date(midnight + days * DAY_MS);
  const period = amount * (SECONDS[unit] ?? 1) * 1000;
  return new Date(midnight + (Math.floor((from.getTime() - midnight) / period) + 1) * period);
}
