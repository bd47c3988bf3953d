import type { Page } from '../src/tabs/page.ts';

/** One browser: tabs that hear each other, and locks that one of them holds at a time. */
export class FakeBrowser {
  readonly #channels = new Map<string, Set<FakeChannel>>();
  readonly #locks = new FakeLocks();
  readonly tabs: FakeTab[] = [];

  openTab(): FakeTab {
    const tab = new FakeTab(this.#locks, (name) => this.#open(name, tab));
    this.tabs.push(tab);
    return tab;
  }

  /** Says something on every channel. */
  shout(data: unknown): void {
    for (const those of this.#channels.values()) for (const channel of those) channel.hear(data);
  }

  #open(name: string, tab: FakeTab): FakeChannel {
    const those = this.#channels.get(name) ?? new Set();
    this.#channels.set(name, those);
    const channel: FakeChannel = new FakeChannel(
      tab,
      (data) => {
        for (const other of those) if (other !== channel) other.hear(data);
      },
      () => void those.delete(channel),
    );
    those.add(channel);
    return channel;
  }
}

/** A page of the browser, which can be closed, crash, and fall asleep. */
export class FakeTab {
  readonly page: Page;
  isVisible = true;
  /** A tab that is asleep hears nothing until it wakes up, and keeps what it holds. */
  isAsleep = false;
  isGone = false;
  readonly #hidden = new Set<() => void>();
  readonly #ears: (() => void)[] = [];
  readonly #locks: FakeLocks;

  constructor(locks: FakeLocks, open: (name: string) => FakeChannel) {
    this.#locks = locks;
    this.page = {
      locks: locks.of(this),
      openChannel: (name) => open(name) as unknown as BroadcastChannel,
      isVisible: () => this.isVisible,
      onHide: (listener) => {
        this.#hidden.add(listener);
        return () => void this.#hidden.delete(listener);
      },
    };
  }

  /** Runs when the tab is awake: now, or when it wakes up. */
  whenAwake(run: () => void): void {
    if (this.isAsleep) this.#ears.push(run);
    else if (!this.isGone) run();
  }

  wake(): void {
    this.isAsleep = false;
    for (const run of this.#ears.splice(0)) run();
  }

  /** The browser tells the page that it is put aside. */
  hide(): void {
    for (const listener of this.#hidden) listener();
  }

  /** The process is gone without a word. */
  crash(): void {
    this.isGone = true;
    this.#locks.drop(this);
  }
}

class FakeChannel extends EventTarget {
  readonly #tab: FakeTab;
  readonly #send: (data: unknown) => void;
  readonly #close: () => void;

  constructor(tab: FakeTab, send: (data: unknown) => void, close: () => void) {
    super();
    this.#tab = tab;
    this.#send = send;
    this.#close = close;
  }

  postMessage(data: unknown): void {
    if (!this.#tab.isGone) this.#send(structuredClone(data));
  }

  hear(data: unknown): void {
    queueMicrotask(() =>
      this.#tab.whenAwake(() => void this.dispatchEvent(Object.assign(new Event('message'), { data }))),
    );
  }

  close(): void {
    this.#close();
  }
}

interface Request {
  tab: FakeTab;
  mode: LockMode;
  run: (lock: Lock | null) => unknown;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** The Web Locks of one browser, as the standard describes them as far as they are used. */
class FakeLocks {
  readonly #held = new Map<string, Set<Request>>();
  readonly #queues = new Map<string, Request[]>();

  of(tab: FakeTab): LockManager {
    const request = (name: string, ...rest: unknown[]): Promise<unknown> => {
      const run = rest.at(-1) as Request['run'];
      const options = (rest.length > 1 ? rest[0] : {}) as LockOptions;
      return new Promise((resolve, reject) => {
        this.#request(name, options, { tab, run, resolve, reject, mode: options.mode ?? 'exclusive' });
      });
    };
    return { request } as unknown as LockManager;
  }

  drop(tab: FakeTab): void {
    for (const [name, queue] of this.#queues) {
      this.#queues.set(
        name,
        queue.filter((request) => request.tab !== tab),
      );
    }
    for (const [name, held] of this.#held) {
      for (const request of held) if (request.tab === tab) held.delete(request);
      this.#grant(name);
    }
  }

  #request(name: string, { ifAvailable, signal, steal }: LockOptions, request: Request): void {
    const held = this.#held.get(name) ?? new Set();
    const queue = this.#queues.get(name) ?? [];
    this.#held.set(name, held);
    this.#queues.set(name, queue);
    if (steal === true) {
      for (const other of held) {
        held.delete(other);
        other.tab.whenAwake(() => other.reject(new DOMException('stolen', 'AbortError')));
      }
      this.#hold(name, request);
    } else if (ifAvailable === true && !this.#fits(name, request)) {
      request.resolve(request.run(null));
    } else {
      queue.push(request);
      signal?.addEventListener('abort', () => {
        const waiting = this.#queues.get(name) ?? [];
        if (!waiting.includes(request)) return;
        waiting.splice(waiting.indexOf(request), 1);
        request.reject(new DOMException('aborted', 'AbortError'));
      });
      this.#grant(name);
    }
  }

  #fits(name: string, { mode }: Request): boolean {
    const held = [...(this.#held.get(name) ?? [])];
    return held.length === 0 || (mode === 'shared' && held.every((other) => other.mode === 'shared'));
  }

  #grant(name: string): void {
    const queue = this.#queues.get(name) ?? [];
    for (let next = queue[0]; next !== undefined && this.#fits(name, next); next = queue[0]) {
      queue.shift();
      this.#hold(name, next);
    }
  }

  #hold(name: string, request: Request): void {
    const held = this.#held.get(name) ?? new Set();
    held.add(request);
    queueMicrotask(() => {
      Promise.resolve(request.run({ name, mode: request.mode }))
        .then(request.resolve, request.reject)
        .finally(() => {
          if (held.delete(request)) this.#grant(name);
        });
    });
  }
}
