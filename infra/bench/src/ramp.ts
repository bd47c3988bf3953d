/** What the search for the most found. */
export interface RampResult {
  /** Highest rate that was sustained, 0 when even the lowest was not. */
  most: number;
  /** Every rate that was tried, in order. */
  tried: Array<{ rate: number; held: boolean }>;
}

/** Rates below this are not searched. */
const LOWEST_RATE = 25;
/** Rates above this are beyond the load generator. */
const HIGHEST_RATE = 64_000;

/**
 * Finds the highest rate that holds: doubles (or halves) from `start` until one rate holds and one does not, then
 * halves the distance `bisections` times. `holds` runs one load step; it is called a bounded number of times.
 */
export async function findMost(
  input: { start: number; factor: number; bisections: number },
  holds: (rate: number) => Promise<boolean>,
): Promise<RampResult> {
  const tried: RampResult['tried'] = [];
  const attempt = async (rate: number): Promise<boolean> => {
    const held = await holds(rate);
    tried.push({ rate, held });
    return held;
  };
  let low = 0;
  let high = Infinity;
  let rate = input.start;
  while (high === Infinity || low === 0) {
    if (rate < LOWEST_RATE || rate > HIGHEST_RATE) return { most: low, tried };
    if (await attempt(Math.round(rate))) {
      low = rate;
      rate *= input.factor;
    } else {
      high = rate;
      rate /= input.factor;
    }
    if (low > 0 && high < Infinity) break;
  }
  for (let step = 0; step < input.bisections; step++) {
    const middle = Math.sqrt(low * high);
    if (await attempt(Math.round(middle))) low = middle;
    else high = middle;
  }
  return { most: Math.round(low), tried };
}
