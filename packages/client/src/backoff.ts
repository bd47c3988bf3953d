/**
 * Delay before attempt `attempt` (0 is the first retry): exponential, capped, with half of it random, so that the
 * clients of a gateway that died do not all come back in the same instant.
 */
export function backoffMs(attempt: number, firstMs: number, maxMs: number, random: () => number): number {
  const ceilingMs = Math.min(maxMs, firstMs * 2 ** Math.min(attempt, 20));
  return Math.round(ceilingMs * (0.5 + random() / 2));
}
