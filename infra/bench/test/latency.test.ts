import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLatencyRecorder, mergeLatencies } from '../src/latency.ts';

const latencies = fc.array(fc.double({ min: 0.001, max: 50_000, noNaN: true }), { minLength: 1, maxLength: 300 });

function encode(values: readonly number[]): string {
  const recorder = createLatencyRecorder();
  for (const value of values) recorder.record(value);
  return recorder.encode();
}

test('merging histograms of several processes equals recording everything in one', () => {
  fc.assert(
    fc.property(latencies, latencies, (left, right) => {
      expect(mergeLatencies([encode(left), encode(right)])).toEqual(mergeLatencies([encode([...left, ...right])]));
    }),
  );
});

test('percentiles come within a thousandth of the exact ones', () => {
  fc.assert(
    fc.property(latencies, (values) => {
      const sorted = values.toSorted((left, right) => left - right);
      const exact = sorted[Math.ceil(sorted.length * 0.99) - 1]!;
      expect(Math.abs(mergeLatencies([encode(values)]).p99Ms - exact)).toBeLessThanOrEqual(exact * 0.002 + 0.002);
    }),
  );
});

test('a latency beyond the range counts as the longest, and nothing is dropped', () => {
  const summary = mergeLatencies([encode([-5, 1, 1e9])]);
  expect(summary.count).toBe(3);
  expect(summary.maxMs).toBeGreaterThan(119_000);
});

test('an empty histogram has zeros, not NaN', () => {
  expect(mergeLatencies([])).toEqual({ count: 0, p50Ms: 0, p90Ms: 0, p99Ms: 0, p999Ms: 0, maxMs: 0 });
});
