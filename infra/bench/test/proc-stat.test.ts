import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { parseBusyMs, parseProcStat, readAllProcStats, residentBytes, treeCpuMs } from '../src/proc-stat.ts';

const LINE =
  '4321 (postgres: causerie bench (a) b) S 99 4321 4321 0 -1 4194560 812 5 0 0 150 50 7 3 20 0 1 0 12345 234000 2000 18446744073709551615';

test('a stat line is read even when the name holds spaces and parentheses', () => {
  expect(parseProcStat(LINE)).toEqual({ pid: 4321, parentPid: 99, ownMs: 2_000, reapedMs: 100 });
});

test('what is not a stat line is refused instead of becoming a number', () => {
  for (const line of ['', 'hello', '12 (node', 'x (node) S 1', '12 (node) S']) expect(parseProcStat(line)).toBeNull();
});

test('the CPU of a tree is that of the root, its living descendants and those it has buried', () => {
  const stat = (pid: number, parentPid: number, ownMs: number, reapedMs = 0) => ({ pid, parentPid, ownMs, reapedMs });
  const all = [stat(1, 0, 1_000), stat(10, 1, 10, 5), stat(11, 10, 20), stat(12, 11, 30), stat(20, 1, 400)];
  expect(treeCpuMs(10, all)).toBe(65);
  expect(treeCpuMs(77, all)).toBe(0);
});

test.runIf(process.platform === 'linux')(
  'a real child that works is seen with its CPU time and its memory',
  async () => {
    const busy = `const end = process.cpuUsage().user + 80000; while (process.cpuUsage().user < end); process.stdout.write('done'); setInterval(() => {}, 1000)`;
    const child = spawn(process.execPath, ['-e', busy], { stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      await once(child.stdout, 'data');
      const all = readAllProcStats();
      expect(all.find(({ pid }) => pid === child.pid)?.parentPid).toBe(process.pid);
      expect(treeCpuMs(child.pid!, all)).toBeGreaterThanOrEqual(60);
      expect(residentBytes(child.pid!)).toBeGreaterThan(10 * 1024 * 1024);
    } finally {
      child.kill('SIGKILL');
    }
  },
);

test('the busy time of the machine is everything but idle and waiting', () => {
  const stat = 'cpu  100 1 20 5000 300 4 5 6 7 8\ncpu0 1 2 3 4 5 6 7 8\n';
  expect(parseBusyMs(stat)).toBe(1_360);
  expect(parseBusyMs('intr 1 2 3')).toBeNull();
});
