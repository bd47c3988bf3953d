import type { CallHouse, CallHouseDeps } from './calls-house.ts';
import { callsPort } from './calls-memory.ts';

/** A use-case under way, which waits in front of each operation on the calls until it is told to go on. */
export interface Running {
  /** Goes on with the next operation; resolves when it waits again or is done. */
  goOn(): Promise<void>;
  /** Carries out the next operation and dies before it hears what became of it. */
  dieAfter(): Promise<void>;
  /** Dies where it stands. */
  die(): void;
  isWaiting(): boolean;
}

/** What somebody wants to hear of a use-case: what it gave or threw, and when each of its operations begins and ends. */
export interface Listening<T> {
  onDone?(result: T | null, error: unknown): void;
  onOperation?(isUnderWay: boolean): void;
}

/** Begins a use-case; resolves when it waits for the first time, or is done. */
export async function begin<T>(
  house: CallHouse,
  verb: (deps: CallHouseDeps) => Promise<T>,
  { onDone, onOperation }: Listening<T> = {},
): Promise<Running> {
  let resume: ((lives: boolean) => void) | null = null;
  let stopped: () => void = () => undefined;
  const untilItStops = async (): Promise<void> => new Promise((resolve) => (stopped = resolve));

  const around = async <R>(operation: () => R): Promise<R> => {
    const lives = await new Promise<boolean>((resolve) => {
      resume = resolve;
      stopped();
    });
    onOperation?.(true);
    const result = operation();
    onOperation?.(false);
    if (lives) return result;
    stopped();
    return new Promise<R>(() => undefined);
  };
  const goOn = async (lives: boolean): Promise<void> => {
    const go = resume;
    if (go === null) return;
    resume = null;
    const stop = untilItStops();
    go(lives);
    await stop;
  };

  const first = untilItStops();
  void verb({ ...house.deps, calls: callsPort(house.memory, around) })
    .then(
      (result) => onDone?.(result, null),
      (error: unknown) => onDone?.(null, error),
    )
    .finally(() => stopped());
  await first;
  return {
    goOn: async () => goOn(true),
    dieAfter: async () => goOn(false),
    die: () => (resume = null),
    isWaiting: () => resume !== null,
  };
}
