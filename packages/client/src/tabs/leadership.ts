/** What becomes of a tab that stands for leading. */
export interface LeadershipHandlers {
  gained(): void;
  /** Another tab took it over. */
  lost(): void;
}

/** One tab at a time leads; the browser hands over to the next in line when it resigns, is closed or crashes. */
export class Leadership {
  readonly #locks: LockManager;
  readonly #name: string;
  readonly #handlers: LeadershipHandlers;
  #turn = 0;
  #leads = false;
  #waiting: AbortController | null = null;
  #release: () => void = () => undefined;

  constructor(locks: LockManager, name: string, handlers: LeadershipHandlers) {
    this.#locks = locks;
    this.#name = name;
    this.#handlers = handlers;
  }

  get leads(): boolean {
    return this.#leads;
  }

  /** Waits in line. */
  stand(): void {
    this.resign();
    this.#waiting = new AbortController();
    this.#ask({ signal: this.#waiting.signal });
  }

  /** Leads at once, whoever led so far. */
  take(): void {
    this.resign();
    this.#ask({ steal: true });
  }

  /** Leads no more, and waits no more. */
  resign(): void {
    this.#turn += 1;
    this.#leads = false;
    this.#waiting?.abort();
    this.#waiting = null;
    this.#release();
  }

  #ask(options: LockOptions): void {
    const turn = this.#turn;
    const held = (): Promise<void> | undefined => {
      if (turn !== this.#turn) return undefined;
      const until = new Promise<void>((resolve) => (this.#release = resolve));
      this.#leads = true;
      this.#handlers.gained();
      return until;
    };
    // Giving up while waiting is told as an error, and so is a lock that was taken away.
    this.#locks.request(this.#name, options, held).catch(() => {
      if (turn !== this.#turn || !this.#leads) return;
      this.#leads = false;
      this.#turn += 1;
      this.#handlers.lost();
    });
  }
}
