import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js';

/** Longest latency that is told apart; anything slower counts as this, never as nothing. */
const LONGEST_US = 120_000_000;
const SIGNIFICANT_DIGITS = 3;

/** Percentiles of one histogram, in milliseconds with microsecond resolution. */
export interface LatencySummary {
  count: number;
  p50Ms: number;
  p90Ms: number;
  p99Ms: number;
  p999Ms: number;
  maxMs: number;
}

/** A histogram that is being filled. */
export interface LatencyRecorder {
  /** Counts one latency; negative ones (clock granularity) count as zero. */
  record(latencyMs: number): void;
  /** Compact text that crosses process borders and is merged with {@link mergeLatencies}. */
  encode(): string;
}

/** An empty histogram from 1 µs to two minutes, three significant digits. */
export function createLatencyRecorder(): LatencyRecorder {
  const histogram = emptyHistogram();
  return {
    record(latencyMs) {
      histogram.recordValue(Math.min(LONGEST_US, Math.max(0, Math.round(latencyMs * 1000))));
    },
    encode: () => encodeIntoCompressedBase64(histogram),
  };
}

/** Adds encoded histograms of several rounds or processes up; percentiles of the sum, not averages of percentiles. */
export function mergeLatencies(encoded: readonly string[]): LatencySummary {
  const total = emptyHistogram();
  for (const text of encoded) total.add(decodeFromCompressedBase64(text));
  const at = (percentile: number): number => total.getValueAtPercentile(percentile) / 1000;
  return {
    count: total.totalCount,
    p50Ms: at(50),
    p90Ms: at(90),
    p99Ms: at(99),
    p999Ms: at(99.9),
    maxMs: total.totalCount === 0 ? 0 : total.maxValue / 1000,
  };
}

function emptyHistogram(): Histogram {
  return build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: LONGEST_US,
    numberOfSignificantValueDigits: SIGNIFICANT_DIGITS,
    bitBucketSize: 32,
  });
}
