import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isQuiet } from '../src/index.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;

const timeOf = (minute: number): string =>
  [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');
const minute = fc.integer({ min: 0, max: DAY_MINUTES - 1 });
const span = fc.tuple(minute, minute).filter(([from, to]) => from !== to);
const moment = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2040, 0) });
const zone = fc.constantFrom(
  'Europe/Paris',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
);

/** Minutes between two instants, walked one by one, that are quiet. */
function quietMinutes(hours: { from: string; to: string; timeZone: string }, from: string, to: string): number {
  let count = 0;
  for (let at = Date.parse(from); at < Date.parse(to); at += MINUTE_MS) if (isQuiet(hours, at)) count += 1;
  return count;
}

describe('Quiet hours', () => {
  it('are none when a person chose none', () => expect(isQuiet(null, 0)).toBe(false));

  it('at UTC are what arithmetic says, over midnight too', () =>
    fc.assert(
      fc.property(span, moment, ([from, to], nowMs) => {
        const passed = Math.floor(nowMs / MINUTE_MS) % DAY_MINUTES;
        // How far the day is past `from`, and how far `to` is: a circle knows no midnight.
        const around = (value: number): number => (value - from + DAY_MINUTES) % DAY_MINUTES;
        const hours = { from: timeOf(from), to: timeOf(to), timeZone: 'UTC' };
        expect(isQuiet(hours, nowMs)).toBe(around(passed) < around(to));
      }),
    ));

  it('and the hours between them share every moment of every zone, daylight saving or not', () =>
    fc.assert(
      fc.property(span, moment, zone, ([from, to], nowMs, timeZone) => {
        const night = { from: timeOf(from), to: timeOf(to), timeZone };
        const day = { from: timeOf(to), to: timeOf(from), timeZone };
        expect(isQuiet(night, nowMs)).not.toBe(isQuiet(day, nowMs));
      }),
    ));

  it('begin at their first minute and end before their last, by the clock on the wall', () => {
    const hours = { from: '22:00', to: '07:00', timeZone: 'Europe/Paris' };
    const at = (instant: string): boolean => isQuiet(hours, Date.parse(instant));
    expect([at('2026-01-10T20:59:59.999Z'), at('2026-01-10T21:00:00Z')]).toEqual([false, true]);
    expect([at('2026-01-11T05:59:59.999Z'), at('2026-01-11T06:00:00Z')]).toEqual([true, false]);
    // In summer the same clock stands an hour earlier.
    expect([at('2026-07-10T19:59:00Z'), at('2026-07-10T20:00:00Z')]).toEqual([false, true]);
    expect([at('2026-07-11T04:59:00Z'), at('2026-07-11T05:00:00Z')]).toEqual([true, false]);
  });

  it('are an hour shorter in the night that the clock jumps forward, an hour longer when it falls back', () => {
    const hours = { from: '22:00', to: '07:00', timeZone: 'Europe/Paris' };
    expect(quietMinutes(hours, '2026-03-27T12:00Z', '2026-03-28T12:00Z')).toBe(9 * 60);
    expect(quietMinutes(hours, '2026-03-28T12:00Z', '2026-03-29T12:00Z')).toBe(8 * 60);
    expect(quietMinutes(hours, '2026-10-24T12:00Z', '2026-10-25T12:00Z')).toBe(10 * 60);
  });

  it('within the hour that is skipped never come, within the one that is repeated come twice', () => {
    const hours = { from: '02:15', to: '02:45', timeZone: 'Europe/Paris' };
    expect(quietMinutes(hours, '2026-03-28T12:00Z', '2026-03-29T12:00Z')).toBe(0);
    expect(quietMinutes(hours, '2026-10-24T12:00Z', '2026-10-25T12:00Z')).toBe(60);
  });
});
