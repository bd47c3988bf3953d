import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ratio } from './ratios.ts';
import type { RateRow, Summary, SystemSummary } from './summary.ts';

/** A generator above this share of one core may itself have been the limit. */
const BUSY_GENERATOR_SHARE = 0.85;
/** Above this share of the machine's CPU, what others did is in the latencies. */
const NOISY_OTHERS_SHARE = 0.15;

/** Writes the run as JSON into `folder` and returns the path of the file. */
export async function writeReport(folder: string, summary: Summary): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${summary.startedAt.replaceAll(':', '-')}.json`);
  await writeFile(path, `${JSON.stringify(summary, null, 2)}\n`);
  return path;
}

/** The run as text for a terminal. */
export function renderReport(summary: Summary): string {
  const { machine, facts, options, systems } = summary;
  const warnings = systems.flatMap(warningsOf);
  return [
    '',
    `${machine['cores']} × ${machine['cpu']}, Node ${machine['node']}, ${options.pairs} pairs, ${options.rounds} round(s), ${summary.durationSeconds} s`,
    Object.entries(facts)
      .map(([name, value]) => `${name} ${value}`)
      .join(' · '),
    '',
    ...systems.map((system) => `${system.name.padEnd(10)} ${system.label}${system.durable ? '' : ' (not durable)'}`),
    '',
    table(
      ['system', 'offered/s', 'delivery p50 · p99 ms', 'ack p50 · p99 ms', 'CPU µs/msg', 'generator', 'others'],
      systems.flatMap((system) => [
        ...system.rates.map((row) => rateCells(system.name, String(row.ratePerSecond), row)),
        ...mostCells(system),
      ]),
    ),
    '',
    ...(summary.ratios.length > 0
      ? [table(['figure to reach', 'measured', 'goal', ''], summary.ratios.map(ratioCells)), '']
      : []),
    ...renderProbes(summary.probes),
    ...systems
      .filter((system) => system.stored !== null)
      .map((system) => `${system.name}: ${system.acked} acknowledged, ${system.stored} in Postgres`),
    ...warnings.map((warning) => `! ${warning}`),
  ].join('\n');
}

function rateCells(name: string, rate: string, row: RateRow): string[] {
  const pair = (p50: number, p99: number): string => `${digits(p50)} · ${digits(p99)}`;
  return [
    name,
    rate,
    row.fellBehind ? 'falls behind' : pair(row.deliveryP50Ms, row.deliveryP99Ms),
    row.fellBehind ? '' : pair(row.ackP50Ms, row.ackP99Ms),
    String(Math.round(row.cpuUsPerMessage)),
    `${Math.round(row.generatorShare * 100)} %`,
    `${Math.round(row.othersShare * 100)} %`,
  ];
}

function mostCells({ name, most }: SystemSummary): string[][] {
  if (!most) return [];
  const rate = `most ${Math.round(most.ratePerSecond)}`;
  return [most.row ? rateCells(name, rate, most.row) : [name, rate, '', '', '', '', '']];
}

function ratioCells({ name, value, goal, reached }: Ratio): string[] {
  const aim = 'atLeast' in goal ? `≥ ${goal.atLeast}` : `≤ ${goal.atMost}`;
  return [name, digits(value), aim, reached ? 'reached' : 'not reached'];
}

function renderProbes(probes: Summary['probes']): string[] {
  return Object.entries(probes).flatMap(([name, result]) => {
    const rows = Object.entries(result).map(([key, value]) => [key, typeof value === 'number' ? digits(value) : value]);
    return [table([name, ''], rows), ''];
  });
}

function warningsOf(system: SystemSummary): string[] {
  const rows = [...system.rates, ...(system.most?.row ? [system.most.row] : [])];
  const total = (pick: (row: RateRow) => number): number => rows.reduce((sum, row) => sum + pick(row), 0);
  const warnings: string[] = [];
  for (const kind of ['lost', 'refused', 'duplicates', 'reordered'] as const) {
    const count = total((row) => row[kind]);
    if (count > 0) warnings.push(`${system.name}: ${count} ${kind}`);
  }
  if (system.stored !== null && system.stored < system.acked) {
    warnings.push(`${system.name}: ${system.acked - system.stored} acknowledged messages are not in Postgres`);
  }
  if (rows.some((row) => row.generatorShare > BUSY_GENERATOR_SHARE)) {
    warnings.push(`${system.name}: the load generator was busy, the system may hold more`);
  }
  if (rows.some((row) => row.othersShare > NOISY_OTHERS_SHARE)) {
    warnings.push(`${system.name}: the machine was busy with other work, its latencies cannot be trusted`);
  }
  return warnings;
}

/** Columns padded to their widest cell. */
export function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd();
  return [line(head), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}

function digits(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
