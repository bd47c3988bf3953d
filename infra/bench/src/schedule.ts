/**
 * The arrival times of one load step, fixed before it begins. An open loop sends at these times whatever the server
 * does, and every latency is counted from them: that is what makes a stall visible (no coordinated omission).
 */
export interface Schedule {
  ratePerSecond: number;
  /** Messages of the whole step, warm-up included. */
  count: number;
  /** The first messages, which are sent but not recorded. */
  warmupCount: number;
  /** Milliseconds after the start at which message `index` is meant to leave. */
  dueAtMs(index: number): number;
  /** How many messages are meant to have left after `elapsedMs`. */
  dueBy(elapsedMs: number): number;
}

/** Evenly spaced arrivals: `ratePerSecond` for `warmupMs` that do not count, then for `measureMs` that do. */
export function fixedArrivals(input: { ratePerSecond: number; warmupMs: number; measureMs: number }): Schedule {
  const { ratePerSecond, warmupMs, measureMs } = input;
  if (!(ratePerSecond > 0) || !(warmupMs >= 0) || !(measureMs > 0)) {
    throw new RangeError('a schedule needs a positive rate, a positive measuring time and no negative warm-up');
  }
  const perMs = ratePerSecond / 1000;
  const count = Math.max(1, Math.ceil((warmupMs + measureMs) * perMs));
  const warmupCount = Math.min(count - 1, Math.floor(warmupMs * perMs));
  return {
    ratePerSecond,
    count,
    warmupCount,
    dueAtMs: (index) => index / perMs,
    // Message 0 is due at once, hence the + 1.
    dueBy: (elapsedMs) => (elapsedMs < 0 ? 0 : Math.min(count, Math.floor(elapsedMs * perMs) + 1)),
  };
}
