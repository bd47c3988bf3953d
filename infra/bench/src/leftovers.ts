import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const PREFIX = 'data-';
/** Environment variable by which a server that runs elsewhere says that it belongs to a data directory. */
export const DATA_DIRECTORY_MARK = 'CAUSERIE_BENCH_DATA';
/** Time for an abandoned server to end by itself after it was asked to. */
const END_TIMEOUT_MS = 3_000;
const POLL_MS = 50;

/**
 * A fresh data directory for this run, whose name holds our process id. Directories of runs that were killed are
 * removed first, together with the servers that still run in them: they would take part in every later measurement.
 */
export async function freshDataDirectory(folder: string): Promise<string> {
  for (const name of await readdir(folder)) {
    const owner = Number(/^data-(\d+)-/.exec(name)?.[1]);
    if (!name.startsWith(PREFIX) || isAlive(owner)) continue;
    await endProcessesIn(join(folder, name));
    await rm(join(folder, name), { recursive: true, force: true });
  }
  return mkdtemp(join(folder, `${PREFIX}${process.pid}-`));
}

async function endProcessesIn(folder: string): Promise<void> {
  const deadline = Date.now() + END_TIMEOUT_MS;
  for (const pid of processesIn(folder)) end(pid, 'SIGINT');
  while (processesIn(folder).length > 0 && Date.now() < deadline) await delay(POLL_MS);
  for (const pid of processesIn(folder)) end(pid, 'SIGKILL');
}

function end(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself in between.
  }
}

/** Processes that work in `folder` or carry its mark; none on systems without /proc. */
function processesIn(folder: string): number[] {
  try {
    return readdirSync('/proc').flatMap((name) => {
      return /^\d+$/.test(name) && belongsTo(name, folder) ? [Number(name)] : [];
    });
  } catch {
    return [];
  }
}

function belongsTo(pid: string, folder: string): boolean {
  try {
    if (readlinkSync(`/proc/${pid}/cwd`).startsWith(`${folder}/`)) return true;
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`${DATA_DIRECTORY_MARK}=${folder}`);
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    return Number.isInteger(pid) && process.kill(pid, 0);
  } catch {
    return false;
  }
}
