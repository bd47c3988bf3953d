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
/** A larger gap is not filled: the thread starts afresh at its newest page, and older ones load on demand. */
const FILL_MAX = 400;
const RETRY_FIRST_MS = 500;
const RETRY_MAX_MS = 10_000;

export interface Sync {
  /** Reads again what pushes may have missed: the list, the markers of opened threads, then every gap. */
  resync(): Promise<void>;
  /** Fetches what the state is known to lack. Called after every change; asks for nothing twice. */
  settle(): void;
  /** Asks again for what had failed. */
  retryNow(): void;
  loadOlder(conversationId: string): Promise<void>;
  loadMore(): Promise<void>;
  stop(): void;
}

export interface SyncDeps {
  store: Store;
  rest: Rest;
  clock: Clock;
  random: () => number;
}

/** Keeps the state whole: pushes are hints, REST is where the truth is read (DEL-6). */
export function createSync({ store, rest, clock, random }: SyncDeps): Sync {
  const inFlight = new Set<string>();
  const tried = new Set<string>();
  let failures = 0;
  let retryTimer: unknown = null;
  let resyncing: Promise<void> | null = null;
  let again = false;

  function retryLater() {
    if (retryTimer !== null) return;
    const delayMs = backoffMs(failures, RETRY_FIRST_MS, RETRY_MAX_MS, random);
    failures += 1;
    retryTimer = clock.setTimeout(retryNow, delayMs);
  }

  function retryNow() {
    if (retryTimer !== null) clock.clearTimeout(retryTimer);
    retryTimer = null;
    tried.clear();
    if (store.getSnapshot().list.loading === 'failed') void resync();
    else settle();
  }

  function settle() {
    if (retryTimer !== null) return;
    for (const need of needs(store.getSnapshot())) {
      if (tried.has(need.key) || inFlight.has(need.conversationId)) continue;
      inFlight.add(need.conversationId);
      tried.add(need.key);
      void fulfil(need);
    }
  }

  async function fulfil(need: Need) {
    const { conversationId } = need;
    try {
      await fetchNeed(need);
      failures = 0;
    } catch (cause) {
      const error = asCauserieError(cause);
      if (need.kind === 'latest') store.dispatch({ type: 'page.failed', kind: 'latest', conversationId });
      if (error.code === 'not_found') store.dispatch({ type: 'gone', conversationId });
      else if (error.retryable) retryLater();
    } finally {
      inFlight.delete(conversationId);
    }
    settle();
  }

  async function fetchNeed(need: Need) {
    const { conversationId } = need;
    if (need.kind === 'conversation') {
      store.dispatch({ type: 'snapshot', conversation: await rest.conversation(conversationId) });
      return;
    }
    const topSeq = store.getSnapshot().conversations[conversationId]?.topSeq ?? 0;
    const fill = need.kind === 'after' && topSeq - need.seq <= FILL_MAX;
    if (need.kind === 'latest') store.dispatch({ type: 'page.loading', kind: 'latest', conversationId });
    const page = await rest.messages(conversationId, fill ? { after: need.seq, limit: FILL_SIZE } : { limit: PAGE_SIZE });
    store.dispatch({ type: 'page.loaded', kind: fill ? 'after' : 'latest', conversationId, page });
  }

  function resync(): Promise<void> {
    // A resync that began before the session was ready may have missed what was announced in between: run once more.
    if (resyncing !== null) again = true;
    resyncing ??= runResync().finally(() => {
      resyncing = null;
      if (again) {
        again = false;
        void resync();
      }
    });
    return resyncing;
  }

  async function runResync() {
    tried.clear();
    if (!store.getSnapshot().list.loaded) store.dispatch({ type: 'list.loading' });
    try {
      if (store.getSnapshot().me === null) store.dispatch({ type: 'identified', person: (await rest.me()).person });
      const page = await rest.conversations();
      store.dispatch({ type: 'list.loaded', page, more: false });
      failures = 0;
      const listed = new Set(page.items.map(({ id }) => id));
      const opened = Object.values(store.getSnapshot().conversations).filter((entry) => entry.floorSeq !== null);
      for (const { id } of opened) {
        if (!listed.has(id)) store.dispatch({ type: 'snapshot', conversation: await rest.conversation(id) });
      }
    } catch (cause) {
      const { failure } = asCauserieError(cause);
      if (!store.getSnapshot().list.loaded) store.dispatch({ type: 'list.failed', failure });
      if (failure.retryable) retryLater();
    }
    settle();
  }

  async function loadOlder(conversationId: string) {
    const entry = store.getSnapshot().conversations[conversationId];
    const before = entry?.floorSeq ?? null;
    if (entry === undefined || before === null || before <= 1 || entry.loadingOlder === 'loading') return;
    store.dispatch({ type: 'page.loading', kind: 'older', conversationId });
    try {
      const page = await rest.messages(conversationId, { before, limit: PAGE_SIZE });
      store.dispatch({ type: 'page.loaded', kind: 'older', conversationId, page });
    } catch {
      store.dispatch({ type: 'page.failed', kind: 'older', conversationId });
    }
  }

  async function loadMore() {
    const { loading, nextCursor } = store.getSnapshot().list;
    if (loading === 'loading' || nextCursor === null) return;
    store.dispatch({ type: 'list.loading' });
    try {
      store.dispatch({ type: 'list.loaded', page: await rest.conversations(nextCursor), more: true });
    } catch (cause) {
      store.dispatch({ type: 'list.failed', failure: asCauserieError(cause).failure });
    }
  }

  function stop() {
    if (retryTimer !== null) clock.clearTimeout(retryTimer);
    retryTimer = null;
  }

  return { resync, settle, retryNow, loadOlder, loadMore, stop };
}
