import type { RateRow, SystemSummary } from './summary.ts';

/** A figure to reach: a ratio of two measurements of the same run. */
export interface Ratio {
  name: string;
  value: number;
  /** `atLeast` or `atMost` this. */
  goal: { atLeast: number } | { atMost: number };
  reached: boolean;
}

const AT_RATE = 1_000;
const LOW_RATE = 200;

/** Compares Causerie with the baselines of the same run; without those whose sides were not both measured, or fell behind. */
export function judge(systems: readonly SystemSummary[]): Ratio[] {
  const named = (name: string): SystemSummary | undefined => systems.find((system) => system.name === name);
  const causerie = named('causerie');
  const plain = named('plain');
  const direct = named('direct');
  const most = (system: SystemSummary | undefined): number | undefined => system?.most?.ratePerSecond;
  const at = (system: SystemSummary | undefined, rate: number): RateRow | undefined =>
    system?.rates.find((row) => row.ratePerSecond === rate && !row.fellBehind);
  const [ours, limit] = [at(causerie, AT_RATE), at(direct, AT_RATE)];
  return [
    ratio('most messages/s, × plain', most(causerie), most(plain), { atLeast: 10 }),
    ratio('most messages/s, × direct (the limit)', most(causerie), most(direct), { atLeast: 0.75 }),
    ratio(`delivery p50 at ${AT_RATE}/s, × direct`, ours?.deliveryP50Ms, limit?.deliveryP50Ms, { atMost: 2 }),
    ratio(`delivery p99 at ${AT_RATE}/s, × direct`, ours?.deliveryP99Ms, limit?.deliveryP99Ms, { atMost: 2 }),
    ratio(`delivery p50 at ${LOW_RATE}/s, ms`, at(causerie, LOW_RATE)?.deliveryP50Ms, 1, { atMost: 4 }),
    ratio(
      'CPU per message at most, × CPU at 200/s',
      causerie?.most?.row?.cpuUsPerMessage,
      at(causerie, LOW_RATE)?.cpuUsPerMessage,
      { atMost: 1 },
    ),
  ].flatMap((entry) => entry ?? []);
}

/** One figure, or null when either side is missing or zero. */
export function ratio(
  name: string,
  numerator: number | undefined,
  denominator: number | undefined,
  goal: Ratio['goal'],
): Ratio | null {
  if (numerator === undefined || !denominator) return null;
  const value = numerator / denominator;
  return { name, value, goal, reached: 'atLeast' in goal ? value >= goal.atLeast : value <= goal.atMost };
}
