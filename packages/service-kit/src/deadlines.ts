import { AppError } from '@causerie/contracts';

/** How often pending work is looked at: the most by which an answer may come late. */
const SWEEP_INTERVAL_MS = 100;

/** Bounds many pieces of work with one timer; a timer for each would cost more than a message does otherwise. */
export interface Deadlines {
  /** Follows `work`, and rejects with `unavailable` once its time is up; its late outcome is dropped. */
  within<T>(work: Promise<T>): Promise<T>;
  stop(): void;
}

/** Makes deadlines of `timeoutMs`, kept to within 100 ms. */
export function createDeadlines(timeoutMs: number): Deadlines {
  const pending = new Set<{ endsAtMs: number; expire(): void }>();
  const timer = setInterval(() => {
    const nowMs = Date.now();
    for (const entry of pending) {
      // Entries stand in the order in which they were added, so the first that has time left ends the walk.
      if (entry.endsAtMs > nowMs) return;
      pending.delete(entry);
      entry.expire();
    }
  }, SWEEP_INTERVAL_MS);
  return {
    within: (work) =>
      new Promise((resolve, reject) => {
        const entry = { endsAtMs: Date.now() + timeoutMs, expire: () => reject(new AppError('unavailable')) };
        pending.add(entry);
        work.then(
          (value) => {
            pending.delete(entry);
            resolve(value);
          },
          (error: unknown) => {
            pending.delete(entry);
            reject(error);
          },
        );
      }),
    stop: () => clearInterval(timer),
  };
}
