import type { Notification, NotificationPage, NotificationsLeft, V1ServerPayload } from '@causerie/contracts';
import type { Clock } from '../environment.ts';
import { asCauserieError } from '../error.ts';
import type { Value } from '../observable.ts';
import { queryString } from '../query-string.ts';
import type { Rest } from '../rest.ts';
import { arrived, deleted, held, markedRead, NEWEST_COUNT, put } from './listing.ts';
import type { NotificationFilter, NotificationsState } from './state.ts';

const PAGE_SIZE = 20;
/** The server's largest page: as much of a long list as is read again after a reconnection. */
const PAGE_MAX = 100;
/** A page that was read while things changed is read again this often; then it is taken as it is. */
const READ_AGAIN_MAX = 2;

/** What {@link NotificationList} needs. */
export interface NotificationListDeps {
  rest: Pick<Rest, 'request'>;
  clock: Pick<Clock, 'now'>;
  state: Value<NotificationsState>;
}

/** The list of notifications: what was asked for once is kept right from then on. */
export class NotificationList {
  readonly #deps: NotificationListDeps;
  readonly #asked = { newest: false, list: false };
  /** Rises with everything that makes a page that is on its way older than what is known. */
  #changes = 0;
  #turn = 0;
  #newest: Promise<void> | null = null;

  constructor(deps: NotificationListDeps) {
    this.#deps = deps;
  }

  async load(filter: NotificationFilter = this.#state.filter): Promise<void> {
    this.#asked.list = true;
    const isSame = filter.kind === this.#state.filter.kind && filter.unread === this.#state.filter.unread;
    const fresh = isSame ? {} : { items: [], nextCursor: null, loaded: false };
    this.#patch({ filter, loading: 'loading', loadingMore: 'idle', failure: null, ...fresh });
    const limit = Math.min(PAGE_MAX, Math.max(PAGE_SIZE, this.#state.items.length));
    await this.#take('loading', { ...filter, limit }, ({ items, nextCursor, unread }) =>
      this.#patch({ items, nextCursor, unread, loading: 'idle', loaded: true }),
    );
  }

  async loadMore(): Promise<void> {
    const { filter, nextCursor: cursor, loading, loadingMore } = this.#state;
    if (cursor === null || loading === 'loading' || loadingMore === 'loading') return;
    this.#patch({ loadingMore: 'loading' });
    await this.#take('loadingMore', { ...filter, cursor, limit: PAGE_SIZE }, ({ items, nextCursor, unread }) => {
      const present = new Set(this.#state.items.map(({ id }) => id));
      const more = items.filter(({ id }) => !present.has(id));
      this.#patch({ items: [...this.#state.items, ...more], nextCursor, unread, loadingMore: 'idle' });
    });
  }

  loadNewest(): Promise<void> {
    this.#asked.newest = true;
    this.#newest ??= this.#loadNewest().finally(() => (this.#newest = null));
    return this.#newest;
  }

  async #loadNewest(): Promise<void> {
    try {
      const { items, unread } = await this.#read({ limit: NEWEST_COUNT });
      this.#patch({ newest: items, unread, failure: null });
    } catch (cause) {
      const error = asCauserieError(cause);
      if (this.#state.newest === null) this.#patch({ failure: error.failure });
      throw error;
    }
  }

  /** Reads again what pushes may have missed, as far as anybody asked for it. */
  resync(): void {
    this.#changes += 1;
    if (this.#asked.newest) this.loadNewest().catch(() => undefined);
    if (this.#asked.list) this.load().catch(() => undefined);
  }

  heardCreated(notification: Notification): void {
    if (!this.#asked.newest && !this.#asked.list) return;
    this.#changes += 1;
    const [newest] = this.#state.newest ?? this.#state.items;
    const isKnown = held(this.#state, notification.id) !== undefined;
    this.#deps.state.set(arrived(this.#state, notification));
    // One that is older than the newest is no new one: its count rose, and it was already counted as unread.
    if (!isKnown && newest !== undefined && notification.id < newest.id) this.resync();
  }

  heardUpdated({ ids, change, unread }: V1ServerPayload<'notifications.updated'>): void {
    if (!this.#asked.newest && !this.#asked.list) return;
    this.#changes += 1;
    const next =
      change === 'read'
        ? markedRead(this.#state, { ids, at: this.#now(), unread })
        : deleted(this.#state, { ids, unread });
    this.#deps.state.set(next);
  }

  markRead(id: string): Promise<void> {
    const before = held(this.#state, id);
    const next = markedRead(this.#state, { ids: [id], at: this.#now() });
    return this.#change(next, before === undefined ? [] : [before], 'POST', `/${encodeURIComponent(id)}/read`);
  }

  markAllRead(): Promise<void> {
    const { items, newest, unread } = this.#state;
    const before = new Map([...items, ...(newest ?? [])].map((one) => [one.id, one]));
    const next = markedRead(this.#state, { ids: null, at: this.#now() });
    return this.#change(next, [...before.values()], 'POST', '/read-all', unread);
  }

  remove(id: string): Promise<void> {
    const before = held(this.#state, id);
    const next = deleted(this.#state, { ids: [id] });
    return this.#change(next, before === undefined ? [] : [before], 'DELETE', `/${encodeURIComponent(id)}`);
  }

  /** Shows a change before it is made, and takes it back when it was refused. What is gone already is as good as changed. */
  async #change(
    next: NotificationsState,
    before: readonly Notification[],
    method: 'POST' | 'DELETE',
    path: string,
    wereUnread = before.filter(({ readAt }) => readAt === null).length,
  ): Promise<void> {
    this.#changes += 1;
    this.#deps.state.set(next);
    try {
      const { unread } = await this.#deps.rest.request<NotificationsLeft>(method, `/v1/notifications${path}`);
      this.#patch({ unread });
    } catch (cause) {
      const error = asCauserieError(cause);
      if (error.code === 'not_found') {
        this.#deps.state.set(deleted(this.#state, { ids: before.map(({ id }) => id) }));
        return;
      }
      const back = put(this.#state, before);
      this.#deps.state.set({ ...back, unread: this.#state.unread + wereUnread });
      throw error;
    } finally {
      this.#changes += 1;
    }
  }

  async #take(
    what: 'loading' | 'loadingMore',
    query: NotificationFilter & { limit: number; cursor?: string },
    use: (page: NotificationPage) => void,
  ): Promise<void> {
    const turn = ++this.#turn;
    try {
      const page = await this.#read(query);
      // Somebody has chosen another filter since, whose page is shown or on its way.
      if (turn === this.#turn) use(page);
    } catch (cause) {
      const error = asCauserieError(cause);
      if (turn === this.#turn) this.#patch({ [what]: 'failed', failure: error.failure });
      throw error;
    }
  }

  async #read({ kind, unread, ...window }: NotificationFilter & { limit: number; cursor?: string }) {
    const path = `/v1/notifications${queryString({ kind, unread, ...window })}`;
    for (let round = 0; ; round += 1) {
      const changes = this.#changes;
      const page = await this.#deps.rest.request<NotificationPage>('GET', path);
      if (changes === this.#changes || round === READ_AGAIN_MAX) return page;
    }
  }

  #patch(change: Partial<NotificationsState>): void {
    this.#deps.state.set({ ...this.#state, ...change });
  }

  #now(): string {
    return new Date(this.#deps.clock.now()).toISOString();
  }

  get #state(): NotificationsState {
    return this.#deps.state.getSnapshot();
  }
}
