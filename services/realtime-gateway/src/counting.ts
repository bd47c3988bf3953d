import type { Metrics } from '@causerie/service-kit';

/** Counts under labels whose counters are looked up once: labels are few and messages are many. */
export function counting(counter: ReturnType<Metrics['counter']>): (count: number, ...labels: string[]) => void {
  const known = new Map<string, { inc(count: number): void }>();
  return (count, ...labels) => {
    const key = labels.join(' ');
    const child = known.get(key) ?? counter.labels(...labels);
    known.set(key, child);
    child.inc(count);
  };
}
