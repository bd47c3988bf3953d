import { backoffMs } from './backoff.ts';
import type { Clock, Network } from './environment.ts';

/** Most losses are over sooner; what is told by REST then would only be told twice. */
const POLL_AFTER_MS = 6_000;
/** Between two answers, with jitter: "a few seconds' delay". */
const POLL_EVERY_MS = 6_000;
const POLL_MAX_MS = 60_000;

export interface PollingDeps {
  clock: Clock;
  network: Network;
  random: () => number;
  /** Reads again what pushes would have told; resolves to whether the server answered. */
  read(): Promise<boolean>;
  /** Whether messages come and go by REST. */
  onState(polling: boolean): void;
}

/** Reads by REST while there is no session: some networks let pages through and sockets not. */
export class Polling {
  readonly #deps: PollingDeps;
  #timer: unknown = null;
  #failures = 0;
  #isOn = false;
  #works = false;

  constructor(deps: PollingDeps) {
    this.#deps = deps;
  }

  /** There is no session, or not any more. Safe to call again. */
  begin(): void {
    if (this.#isOn) return;
    this.#isOn = true;
    this.#failures = 0;
    this.#plan(POLL_AFTER_MS);
  }

  /** There is a session, or nothing is wanted any more. */
  end(): void {
    this.#isOn = false;
    if (this.#timer !== null) this.#deps.clock.clearTimeout(this.#timer);
    this.#timer = null;
    this.#tell(false);
  }

  #plan(delayMs: number): void {
    this.#timer = this.#deps.clock.setTimeout(() => void this.#poll(), delayMs);
  }

  async #poll(): Promise<void> {
    const { network, random, read } = this.#deps;
    this.#timer = null;
    const works = network.isOnline() && (await read());
    // oxlint-disable-next-line typescript/no-unnecessary-condition -- it may have ended meanwhile
    if (!this.#isOn || this.#timer !== null) return;
    this.#failures = works ? 0 : this.#failures + 1;
    this.#tell(works);
    this.#plan(backoffMs(this.#failures, POLL_EVERY_MS, POLL_MAX_MS, random));
  }

  #tell(works: boolean): void {
    if (works === this.#works) return;
    this.#works = works;
    this.#deps.onState(works);
  }
}
