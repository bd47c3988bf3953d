import { seeded } from './random.ts';

/** Longest freeze of a process; beyond the send deadline a frozen worker would only be one more dead worker. */
export const FREEZE_MAX_MS = 2000;
const FREEZE_MIN_MS = 200;
/** One wipe of Redis and one freeze for so many kills. */
const KILLS_PER_WIPE = 4;
const KILLS_PER_FREEZE = 4;
/** Share of a slot in which its fault may fall; the rest keeps two faults from always meeting. */
const JITTER = 0.8;

/** Something to break. */
export type Fault =
  | { kind: 'kill'; process: string }
  /** One server process of Postgres; `pick` chooses among those that are there at that moment. */
  | { kind: 'kill-backend'; pick: number }
  | { kind: 'flush' }
  | { kind: 'freeze'; process: string; forMs: number };

/** A fault and when to inject it, counted from the start of the load. */
export interface Planned {
  atMs: number;
  fault: Fault;
}

/** What to plan. */
export interface ScheduleOptions {
  seed: number;
  /** How many processes to kill; wipes and freezes come on top. */
  kills: number;
  /** Time over which everything is spread. */
  overMs: number;
  /** Names of the processes to kill, each about as often as the others. */
  victims: readonly string[];
  /** Processes that may be frozen. */
  freezable: readonly string[];
  /** Whether single server processes of Postgres are killed too. */
  backends: boolean;
}

/**
 * The faults of a run, decided by the seed alone: the same options give the same list. When exactly each of them meets
 * the traffic is up to the machine.
 */
export function planFaults(options: ScheduleOptions): Planned[] {
  const random = seeded(options.seed);
  const bag: Fault[] = options.victims.map((process) => ({ kind: 'kill', process }));
  if (options.backends) bag.push({ kind: 'kill-backend', pick: 0 });
  const faults: Fault[] = [];
  let rest: Fault[] = [];
  for (let kill = 1; kill <= options.kills && bag.length > 0; kill++) {
    if (rest.length === 0) rest = random.shuffle(bag);
    const next = rest.pop() as Fault;
    faults.push(next.kind === 'kill-backend' ? { ...next, pick: random.below(1000) } : next);
    if (kill % KILLS_PER_WIPE === 2) faults.push({ kind: 'flush' });
    if (kill % KILLS_PER_FREEZE === 3 && options.freezable.length > 0) {
      const forMs = FREEZE_MIN_MS + random.below(FREEZE_MAX_MS - FREEZE_MIN_MS);
      faults.push({ kind: 'freeze', process: random.pick(options.freezable), forMs });
    }
  }
  const slotMs = options.overMs / Math.max(1, faults.length);
  return faults.map((fault, index) => ({
    atMs: Math.round(index * slotMs + (random.below(1000) / 1000) * slotMs * JITTER),
    fault,
  }));
}
