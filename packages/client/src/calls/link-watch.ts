import type { Clock } from '../environment.ts';

/** A line that is gone for longer does not come back by itself. */
const GONE_MS = 3_000;
/** From the beginning of an attempt until it must have led to a connection: gathering, one relayed answer and the checks. */
const ATTEMPT_MS = 12_000;
/** So many attempts are made with the same connection object before it is replaced. */
const ATTEMPTS_OF_ONE = 3;
/** Several layers tell the same loss; one attempt answers all of them. */
const SETTLE_MS = 1_000;

/** What the watch orders when a connection does not come, or does not come back. */
export interface LinkOrders {
  restart(): void;
  rebuild(): void;
}

/** Watches one connection, and orders a new attempt when there is reason to. */
export class LinkWatch {
  readonly #clock: Clock;
  readonly #orders: LinkOrders;
  #goneTimer: unknown = null;
  #attemptTimer: unknown = null;
  #attempts = 0;
  #lastAttemptMs = Number.NEGATIVE_INFINITY;
  #connected = false;

  constructor(clock: Clock, orders: LinkOrders) {
    this.#clock = clock;
    this.#orders = orders;
  }

  /** An attempt begins by itself: the first one. */
  begin(): void {
    this.#attemptTimer = this.#cleared(this.#attemptTimer);
    this.#attemptTimer = this.#clock.setTimeout(() => this.#lookAgain(), ATTEMPT_MS);
  }

  changed(state: RTCPeerConnectionState): void {
    this.#connected = state === 'connected';
    if (state === 'connected') {
      this.#attempts = 0;
      this.stop();
    } else if (state === 'failed') {
      this.#goneTimer = this.#cleared(this.#goneTimer);
      this.insist();
    } else if (state === 'disconnected') {
      this.#goneTimer ??= this.#clock.setTimeout(() => {
        this.#goneTimer = null;
        this.#tryAgain();
      }, GONE_MS);
    }
  }

  /** There is a reason to try again now; repeated reasons within a moment are one. */
  insist(): void {
    if (this.#clock.now() - this.#lastAttemptMs >= SETTLE_MS) this.#tryAgain();
    else if (!this.#connected) this.#attemptTimer ??= this.#clock.setTimeout(() => this.#tryAgain(), SETTLE_MS);
  }

  stop(): void {
    this.#goneTimer = this.#cleared(this.#goneTimer);
    this.#attemptTimer = this.#cleared(this.#attemptTimer);
  }

  /** An attempt that never interrupted the connection is told by no change of state. */
  #lookAgain(): void {
    this.#attemptTimer = null;
    if (this.#connected) this.#attempts = 0;
    else this.#tryAgain();
  }

  #tryAgain(): void {
    this.#lastAttemptMs = this.#clock.now();
    // While the path holds, nothing speaks for another connection object, however often there is reason to look.
    this.#attempts = this.#connected ? 1 : this.#attempts + 1;
    this.begin();
    if (this.#attempts % ATTEMPTS_OF_ONE === 0) this.#orders.rebuild();
    else this.#orders.restart();
  }

  #cleared(timer: unknown): null {
    if (timer !== null) this.#clock.clearTimeout(timer);
    return null;
  }
}
