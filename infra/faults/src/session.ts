import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cast } from './door.ts';
import type { FaultsOptions } from './faults-options.ts';
import { run, type RunResult } from './run.ts';
import { planFaults } from './schedule.ts';
import { startStackTarget } from './stack-target.ts';
import { summarize } from './summary.ts';
import { roomsDoors } from './rooms-doors.ts';
import { v1Doors } from './v1-doors.ts';

/** Every process that carries messages. The call door and the web pages are not part of the contract that is checked. */
const SERVICES = ['message-worker', 'realtime-gateway-1', 'realtime-gateway-2', 'conversation-api', 'api-gateway'];
const SERVERS = ['redis', 'postgres'];
const FREEZABLE = ['message-worker'];
/** The load ends after so many times the planned time, whatever was acknowledged by then. */
const PATIENCE = 3;
/** The load aims a little higher than the wanted number, because nothing is acknowledged while parts are down. */
const HEADROOM = 1.2;
const VIOLATIONS_SHOWN_MAX = 40;
const CRASH_LINES_MAX = 14;

/** Where a session keeps things, and who hears of it. */
export interface SessionPlace {
  /** Data and logs of the stack; an existing folder. */
  dataDir: string;
  /** The history is written here as JSON. */
  historyPath: string;
  print: (line: string) => void;
  abort?: AbortSignal;
}

/** Starts the real stack, breaks it, checks it, tells what was found and stops it. */
export async function breakStack(options: FaultsOptions, place: SessionPlace): Promise<RunResult> {
  const { print } = place;
  print(`seed ${options.seed}: the same seed plans the same faults`);
  const aborting = place.abort === undefined ? {} : { abort: place.abort };
  const target = await startStackTarget({
    dataDir: place.dataDir,
    onProgress: print,
    ...aborting,
  });
  try {
    const overMs = options.seconds * 1000;
    const names = new Set(target.pids().keys());
    const victims = [...SERVICES, ...SERVERS].filter((name) => names.has(name));
    const backends = names.has('postgres');
    const plan = planFaults({
      seed: options.seed,
      kills: options.kills,
      overMs,
      victims,
      freezable: FREEZABLE,
      backends,
    });
    const perSecond = Math.ceil((options.messages / options.seconds) * HEADROOM);
    const { seed, clients, messages } = options;
    const base = {
      target,
      doors: [() => v1Doors(target.url), (cast: Cast) => roomsDoors(target.url, cast)],
      seed,
      plan,
      people: clients,
      messages,
      perSecond,
    };
    const result = await run({ ...base, loadMaxMs: overMs * PATIENCE, onProgress: print, ...aborting });
    await writeFile(place.historyPath, JSON.stringify(result.history));
    for (const line of summarize(result)) print(line);
    for (const { clause, rule, detail } of result.violations.slice(0, VIOLATIONS_SHOWN_MAX)) {
      print(`  ${clause} ${rule}: ${detail}`);
    }
    const hidden = result.violations.length - VIOLATIONS_SHOWN_MAX;
    if (hidden > 0) print(`  … and ${hidden} more`);
    for (const process of unexpectedExits(result)) {
      const log = join(target.logsFolder, `${process}.log`);
      for (const line of crashLines(await readFile(log, 'utf8'))) print(`    ${process}: ${line}`);
    }
    print(`  history: ${place.historyPath}`);
    return result;
  } finally {
    await target.stop();
  }
}

/** Names of the processes that ended without having been killed. */
function unexpectedExits({ history, violations }: RunResult): string[] {
  const details = violations.flatMap(({ rule, detail }) => (rule === 'unexpected-exit' ? [detail] : []));
  const names = new Set(history.events.flatMap((event) => (event.type === 'exited' ? [event.process] : [])));
  return [...names].filter((name) => details.some((detail) => detail.startsWith(`${name} `)));
}

/** The last lines of a log that no logger wrote: what a process says when it dies. */
function crashLines(log: string): string[] {
  const lines = log.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('{'));
  return lines.slice(-CRASH_LINES_MAX);
}
