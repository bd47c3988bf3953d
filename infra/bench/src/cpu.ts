import { readAllProcStats, treeCpuMs } from './proc-stat.ts';
import type { CountedProcess } from './target.ts';

/** CPU milliseconds by process name. */
export type CpuTimes = Record<string, number>;

/** CPU time each process has used so far; processes of the same name are added up. */
export function sampleCpu(processes: readonly CountedProcess[]): CpuTimes {
  const all = readAllProcStats();
  const times: CpuTimes = {};
  for (const { name, pid, tree } of processes) {
    const own = all.find((stat) => stat.pid === pid)?.ownMs ?? 0;
    times[name] = (times[name] ?? 0) + (tree ? treeCpuMs(pid, all) : own);
  }
  return times;
}

/** What was used between two samples. */
export function cpuBetween(before: CpuTimes, after: CpuTimes): CpuTimes {
  return Object.fromEntries(Object.entries(after).map(([name, ms]) => [name, Math.max(0, ms - (before[name] ?? 0))]));
}

/** Sum over all processes, in the unit of `times`. */
export function totalCpu(times: CpuTimes): number {
  return Object.values(times).reduce((sum, ms) => sum + ms, 0);
}
