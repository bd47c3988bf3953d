/** How instants are written: everything through Intl, in the person's language and time zone. */
export interface Dates {
  /** Hours and minutes. */
  time(iso: string): string;
  /** Full date and time, for titles. */
  full(iso: string): string;
  /** Day with its year. */
  date(iso: string): string;
  /** Heading of a day in a thread: today, yesterday, a weekday with its date, or a date with its year. */
  day(iso: string, now: Date): string;
  /** Short form for a list: the time today, then yesterday, a weekday, a date. */
  short(iso: string, now: Date): string;
  /** When somebody was last there, to stand after a verb: with its time when it was lately. */
  seen(iso: string, now: Date): string;
  /** Calendar day as a comparable key. */
  dayKey(iso: string): string;
}

const DAY_MS = 86_400_000;
const WEEK_DAYS = 7;

/** Builds the writer of dates for a locale; `words` are the two days that have names of their own. */
export function createDates(locale: string, words: { today: string; yesterday: string }): Dates {
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options);
  const time = format({ hour: '2-digit', minute: '2-digit' });
  const full = format({ dateStyle: 'full', timeStyle: 'short' });
  const weekday = format({ weekday: 'short' });
  const dayAndMonth = format({ day: 'numeric', month: 'short' });
  const longDay = format({ weekday: 'long', day: 'numeric', month: 'long' });
  const longDayYear = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  return {
    time: (iso) => time.format(new Date(iso)),
    full: (iso) => full.format(new Date(iso)),
    date: (iso) => longDayYear.format(new Date(iso)),
    dayKey: (iso) => new Date(iso).toDateString(),
    day(iso, now) {
      const date = new Date(iso);
      const age = daysBetween(date, now);
      if (age === 0) return words.today;
      if (age === 1) return words.yesterday;
      return (date.getFullYear() === now.getFullYear() ? longDay : longDayYear).format(date);
    },
    seen(iso, now) {
      const date = new Date(iso);
      const age = daysBetween(date, now);
      if (age > 1) return dayAndMonth.format(date);
      return `${(age === 1 ? words.yesterday : words.today).toLocaleLowerCase(locale)}, ${time.format(date)}`;
    },
    short(iso, now) {
      const date = new Date(iso);
      const age = daysBetween(date, now);
      if (age <= 0) return time.format(date);
      if (age === 1) return words.yesterday;
      return (age < WEEK_DAYS ? weekday : dayAndMonth).format(date);
    },
  };
}

/** Calendar days, not spans of 24 hours: 23:50 is yesterday ten minutes later. Noon makes summer time harmless. */
function daysBetween(date: Date, now: Date): number {
  const noon = (day: Date) => new Date(day.getFullYear(), day.getMonth(), day.getDate(), 12).getTime();
  return Math.round((noon(now) - noon(date)) / DAY_MS);
}
