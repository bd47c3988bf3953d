import type { Clock } from '../environment.ts';
import { CauserieError, networkError, timeoutError } from '../error.ts';
import type { Led } from './spoken.ts';

/** The answer of the server, and twice the way between two tabs. */
const ANSWER_TIMEOUT_MS = 7_500;

interface Waiting {
  resolve(result: unknown): void;
  reject(error: CauserieError): void;
  timer: unknown;
}

/** Requests that another tab makes for this one. */
export class InFlight {
  readonly #clock: Clock;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Asks by `say`, which is given the id of the answer. Rejects with CauserieError. */
  ask(say: (id: number) => void): Promise<unknown> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const timer = this.#clock.setTimeout(() => {
        this.#waiting.delete(id);
        reject(timeoutError(ANSWER_TIMEOUT_MS));
      }, ANSWER_TIMEOUT_MS);
      this.#waiting.set(id, { resolve, reject, timer });
      say(id);
    });
  }

  /** Takes an answer; one that nobody waits for any more changes nothing. */
  settle(said: Extract<Led, { id: number }>): void {
    const waiting = this.#waiting.get(said.id);
    if (waiting === undefined) return;
    this.#waiting.delete(said.id);
    this.#clock.clearTimeout(waiting.timer);
    if (said.kind === 'answer') waiting.resolve(said.result);
    else waiting.reject(new CauserieError(said.failure, said.retryAfterMs));
  }

  /** Nobody will answer: whoever waits may try again. */
  failAll(): void {
    for (const { reject, timer } of this.#waiting.values()) {
      this.#clock.clearTimeout(timer);
      reject(networkError('the tab that held the connection lost it'));
    }
    this.#waiting.clear();
  }
}
