/** Slack's date tokens, in the reader's zone (docs.slack.dev, "Formatting message text", date formatting). */

export interface Reader {
  readonly now: Date;
  /** IANA name; the computer's own zone where unset. */
  readonly timeZone?: string;
  /** 12-hour clock, as the reader's computer is set. */
  readonly hour12: boolean;
}

type Options = Intl.DateTimeFormatOptions;

/** Fills a pattern such as `{date_short_pretty} at {time}`; unknown braces stay as typed. */
export function fillDate(at: number, pattern: string, reader: Reader): string {
  return pattern.replaceAll(/\{(\w+)\}/g, (typed: string, token: string) => fill(token, new Date(at * 1000), reader) ?? typed);
}

/** The time of a message, as Slack shows it beside the author's name. */
export function clock(at: number, reader: Reader): string {
  return fillDate(at, '{time}', reader);
}

function fill(token: string, when: Date, reader: Reader): string | undefined {
  switch (token) {
    case 'date_num':
      return parts(when, reader, { year: 'numeric', month: '2-digit', day: '2-digit' }, 'en-CA');
    case 'date_slash':
      return parts(when, reader, { year: 'numeric', month: '2-digit', day: '2-digit' });
    case 'date':
      return longDate(when, reader, {});
    case 'date_long':
      return longDate(when, reader, { weekday: 'long', year: 'numeric' });
    case 'date_short':
      return shortDate(when, reader);
    case 'date_pretty':
      return nearDay(when, reader) ?? longDate(when, reader, {});
    case 'date_long_pretty':
    case 'day_divider_pretty':
      return nearDay(when, reader) ?? longDate(when, reader, { weekday: 'long' });
    case 'date_short_pretty':
      return nearDay(when, reader) ?? shortDate(when, reader);
    case 'time':
      return parts(when, reader, { hour: reader.hour12 ? 'numeric' : '2-digit', minute: '2-digit', hour12: reader.hour12 });
    case 'time_secs':
      return parts(when, reader, { hour: reader.hour12 ? 'numeric' : '2-digit', minute: '2-digit', second: '2-digit', hour12: reader.hour12 });
    case 'ago':
      return ago(when, reader.now);
    default:
      return undefined;
  }
}

function parts(when: Date, { timeZone }: Reader, options: Options, locale = 'en-US'): string {
  // `hour12: false` alone gives 24:00 for midnight in some runtimes.
  const cycle: Options = options.hour12 === false ? { hourCycle: 'h23' } : {};
  const { hour12, ...rest } = options;
  const clock12: Options = hour12 === true ? { hour12 } : {};
  return new Intl.DateTimeFormat(locale, { ...rest, ...cycle, ...clock12, ...(timeZone === undefined ? {} : { timeZone }) }).format(when);
}

/** `February 18th`, with the year where it is more than six months away. */
function longDate(when: Date, reader: Reader, options: Options): string {
  const day = Number(parts(when, reader, { day: 'numeric' }));
  const weekday = options.weekday ? `${parts(when, reader, { weekday: options.weekday })}, ` : '';
  const year = options.year !== undefined || isFar(when, reader.now) ? `, ${parts(when, reader, { year: 'numeric' })}` : '';
  return `${weekday}${parts(when, reader, { month: 'long' })} ${day}${ordinal(day)}${year}`;
}

function shortDate(when: Date, reader: Reader): string {
  return parts(when, reader, { month: 'short', day: 'numeric', ...(isFar(when, reader.now) ? { year: 'numeric' as const } : {}) });
}

function isFar(when: Date, now: Date): boolean {
  return Math.abs(when.getTime() - now.getTime()) > 182 * 86_400_000;
}

function nearDay(when: Date, reader: Reader): string | undefined {
  const day = (date: Date) => Date.parse(fill('date_num', date, reader) ?? '');
  return ({ '-1': 'Yesterday', '0': 'Today', '1': 'Tomorrow' } as Record<string, string>)[(day(when) - day(reader.now)) / 86_400_000];
}

function ordinal(day: number): string {
  const teen = day % 100 > 10 && day % 100 < 14;
  return (teen ? undefined : ({ 1: 'st', 2: 'nd', 3: 'rd' } as Record<number, string>)[day % 10]) ?? 'th';
}

function ago(when: Date, now: Date): string {
  const seconds = Math.round((when.getTime() - now.getTime()) / 1000);
  const units = [['day', 86_400], ['hour', 3600], ['minute', 60]] as const;
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? (['second', 1] as const);
  return new Intl.RelativeTimeFormat('en', { numeric: 'auto' }).format(Math.trunc(seconds / size), unit);
}
