import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive } from './lock.ts';
import { runProgram } from './programs.ts';

const PS_TIMEOUT_MS = 3_000;
const END_TIMEOUT_MS = 5_000;
const POLL_MS = 50;

/** A process of a run, and a piece of its command line that tells it from a stranger with the same number. */
export interface RunProcess {
  pid: number;
  mark: string;
}

/** What a run writes down about itself. */
export interface RunRecord {
  pid: number;
  url: string;
  processes: RunProcess[];
}

/** Command line piece of the process that writes the record. */
const STARTER_MARK = 'start';

/** Writes the record of the present run. */
export function writeRun(path: string, record: RunRecord): void {
  writeFileSync(path, JSON.stringify(record), { mode: 0o600 });
}

/** Forgets the present run. */
export function forgetRun(path: string): void {
  rmSync(path, { force: true });
}

/**
 * Looks at the record of an earlier run. Ends what a killed run left behind, because two servers on the same data destroy it.
 * @returns the URL of a run that is still alive, else undefined
 */
export async function settleEarlierRun(path: string): Promise<string | undefined> {
  const record = readRun(path);
  if (!record) return undefined;
  if (await isStill({ pid: record.pid, mark: STARTER_MARK })) return record.url;
  for (const left of record.processes) {
    if (await isStill(left)) await endProcess(left.pid);
  }
  forgetRun(path);
  return undefined;
}

function readRun(path: string): RunRecord | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as RunRecord;
  } catch {
    return undefined;
  }
}

async function isStill({ pid, mark }: RunProcess): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const answer = await runProgram('ps', ['-o', 'args=', '-p', String(pid)], { timeoutMs: PS_TIMEOUT_MS });
  return answer.ok && answer.stdout.includes(mark);
}

async function endProcess(pid: number): Promise<void> {
  try {
    process.kill(pid, 'SIGTERM');
    process.kill(pid, 'SIGCONT');
    for (let waitedMs = 0; isAlive(pid) && waitedMs < END_TIMEOUT_MS; waitedMs += POLL_MS) await delay(POLL_MS);
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
