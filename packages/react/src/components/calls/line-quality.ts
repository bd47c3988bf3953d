import type { LinkState } from '@causerie/client/calls';

/** How good a connection is: 4 is as good as being in the same room, 1 is hard to follow, 0 is being repaired. */
export type Bars = 0 | 1 | 2 | 3 | 4;

/** From which score on there are how many bars. */
const STEPS: readonly [score: number, bars: Bars][] = [
  [3.9, 4],
  [3.3, 3],
  [2.5, 2],
];

/** Bars of a connection; null before it was measured. */
export function barsOf(link: Pick<LinkState, 'state' | 'score'> | null): Bars | null {
  if (link === null || link.state === 'connecting') return null;
  if (link.state === 'interrupted') return 0;
  const { score } = link;
  if (score === null) return null;
  return STEPS.find(([least]) => score >= least)?.[1] ?? 1;
}
