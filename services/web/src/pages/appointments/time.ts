const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const STEP_MS = 5 * MINUTE_MS;
const SOON_MS = 10 * MINUTE_MS;
const MORNING_HOUR = 9;

/** An instant as a field of date and time has it: in the time of this device, to the minute. */
export function toField(date: Date): string {
  const local = new Date(date.getTime() - date.getTimezoneOffset() * MINUTE_MS);
  return local.toISOString().slice(0, 'YYYY-MM-DDTHH:mm'.length);
}

/** The instant that a field names, or null while it names none. */
export function fromField(value: string): Date | null {
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** In ten minutes, on the clock's fives: a call of it can be opened at once. */
export function soon(now: Date): Date {
  return new Date(Math.floor((now.getTime() + SOON_MS) / STEP_MS) * STEP_MS);
}

/** Tomorrow morning. */
export function tomorrow(now: Date): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, MORNING_HOUR);
}

/** When an appointment is over; one without an end is taken to last an hour. */
export function endOf({ startsAt, endsAt }: { startsAt: string; endsAt: string | null }): number {
  return endsAt === null ? Date.parse(startsAt) + HOUR_MS : Date.parse(endsAt);
}

/** Minutes from one moment to another. */
export function minutesBetween(from: string, to: string | null): number {
  return to === null ? HOUR_MS / MINUTE_MS : Math.round((Date.parse(to) - Date.parse(from)) / MINUTE_MS);
}

/** So many minutes after a moment. */
export function minutesAfter(date: Date, minutes: number): Date {
  return new Date(date.getTime() + minutes * MINUTE_MS);
}
