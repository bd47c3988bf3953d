import type { Clock } from '../environment.ts';

/** A tab that is looked at asks this often whether the one that leads is awake: phones put tabs to sleep without a word. */
const PULSE_MS = 4_000;
/** Who does not answer for so long sleeps, and is relieved. A page that is merely busy, with a call on an old machine, answers sooner. */
const SILENCE_MS = 5_000;

/** What a tab does about the one that leads. */
export interface VigilDeps {
  clock: Clock;
  /** Whether it is time to ask at all. */
  isDue(): boolean;
  greet(): void;
  relieve(): void;
}

/** Notices that the tab that leads has fallen asleep. One that was closed or crashed is noticed by the browser itself. */
export class Vigil {
  readonly #deps: VigilDeps;
  #pulse: unknown = null;
  #silence: unknown = null;

  constructor(deps: VigilDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#pulse = this.#deps.clock.setTimeout(() => {
      this.start();
      if (this.#deps.isDue()) this.#deps.greet();
    }, PULSE_MS);
  }

  /** The other tab was asked something. */
  asked(): void {
    this.#silence ??= this.#deps.clock.setTimeout(() => {
      this.#silence = null;
      if (this.#deps.isDue()) this.#deps.relieve();
    }, SILENCE_MS);
  }

  /** The other tab said something. */
  heard(): void {
    if (this.#silence !== null) this.#deps.clock.clearTimeout(this.#silence);
    this.#silence = null;
  }

  stop(): void {
    this.heard();
    if (this.#pulse !== null) this.#deps.clock.clearTimeout(this.#pulse);
    this.#pulse = null;
  }
}
