import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fixedArrivals } from '../src/schedule.ts';

const steps = fc.record({
  ratePerSecond: fc.double({ min: 0.5, max: 50_000, noNaN: true }),
  warmupMs: fc.integer({ min: 0, max: 2_000 }),
  measureMs: fc.integer({ min: 1, max: 2_000 }),
});

test('arrivals are evenly spaced at the offered rate', () => {
  const schedule = fixedArrivals({ ratePerSecond: 400, warmupMs: 500, measureMs: 1_000 });
  expect(schedule.count).toBe(600);
  expect(schedule.warmupCount).toBe(200);
  expect([0, 1, 2, 400].map((index) => schedule.dueAtMs(index))).toEqual([0, 2.5, 5, 1_000]);
});

test('what is due by a time is exactly what was meant to leave until then', () => {
  fc.assert(
    fc.property(steps, fc.double({ min: 0, max: 5_000, noNaN: true }), (step, elapsedMs) => {
      const schedule = fixedArrivals(step);
      const due = schedule.dueBy(elapsedMs);
      const rounding = 1e-6;
      expect(due).toBeLessThanOrEqual(schedule.count);
      expect(schedule.dueAtMs(due - 1)).toBeLessThanOrEqual(elapsedMs + rounding);
      const nextAtMs = due < schedule.count ? schedule.dueAtMs(due) : Infinity;
      expect(nextAtMs).toBeGreaterThanOrEqual(elapsedMs - rounding);
    }),
  );
});

test('every schedule is bounded, ends in time and measures at least one message', () => {
  fc.assert(
    fc.property(steps, (step) => {
      const schedule = fixedArrivals(step);
      const spanMs = step.warmupMs + step.measureMs;
      expect(schedule.count).toBeLessThanOrEqual((spanMs * step.ratePerSecond) / 1000 + 1);
      expect(schedule.dueBy(spanMs)).toBe(schedule.count);
      expect(schedule.warmupCount).toBeLessThan(schedule.count);
    }),
  );
});

test('a rate or a duration that makes no sense is refused', () => {
  for (const ratePerSecond of [0, -1, Number.NaN]) {
    expect(() => fixedArrivals({ ratePerSecond, warmupMs: 0, measureMs: 1 })).toThrow(RangeError);
  }
  expect(() => fixedArrivals({ ratePerSecond: 1, warmupMs: 0, measureMs: 0 })).toThrow(RangeError);
});
