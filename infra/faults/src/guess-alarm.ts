import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '@causerie/dev';

/** The rule of `alerts.yml` that tells operators of guesses. */
export interface GuessAlarm {
  metric: string;
  /** Length of the window in which the rate is taken, in milliseconds. */
  windowMs: number;
  /** Refused guesses per second above which the rule holds. */
  threshold: number;
  /** How long it must hold before it fires, in milliseconds. */
  holdsForMs: number;
}

/** The sum over all labels of the metric at one moment, in milliseconds since any start. */
export interface GuessSample {
  atMs: number;
  value: number;
}

const ALERTS = 'infra/observability/alerts.yml';
const RULE =
  /- alert: SomebodyGuessesCalls\n\s+expr: sum\(rate\((?<metric>\w+)\[(?<window>\d+)m\]\)\) > (?<threshold>[\d.]+)\n\s+for: (?<holds>\d+)m\n/;
const MINUTE_MS = 60_000;

/** Reads the rule as it is deployed. @throws Error when it is not written in a way that is understood here. */
export async function readGuessAlarm(): Promise<GuessAlarm> {
  const found = RULE.exec(await readFile(join(repositoryRoot, ALERTS), 'utf8'))?.groups;
  if (found === undefined) throw new Error(`${ALERTS} has no rule SomebodyGuessesCalls that is understood here`);
  return {
    metric: String(found['metric']),
    windowMs: Number(found['window']) * MINUTE_MS,
    threshold: Number(found['threshold']),
    holdsForMs: Number(found['holds']) * MINUTE_MS,
  };
}

/** Refused guesses per second in the window that ends with the last sample. What was before the first sample counts as nothing. */
export function guessRate({ windowMs }: Pick<GuessAlarm, 'windowMs'>, samples: readonly GuessSample[]): number {
  const last = samples.at(-1);
  if (last === undefined) return 0;
  const first = samples.find(({ atMs }) => atMs >= last.atMs - windowMs) ?? last;
  return (last.value - first.value) / (windowMs / 1000);
}

/** When the alarm fires: the moment at which the rule has held for long enough; null when it never does. */
export function firesAtMs(alarm: GuessAlarm, samples: readonly GuessSample[]): number | null {
  let sinceMs: number | null = null;
  for (const [at, { atMs }] of samples.entries()) {
    const holds = guessRate(alarm, samples.slice(0, at + 1)) > alarm.threshold;
    sinceMs = holds ? (sinceMs ?? atMs) : null;
    if (sinceMs !== null && atMs - sinceMs >= alarm.holdsForMs) return atMs;
  }
  return null;
}

/** The sum over all labels of a counter in the text of `/metrics`. */
export function counterOf(text: string, metric: string): number {
  const lines = text.split('\n').filter((line) => line.startsWith(`${metric}{`) || line.startsWith(`${metric} `));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
