import type { QuietHours } from '@causerie/contracts';

const HOUR_MINUTES = 60;

/**
 * Whether a moment lies in the quiet hours, by the clock on the person's wall: `from` belongs to them, `to` no more.
 * An hour that the clock passes twice is quiet twice, one that it skips never comes.
 */
export function isQuiet(hours: QuietHours | null, nowMs: number): boolean {
  if (hours === null) return false;
  const from = minuteOf(hours.from);
  const to = minuteOf(hours.to);
  const now = localMinute(nowMs, hours.timeZone);
  return from < to ? now >= from && now < to : now >= from || now < to;
}

function minuteOf(timeOfDay: string): number {
  const [hours = '0', minutes = '0'] = timeOfDay.split(':');
  return Number(hours) * HOUR_MINUTES + Number(minutes);
}

function localMinute(nowMs: number, timeZone: string): number {
  const clock = new Intl.DateTimeFormat('en', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  let minute = 0;
  for (const { type, value } of clock.formatToParts(nowMs)) {
    if (type === 'hour') minute += Number(value) * HOUR_MINUTES;
    if (type === 'minute') minute += Number(value);
  }
  return minute;
}
