/** Times, durations and money as every message says them. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * A time that Slack shows in each reader's own zone.
 * @param format Slack's tokens, such as `{time}` or `{date_short_pretty} {time}`
 * @see docs.slack.dev/messaging/formatting-message-text#date-formatting
 */
export function dateToken(at: Date, format = '{time}'): string {
  const fallback = at.toISOString().slice(0, 16).replace('T', ' ');
  return `<!date^${Math.floor(at.getTime() / SECOND)}^${format}|${fallback} UTC>`;
}

/** @returns the time, with its day where that is not the day of `now` */
export function timeToken(at: Date, now: Date): string {
  return dateToken(at, now.getTime() - at.getTime() < 18 * HOUR && at <= now ? '{time}' : '{date_short_pretty} {time}');
}

/** @returns a length of time in its one or two largest units: `40 s`, `6 min`, `2 h 5 min`, `3 days` */
export function duration(ms: number): string {
  // Rounded first: 59.9 s are a minute, not "60 s".
  const length = Math.max(0, Math.round(ms / SECOND) * SECOND);
  if (length < MINUTE) return `${length / SECOND} s`;
  if (length < HOUR) return `${Math.floor(length / MINUTE)} min`;
  if (length < DAY) return twoUnits(length, HOUR, 'h', MINUTE, 'min');
  const days = Math.floor(length / DAY);
  return days === 1 ? '1 day' : `${days} days`;
}

function twoUnits(ms: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = Math.floor((ms % large) / small);
  return `${Math.floor(ms / large)} ${largeName}${rest > 0 ? ` ${rest} ${smallName}` : ''}`;
}

/** @returns `14:02 (6 min ago)`, each reader in their own zone */
export function ago(at: Date, now: Date): string {
  return `${timeToken(at, now)} (${duration(now.getTime() - at.getTime())} ago)`;
}

/** @returns US dollars with two decimals, the currency that LiteLLM counts spend in */
export function money(dollars: number): string {
  if (dollars > 0 && dollars < 0.005) return 'less than $0.01';
  const text = Math.abs(dollars).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return `${dollars < 0 ? '-' : ''}$${text}`;
}

/** @returns `1 key`, `214 keys` */
export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${number.toLocaleString('en-US')} ${number === 1 ? singular : plural}`;
}
