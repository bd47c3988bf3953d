import { readFileSync, readdirSync } from 'node:fs';

/** Linux reports CPU times in ticks of 10 ms on every architecture Node runs on (USER_HZ). */
const TICK_MS = 10;
/** Fields of /proc/<pid>/stat counted after the parenthesised name: state is 0, parent 1, utime 11 … cstime 14. */
const FIELD = { parent: 1, utime: 11, stime: 12, cutime: 13, cstime: 14 } as const;

/** What /proc says of one process. */
export interface ProcStat {
  pid: number;
  parentPid: number;
  /** CPU time of the process itself, in milliseconds. */
  ownMs: number;
  /** CPU time of its children that have ended and were waited for, in milliseconds. */
  reapedMs: number;
}

/** Parses one line of /proc/<pid>/stat; null when it is not one. The name may hold spaces and parentheses. */
export function parseProcStat(line: string): ProcStat | null {
  const open = line.indexOf(' (');
  const close = line.lastIndexOf(') ');
  if (open < 1 || close < open) return null;
  const fields = line
    .slice(close + 2)
    .trim()
    .split(' ');
  const at = (field: keyof typeof FIELD): number => Number(fields[FIELD[field]]);
  const stat = {
    pid: Number(line.slice(0, open)),
    parentPid: at('parent'),
    ownMs: (at('utime') + at('stime')) * TICK_MS,
    reapedMs: (at('cutime') + at('cstime')) * TICK_MS,
  };
  return Object.values(stat).every(Number.isFinite) ? stat : null;
}

/** CPU time of a process, all its living descendants and those it has buried, from a list of every process. */
export function treeCpuMs(rootPid: number, all: readonly ProcStat[]): number {
  const children = new Map<number, ProcStat[]>();
  for (const stat of all) children.set(stat.parentPid, [...(children.get(stat.parentPid) ?? []), stat]);
  let total = 0;
  const queue = all.filter((stat) => stat.pid === rootPid);
  for (let stat = queue.pop(); stat; stat = queue.pop()) {
    total += stat.ownMs + stat.reapedMs;
    queue.push(...(children.get(stat.pid) ?? []));
  }
  return total;
}

/** Reads every process that can be read; empty on systems without /proc. */
export function readAllProcStats(): ProcStat[] {
  return listPids().flatMap((pid) => {
    try {
      const stat = parseProcStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
      return stat ? [stat] : [];
    } catch {
      // It ended between the listing and the reading.
      return [];
    }
  });
}

function listPids(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** Milliseconds all cores together have been busy since boot, from the first line of /proc/stat; null without one. */
export function parseBusyMs(stat: string): number | null {
  const numbers = /^cpu +([\d ]+)/.exec(stat)?.[1]?.trim().split(' ').map(Number);
  if (!numbers || numbers.length < 8) return null;
  const [user, nice, system, , , irq, softirq, steal] = numbers as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return (user + nice + system + irq + softirq + steal) * TICK_MS;
}

/** What {@link parseBusyMs} says now; 0 on systems without /proc. */
export function machineBusyMs(): number {
  try {
    return parseBusyMs(readFileSync('/proc/stat', 'utf8')) ?? 0;
  } catch {
    return 0;
  }
}

/** Memory the process holds in RAM, in bytes (`VmRSS`); 0 when it cannot be read. */
export function residentBytes(pid: number): number {
  try {
    const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kibibytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}
