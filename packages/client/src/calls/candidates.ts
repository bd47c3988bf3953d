import type { IceCandidate } from '@causerie/contracts';
import type { Clock } from '../environment.ts';
import { ufragsOf } from './sdp.ts';

/** Candidates gather at most this long before they are sent… */
const BATCH_MS = 100;
/** …and at most so many go in one signal. */
const BATCH_MAX = 50;
/** Candidates that wait for their description. More than any honest end gathers. */
const WAITING_MAX = 200;

/** Gathers my candidates into signals. What could not be sent stays and goes with the next. */
export class CandidateBatch {
  readonly #clock: Clock;
  readonly #send: (candidates: IceCandidate[]) => Promise<void>;
  #waiting: IceCandidate[] = [];
  #timer: unknown = null;

  constructor(clock: Clock, send: (candidates: IceCandidate[]) => Promise<void>) {
    this.#clock = clock;
    this.#send = send;
  }

  add(candidate: IceCandidate): void {
    this.#waiting.push(candidate);
    if (this.#waiting.length >= BATCH_MAX) this.flush();
    else this.#timer ??= this.#clock.setTimeout(() => this.flush(), BATCH_MS);
  }

  /** Sends what waits, now. */
  flush(): void {
    this.#cancel();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, BATCH_MAX);
      this.#send(batch).catch(() => {
        this.#waiting.unshift(...batch);
      });
    }
  }

  /** Forgets what waits: the connection it was for is gone. */
  clear(): void {
    this.#cancel();
    this.#waiting = [];
  }

  #cancel(): void {
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
  }
}

/**
 * Their candidates that came before the description they belong to. A candidate that names its user fragment waits for a
 * description with that fragment; one that does not waits for any.
 */
export class CandidateBuffer {
  #waiting: IceCandidate[] = [];

  /** Keeps a candidate that cannot be added yet; the oldest give way. */
  keep(candidate: IceCandidate): void {
    this.#waiting.push(candidate);
    if (this.#waiting.length > WAITING_MAX) this.#waiting.shift();
  }

  /** Takes out, in their order, those that belong to a description. */
  take(sdp: string): IceCandidate[] {
    const taken = this.#waiting.filter((candidate) => belongsTo(candidate, sdp));
    this.#waiting = this.#waiting.filter((candidate) => !belongsTo(candidate, sdp));
    return taken;
  }

  clear(): void {
    this.#waiting = [];
  }
}

/** Whether a candidate can be added to a connection whose remote description is this one. */
export function belongsTo({ usernameFragment }: IceCandidate, sdp: string): boolean {
  return usernameFragment === null || usernameFragment === undefined || ufragsOf(sdp).has(usernameFragment);
}
