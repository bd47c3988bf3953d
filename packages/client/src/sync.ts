import { backoffMs } from './backoff.ts';
import type { Clock } from './environment.ts';
import { asCauserieError } from './error.ts';
import { type Need, needs } from './needs.ts';
import type { Rest } from './rest.ts';
import type { Store } from './store.ts';

/** Messages fetched per page of a thread. */
const PAGE_SIZE = 50;
/** Messages fetched per request when a gap is filled: the server's largest page. */
const FILL_SIZE = 100;
/** A larger gap is not filled: the thread starts afresh at its newest page, and older ones load when they are looked at. */
const FILL_MAX = 400;
/** Pages under way at once for what is looked at; what is wished for meanwhile is asked for when it still is. */
const LOOKS_MAX = 2;
/** So long nothing more is asked for what is looked at: who drags a scrollbar passes by most of it. */
const LOOK_PAUSE_MS = 80;
const RETRY_FIRST_MS = 500;
const RETRY_MAX_MS = 10_000;

export interface SyncDeps {
  store: Store;
  rest: Rest;
  clock: Clock;
  random: () => number;
}

/** Keeps the state whole: pushes are hints, REST is where the truth is read (DEL-6). */
export class Sync {
  readonly #deps: SyncDeps;
  readonly #inFlight = new Set<string>();
  readonly #looks = new Set<string>();
  #lookTimer: unknown = null;
  readonly #tried = new Set<string>();
  #failures = 0;
  #retryTimer: unknown = null;
  #resyncing: Promise<boolean> | null = null;
  #again = false;

  constructor(deps: SyncDeps) {
    this.#deps = deps;
  }

  /**
   * Reads again what pushes may have missed: the list, the markers of opened threads, then every gap.
   * One that is asked for while another runs follows it, because the first may have read too early. Resolves to whether the
   * server answered.
   */
  resync(): Promise<boolean> {
    if (this.#resyncing !== null) this.#again = true;
    this.#resyncing ??= this.#runResync().finally(() => {
      this.#resyncing = null;
      if (!this.#again) return;
      this.#again = false;
      void this.resync();
    });
    return this.#resyncing;
  }

