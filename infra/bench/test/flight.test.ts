import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFlight } from '../src/flight.ts';
import { mergeLatencies } from '../src/latency.ts';
import { fixedArrivals } from '../src/schedule.ts';

const RATE = 1_000;
const SERVICE_MS = 1;

/** Plays a server that freezes from `stallFromMs` for `stallMs`, under an open loop that never waits for it. */
function playStall(stallFromMs: number, stallMs: number, measureMs = 1_000) {
  const schedule = fixedArrivals({ ratePerSecond: RATE, warmupMs: 0, measureMs });
  const flight = createFlight(schedule, 10);
  for (let index = 0; index < schedule.count; index++) {
    const sentAt = schedule.dueAtMs(index);
    const isFrozen = sentAt >= stallFromMs && sentAt < stallFromMs + stallMs;
    const doneAt = (isFrozen ? stallFromMs + stallMs : sentAt) + SERVICE_MS;
    flight.sent(index, sentAt);
    flight.acked(index, true, doneAt);
    flight.delivered(index, doneAt);
  }
  return flight.close(measureMs + stallMs);
}

test('a server that stalls shows in the percentiles, in proportion to the time it stalled', () => {
  const { p50Ms, p90Ms, p99Ms, maxMs } = mergeLatencies([playStall(200, 300).delivery]);
  expect(p50Ms).toBeCloseTo(SERVICE_MS, 1);
  // 30 % of the arrivals fell into the stall and waited 150 ms on average.
  expect(p90Ms).toBeGreaterThan(190);
  expect(p99Ms).toBeGreaterThan(280);
  expect(maxMs).toBeGreaterThan(299);
});

test('a closed loop would have hidden the same stall: one message late, the 99th percentile untouched', () => {
  const schedule = fixedArrivals({ ratePerSecond: RATE, warmupMs: 0, measureMs: 1_000 });
  const naive = createFlight({ ...schedule, dueAtMs: () => 0 }, 10);
  for (let index = 0; index < schedule.count; index++) {
    naive.sent(index, 0);
    naive.delivered(index, index === 200 ? 300 : SERVICE_MS);
  }
  expect(mergeLatencies([naive.close(1_000).delivery]).p99Ms).toBeLessThan(2);
});

test('when the generator itself is late, the lateness counts against the message and is reported', () => {
  const schedule = fixedArrivals({ ratePerSecond: RATE, warmupMs: 0, measureMs: 100 });
  const flight = createFlight(schedule, 1);
  for (let index = 0; index < schedule.count; index++) {
    flight.sent(index, 150);
    flight.delivered(index, 151);
  }
  const report = flight.close(200);
  expect(mergeLatencies([report.sendLag]).maxMs).toBeCloseTo(150, 0);
  expect(mergeLatencies([report.delivery]).maxMs).toBeCloseTo(151, 0);
});

test('messages that never arrive are lost, and are recorded as having waited until the end', () => {
  const schedule = fixedArrivals({ ratePerSecond: 100, warmupMs: 0, measureMs: 100 });
  const flight = createFlight(schedule, 1);
  for (let index = 0; index < schedule.count; index++) flight.sent(index, schedule.dueAtMs(index));
  flight.delivered(0, 1);
  const report = flight.close(5_000);
  expect(report).toMatchObject({ sent: 10, delivered: 1, lost: 9 });
  const delivery = mergeLatencies([report.delivery]);
  expect(delivery.count).toBe(10);
  expect(delivery.p50Ms).toBeGreaterThan(4_900);
});

test('every message that left is recorded exactly once, whatever happens to it', () => {
  const fates = fc.array(fc.record({ arrives: fc.boolean(), twice: fc.boolean(), late: fc.nat(500) }), {
    minLength: 1,
    maxLength: 200,
  });
  fc.assert(
    fc.property(fates, fc.nat(50), (all, warmupMs) => {
      const schedule = fixedArrivals({ ratePerSecond: RATE, warmupMs, measureMs: all.length });
      const flight = createFlight(schedule, 7);
      for (let index = 0; index < schedule.count; index++) flight.sent(index, schedule.dueAtMs(index));
      for (let index = 0; index < schedule.count; index++) {
        const fate = all[index % all.length]!;
        const times = fate.arrives ? (fate.twice ? 2 : 1) : 0;
        for (let time = 0; time < times; time++) flight.delivered(index, schedule.dueAtMs(index) + fate.late);
      }
      const report = flight.close(10_000);
      expect(report.delivered + report.lost).toBe(report.sent);
      expect(mergeLatencies([report.delivery]).count).toBe(schedule.count - schedule.warmupCount);
    }),
  );
});

test('duplicates, overtaking and echoes of another step are told apart', () => {
  const schedule = fixedArrivals({ ratePerSecond: RATE, warmupMs: 0, measureMs: 8 });
  const flight = createFlight(schedule, 2);
  for (let index = 0; index < 6; index++) flight.sent(index, index);
  // Pair 0 hears 0, 4, 2 (one overtaken); pair 1 hears 1 twice; 7 never left, -3 is from an earlier step.
  for (const index of [0, 4, 2, 1, 1, 7, -3]) flight.delivered(index, 10);
  expect(flight.close(20)).toMatchObject({ sent: 6, delivered: 4, duplicates: 1, reordered: 1, lost: 2 });
});
