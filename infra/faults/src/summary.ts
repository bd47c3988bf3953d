import type { History } from './history.ts';
import type { RunResult } from './run.ts';
import type { RuleName } from './violation.ts';

/** Deadline of DEL-5. */
export const DEADLINE_MS = 3000;
/** What answers may take beyond the deadline on a machine that also runs the load, before they are called late. */
export const SCHEDULING_ALLOWANCE_MS = 2000;

const COUNTED: ReadonlyArray<[string, readonly RuleName[]]> = [
  ['lost', ['acked-but-lost', 'acked-but-different', 'never-intended']],
  ['doubled', ['duplicate', 'repeat-differs']],
  ['out of order or with gaps', ['reordered-on-connection', 'reordered-in-time', 'gap']],
  ['never answered', ['never-answered', 'refused-without-cause', 'refused-but-committed']],
  ['shown to strangers', ['foreign-delivery', 'stranger-let-in']],
  ['shown wrong or not at all', ['push-differs', 'page-differs', 'page-stale', 'view-differs', 'not-hinted']],
  ['exits that were not injected', ['unexpected-exit']],
];

/** The figures of a run as lines of a table, for people. */
export function summarize({ history, violations, kills, acknowledged, tookMs }: RunResult): string[] {
  const { latencies, outcomes } = answersOf(history);
  const over = latencies.filter((latencyMs) => latencyMs > DEADLINE_MS).length;
  const late = latencies.filter((latencyMs) => latencyMs > DEADLINE_MS + SCHEDULING_ALLOWANCE_MS).length;
  const count = (type: string): number => history.events.filter((event) => event.type === type).length;
  const rows: Array<[string, string | number]> = [
    ['seed', history.seed],
    ['time', `${Math.round(tookMs / 1000)} s`],
    ['kills', kills],
    ...faultsOf(history),
    ['messages acknowledged', acknowledged],
    ['attempts', [...outcomes].map(([kind, times]) => `${times} ${kind}`).join(', ')],
    [
      'answers, p50 · p99 · max',
      `${atShare(latencies, 0.5)} · ${atShare(latencies, 0.99)} · ${atShare(latencies, 1)} ms`,
    ],
    [
      `answers after ${DEADLINE_MS} ms`,
      `${over}, of them ${late} beyond the allowance of ${SCHEDULING_ALLOWANCE_MS} ms`,
    ],
    ['longest time without any ack', `${(longestPauseMs(history) / 1000).toFixed(1)} s`],
    ['pushes · pages', `${count('pushed')} · ${count('paged')}`],
    ['exits seen', count('exited')],
    ...COUNTED.map(([name, rules]): [string, number] => [
      name,
      violations.filter(({ rule }) => rules.includes(rule)).length,
    ]),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
}

function answersOf(history: History): { latencies: number[]; outcomes: Map<string, number> } {
  const latencies: number[] = [];
  const outcomes = new Map<string, number>();
  for (const event of history.events) {
    if (event.type !== 'answered') continue;
    const { kind } = event.outcome;
    outcomes.set(kind, (outcomes.get(kind) ?? 0) + 1);
    // A broken connection is not an answer of the service; how long it took says nothing about DEL-5.
    if (kind !== 'lost') latencies.push(event.latencyMs);
  }
  latencies.sort((a, b) => a - b);
  return { latencies, outcomes };
}

/** How long nobody heard of a committed message, at most: what an outage was for its users. */
function longestPauseMs(history: History): number {
  let lastAtMs = 0;
  let longest = 0;
  for (const event of history.events) {
    if (event.type !== 'answered' || event.outcome.kind !== 'ok') continue;
    longest = Math.max(longest, event.atMs - lastAtMs);
    lastAtMs = event.atMs;
  }
  return longest;
}

function faultsOf(history: History): Array<[string, number]> {
  const faults = new Map<string, number>();
  for (const event of history.events) {
    if (event.type === 'injected') faults.set(event.fault, (faults.get(event.fault) ?? 0) + 1);
  }
  return [...faults].toSorted(([a], [b]) => a.localeCompare(b)).map(([fault, times]) => [`  ${fault}`, times]);
}

function atShare(sorted: readonly number[], share: number): number {
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
}
