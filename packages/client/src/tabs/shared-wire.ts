import type { Clock } from '../environment.ts';
import { asCauserieError, networkError } from '../error.ts';
import { digest } from '../digest.ts';
import { identityOf } from '../identity.ts';
import type { Wire, WireFactory, WireHandlers } from '../wire.ts';
import { InFlight } from './in-flight.ts';
import { Leadership } from './leadership.ts';
import type { Page } from './page.ts';
import type { Followed, Led, SharedSession, Spoken } from './spoken.ts';
import { Vigil } from './vigil.ts';

/** A call waits no longer for a session of its own. */
const CLAIM_PATIENCE_MS = 8_000;

/** What sharing needs. */
export interface SharedWireDeps {
  page: Page;
  clock: Clock;
  newId: () => string;
}

/**
 * One connection per browser and person: a tab leads and holds the real wire, the others take part in its session. Whoever is
 * closed, crashes or falls asleep is followed by another one. Where tabs cannot hear each other, each has its own.
 */
export function sharedWire(make: WireFactory, deps: SharedWireDeps): WireFactory {
  return (options) => new SharedWire(make, deps, options);
}

class SharedWire implements Wire {
  readonly #deps: SharedWireDeps;
  readonly #options: Parameters<WireFactory>[0];
  readonly #handlers: WireHandlers;
  readonly #real: Wire;
  readonly #tab: string;
  readonly #inFlight: InFlight;
  readonly #vigil: Vigil;
  #turn = 0;
  #group: { name: string; channel: BroadcastChannel; leadership: Leadership; forget: () => void } | null = null;
  /** Who leads, as far as was heard; this tab itself under its own name of the moment. */
  #leader: string | null = null;
  /** The session of this tab's own wire, while it leads. */
  #own: SharedSession | { socketId: string; transport: string; ready: null } | null = null;
  /** The socket of the session that this tab takes part in. */
  #followed: string | null = null;
  #claimed: (() => void)[] = [];