  /** Fetches what the state is known to lack. Called after every change; asks for nothing twice. */
  settle(): void {
    if (this.#retryTimer !== null) return;
    const paused = this.#lookTimer !== null;
    for (const need of needs(this.#deps.store.getSnapshot())) {
      if (this.#tried.has(need.key)) continue;
      const isLook = need.kind === 'older';
      const [underWay, lane] = isLook ? [this.#looks, need.key] : [this.#inFlight, need.conversationId];
      if (underWay.has(lane) || (isLook && (paused || underWay.size >= LOOKS_MAX))) continue;
      if (isLook) this.#pauseLooks();
      underWay.add(lane);
      this.#tried.add(need.key);
      void this.#fulfil(need, () => underWay.delete(lane));
    }
  }

  /** Asks again, now, for what had failed. */
  retryNow(): void {
    this.stop();
    this.#tried.clear();
    if (this.#deps.store.getSnapshot().list.loading === 'failed') void this.resync();
    else this.settle();
  }

  async loadMore(): Promise<void> {
    const { rest, store } = this.#deps;
    const { loading, nextCursor } = store.getSnapshot().list;
    if (loading === 'loading' || nextCursor === null) return;
    store.dispatch({ type: 'list.loading' });
    try {
      store.dispatch({ type: 'list.loaded', page: await rest.conversations(nextCursor), more: true });
    } catch (cause) {
      store.dispatch({ type: 'list.failed', failure: asCauserieError(cause).failure });
    }
  }

  stop(): void {
    if (this.#retryTimer !== null) this.#deps.clock.clearTimeout(this.#retryTimer);
    if (this.#lookTimer !== null) this.#deps.clock.clearTimeout(this.#lookTimer);
    this.#retryTimer = null;
    this.#lookTimer = null;
  }

  async #runResync(): Promise<boolean> {
    const { rest, store } = this.#deps;
    let answered = true;
    this.#tried.clear();
    if (!store.getSnapshot().list.loaded) store.dispatch({ type: 'list.loading' });
    try {
      if (store.getSnapshot().me === null) store.dispatch({ type: 'identified', person: (await rest.me()).person });
      const page = await rest.conversations();
      store.dispatch({ type: 'list.loaded', page, more: false });
      this.#failures = 0;
      const listed = new Set(page.items.map(({ id }) => id));
      for (const { id, floorSeq } of Object.values(store.getSnapshot().conversations)) {
        if (floorSeq === null || listed.has(id)) continue;
        store.dispatch({ type: 'snapshot', conversation: await rest.conversation(id), fetched: true });
      }
    } catch (cause) {
      answered = false;
      const { failure } = asCauserieError(cause);
      if (!store.getSnapshot().list.loaded) store.dispatch({ type: 'list.failed', failure });
      if (failure.retryable) this.#retryLater();
    }
    this.settle();
    return answered;
  }

  async #fulfil(need: Need, done: () => void): Promise<void> {
    const { conversationId, key } = need;
    const { dispatch, getSnapshot } = this.#deps.store;
    try {
      await this.#fetchNeed(need);
      this.#failures = 0;
      // What was brought may be forgotten and needed once more; what was not brought is not asked for again.
      if (!needs(getSnapshot()).some((still) => still.key === key)) this.#tried.delete(key);
    } catch (cause) {
      const error = asCauserieError(cause);
      if (need.kind === 'latest') dispatch({ type: 'page.failed', kind: 'latest', conversationId });
      if (error.code === 'not_found') dispatch({ type: 'gone', conversationId });
      else if (error.retryable) this.#retryLater();
    } finally {
      done();
    }
    this.settle();
  }

  async #fetchNeed(need: Need): Promise<void> {
    const { conversationId } = need;
    const { rest, store } = this.#deps;
    if (need.kind === 'conversation') {
      store.dispatch({ type: 'snapshot', conversation: await rest.conversation(conversationId), fetched: true });
      return;
    }
    if (need.kind === 'changes') {
      const page = await rest.changes(conversationId, need.revision);
      store.dispatch({ type: 'changes.loaded', conversationId, after: need.revision, page });
      return;
    }
    const entry = store.getSnapshot().conversations[conversationId];
    const [topSeq, asOf] = [entry?.topSeq ?? 0, entry?.changes.revision ?? 0];
    if (need.kind === 'older') {
      const page = await rest.messages(conversationId, { after: need.seq, limit: need.limit });
      store.dispatch({ type: 'page.loaded', kind: 'older', conversationId, asOf, page });
      return;
    }
    const fill = need.kind === 'after' && topSeq - need.seq <= FILL_MAX;
    if (need.kind === 'latest') store.dispatch({ type: 'page.loading', kind: 'latest', conversationId });
    const asked = fill ? { after: need.seq, limit: FILL_SIZE } : { limit: PAGE_SIZE };
    const page = await rest.messages(conversationId, asked);
    store.dispatch({ type: 'page.loaded', kind: fill ? 'after' : 'latest', conversationId, asOf, page });
  }

  #pauseLooks(): void {
    this.#lookTimer ??= this.#deps.clock.setTimeout(() => {
      this.#lookTimer = null;
      this.settle();
    }, LOOK_PAUSE_MS);
  }

  #retryLater(): void {
    const { clock, random } = this.#deps;
    if (this.#retryTimer !== null) return;
    const delayMs = backoffMs(this.#failures, RETRY_FIRST_MS, RETRY_MAX_MS, random);
    this.#failures += 1;
    this.#retryTimer = clock.setTimeout(() => this.#retryDue(), delayMs);
  }

  /** A resync that failed half-way is done again as a whole: nobody knows which half. */
  #retryDue(): void {
    this.#retryTimer = null;
    void this.resync();
  }
}
