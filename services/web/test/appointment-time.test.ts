import { describe, expect, it } from 'vitest';
import { endOf, fromField, minutesBetween, soon, toField, tomorrow } from '../src/pages/appointments/time.ts';

describe('the time of an appointment', () => {
  it('is written into a field and read back to the same minute, whatever the time zone', () => {
    const moment = new Date('2027-03-28T00:30:00Z');
    expect(fromField(toField(moment))?.toISOString()).toBe('2027-03-28T00:30:00.000Z');
    expect(fromField('')).toBeNull();
  });

  it('soon is within the quarter of an hour in which a call may be opened (CALL-11), on the clock’s fives', () => {
    for (const minute of [0, 1, 4, 5, 59]) {
      const now = new Date(2027, 2, 12, 9, minute, 33);
      const aheadMinutes = (soon(now).getTime() - now.getTime()) / 60_000;
      expect(aheadMinutes).toBeGreaterThan(0);
      expect(aheadMinutes).toBeLessThanOrEqual(15);
      expect(soon(now).getMinutes() % 5).toBe(0);
    }
  });

  it('tomorrow is a morning, after the last of a month too', () => {
    expect(tomorrow(new Date(2027, 1, 28, 23, 59))).toEqual(new Date(2027, 2, 1, 9));
  });

  it('without an end lasts an hour', () => {
    const startsAt = '2027-03-12T09:00:00.000Z';
    expect(endOf({ startsAt, endsAt: null })).toBe(Date.parse('2027-03-12T10:00:00.000Z'));
    expect(minutesBetween(startsAt, null)).toBe(60);
    expect(minutesBetween(startsAt, '2027-03-12T09:45:00.000Z')).toBe(45);
  });
});