  constructor(make: WireFactory, deps: SharedWireDeps, options: Parameters<WireFactory>[0]) {
    this.#deps = deps;
    this.#options = options;
    this.#handlers = options.handlers;
    this.#tab = deps.newId();
    this.#inFlight = new InFlight(deps.clock);
    this.#vigil = new Vigil({
      clock: deps.clock,
      isDue: () => this.#group?.leadership.leads === false && deps.page.isVisible(),
      greet: () => this.#greet(),
      relieve: () => this.#group?.leadership.take(),
    });
    this.#real = make({
      ...options,
      handlers: {
        opened: (socketId, transport) => {
          this.#own = { socketId, transport, ready: null };
          this.#handlers.opened(socketId, transport);
        },
        closed: (reason) => {
          this.#lostOwn();
          this.#handlers.closed(reason);
        },
        refused: (body) => {
          this.#lostOwn();
          this.#handlers.refused(body);
        },
        event: (name, payload) => this.#hearServer(name, payload),
      },
    });
  }

  open(): void {
    this.#turn += 1;
    const turn = this.#turn;
    void groupOf(this.#options, this.#deps.page).then((name) => {
      if (turn === this.#turn) this.#join(name);
    });
  }

  close(): void {
    this.#turn += 1;
    this.#leave();
    this.#real.close();
  }

  request(event: string, payload: unknown): Promise<unknown> {
    if (this.#group === null || this.#group.leadership.leads) return this.#requestItself(event, payload);
    if (this.#followed === null) return Promise.reject(networkError('no tab is connected'));
    return this.#inFlight.ask((id) => this.#say({ kind: 'ask', tab: this.#tab, id, event, payload }));
  }

  tell(event: string, payload: unknown): void {
    if (this.#group === null || this.#group.leadership.leads) this.#real.tell(event, payload);
    else if (this.#followed !== null) this.#say({ kind: 'tell', event, payload });
  }

  leads(): boolean | null {
    return this.#group?.leadership.leads ?? null;
  }

  /** Resolves when this tab leads and has a session of its own, or when that takes too long. */
  async claim(): Promise<void> {
    if (this.#group === null || (this.#group.leadership.leads && this.#own !== null && this.#own.ready !== null))
      return;
    const ready = new Promise<void>((resolve) => {
      const timer = this.#deps.clock.setTimeout(resolve, CLAIM_PATIENCE_MS);
      this.#claimed.push(() => {
        this.#deps.clock.clearTimeout(timer);
        resolve();
      });
    });
    if (!this.#group.leadership.leads) this.#group.leadership.take();
    await ready;
  }

  #join(name: string | null): void {
    if (name === null || this.#group?.name !== name) this.#leave();
    if (name !== null && this.#group === null) this.#enter(name);
    if (this.#group === null) {
      this.#handlers.led?.(true);
      this.#real.open();
    } else if (this.#group.leadership.leads) this.#real.open();
    else this.#greet();
  }

  #enter(name: string): void {
    const { page } = this.#deps;
    const channel = page.openChannel(name);
    if (page.locks === null || channel === null) return;
    channel.addEventListener('message', ({ data }: MessageEvent<Spoken>) => this.#hear(data));
    const leadership = new Leadership(page.locks, name, { gained: () => this.#gained(), lost: () => this.#relieved() });
    const forget = page.onHide(() => {
      // Who may be put aside must not keep the others waiting; who wakes up again reconnects by itself.
      this.close();
      this.#handlers.closed('the page is put aside');
    });
    this.#group = { name, channel, leadership, forget };
    leadership.stand();
    this.#vigil.start();
  }

  #leave(): void {
    const group = this.#group;
    if (group === null) return;
    this.#lostOwn();
    this.#group = null;
    this.#leader = null;
    this.#followed = null;
    group.forget();
    group.leadership.resign();
    group.channel.close();
    this.#vigil.stop();
    this.#inFlight.failAll();
    for (const claimed of this.#claimed.splice(0)) claimed();
  }

  /** This tab leads from now on. */
  #gained(): void {
    this.#vigil.heard();
    this.#leader = this.#deps.newId();
    this.#stopFollowing();
    this.#handlers.led?.(true);
    this.#lead({ kind: 'here' });
    this.#real.open();
  }

  /** Another tab leads now: for a call, or because this one slept. */
  #relieved(): void {
    this.#own = null;
    this.#leader = null;
    this.#handlers.led?.(false);
    this.#real.close();
    this.#handlers.closed('another tab holds the connection now');
    this.#group?.leadership.stand();
    this.#greet();
  }

  #hearServer(name: string, payload: unknown): void {
    if (name === 'session.ready' && this.#own !== null) {
      this.#own = { ...this.#own, ready: payload as SharedSession['ready'] };
      this.#lead({ kind: 'session', ...this.#own });
    } else if (name !== 'session.ended') {
      // That a token ended is this tab's own affair: another one may have a newer token, and leads then.
      this.#lead({ kind: 'event', name, payload });
    }
    this.#handlers.event(name, payload);
    if (name === 'session.ready') for (const claimed of this.#claimed.splice(0)) claimed();
  }

  async #requestItself(event: string, payload: unknown): Promise<unknown> {
    const result = await this.#real.request(event, payload);
    if (event === 'auth.refresh' && this.#own?.ready) {
      // Who comes later must not believe that the session ends when the first token would have ended.
      this.#own = { ...this.#own, ready: { ...this.#own.ready, ...(result as { expiresAt: string }) } };
    }
    return result;
  }

  #hear(said: Spoken): void {
    const leads = this.#group?.leadership.leads === true;
    if ('leader' in said) {
      if (!leads && (said.to ?? this.#tab) === this.#tab) this.#hearLeader(said);
    } else if (leads) this.#hearFollower(said);
  }

  #hearFollower(said: Followed): void {
    if (said.kind === 'tell') this.#real.tell(said.event, said.payload);
    else if (said.kind === 'hello') {
      const own = this.#own;
      if (own === null || own.ready === null || own.socketId === said.knows) this.#lead({ kind: 'here', to: said.tab });
      else this.#lead({ kind: 'session', to: said.tab, ...own });
    } else {
      const { id, tab: to } = said;
      this.#requestItself(said.event, said.payload).then(
        (result) => this.#lead({ kind: 'answer', to, id, result }),
        (cause: unknown) => {
          const { failure, retryAfterMs } = asCauserieError(cause);
          this.#lead({ kind: 'refusal', to, id, failure, retryAfterMs });
        },
      );
    }
  }

  #hearLeader(said: Led): void {
    this.#vigil.heard();
    if (said.kind === 'answer' || said.kind === 'refusal') return this.#inFlight.settle(said);
    if (said.leader !== this.#leader) {
      // The last words of who led before come late.
      if (said.kind === 'lost' || said.kind === 'event') return;
      this.#leader = said.leader;
      this.#stopFollowing();
      this.#handlers.led?.(false);
    }
    if (said.kind === 'lost') this.#stopFollowing();
    else if (said.kind === 'event' && this.#followed !== null) this.#handlers.event(said.name, said.payload);
    else if (said.kind === 'session' && this.#followed !== said.socketId) {
      this.#stopFollowing();
      this.#followed = said.socketId;
      this.#handlers.opened(said.socketId, said.transport);
      this.#handlers.event('session.ready', said.ready);
    }
  }

  #stopFollowing(): void {
    this.#inFlight.failAll();
    if (this.#followed === null) return;
    this.#followed = null;
    this.#handlers.closed('the tab that held the connection lost it');
  }

  #lostOwn(): void {
    if (this.#own?.ready) this.#lead({ kind: 'lost' });
    this.#own = null;
  }

  /** Asks who leads for the session; nobody who is awake stays silent. */
  #greet(): void {
    this.#say({ kind: 'hello', tab: this.#tab, knows: this.#followed });
    this.#vigil.asked();
  }

  #lead(said: Led extends infer Each ? (Each extends Led ? Omit<Each, 'leader'> : never) : never): void {
    if (this.#group?.leadership.leads !== true || this.#leader === null) return;
    this.#say({ ...said, leader: this.#leader });
  }

  #say(said: Spoken): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no origin to name
    this.#group?.channel.postMessage(said);
  }
}

/** The name under which the tabs of one person on one server find each other; null where this one has to be alone. */
async function groupOf({ url, getToken }: Parameters<WireFactory>[0], page: Page): Promise<string | null> {
  if (page.locks === null || typeof crypto.subtle === 'undefined') return null;
  try {
    const identity = identityOf(await getToken());
    return identity === null ? null : `causerie-wire-1-${await digest(`${url} ${identity}`)}`;
  } catch {
    return null;
  }
}
