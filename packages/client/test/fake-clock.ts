import type { Clock } from '../src/environment.ts';

/** A clock whose time passes only when a test says so. */
export class FakeClock implements Clock {
  #nowMs = Date.parse('2026-03-02T09:00:00.000Z');
  #timers = new Map<number, { atMs: number; run: () => void }>();
  #next = 1;

  now(): number {
    return this.#nowMs;
  }

  setTimeout(run: () => void, delayMs: number): number {
    this.#timers.set(this.#next, { atMs: this.#nowMs + delayMs, run });
    return this.#next++;
  }

  clearTimeout(handle: unknown): void {
    this.#timers.delete(handle as number);
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.#timers.size;
  }

  /** Lets time pass, running what falls due in its order and letting promises settle in between. */
  async pass(durationMs: number): Promise<void> {
    const endMs = this.#nowMs + durationMs;
    for (;;) {
      await settled();
      const due = [...this.#timers]
        .filter(([, { atMs }]) => atMs <= endMs)
        .toSorted((a, b) => a[1].atMs - b[1].atMs)[0];
      if (due === undefined) break;
      const [handle, { atMs, run }] = due;
      this.#timers.delete(handle);
      this.#nowMs = Math.max(this.#nowMs, atMs);
      run();
    }
    this.#nowMs = endMs;
  }
}

/** Lets every promise that is already resolved run its continuations. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
