import { randomUUID } from 'node:crypto';
import type { Mute, Notification, NotificationPreferences, Person, V1ServerEvent } from '@causerie/contracts';
import type { FakeLog } from './fake-log.ts';

/** What holds for somebody who never chose. */
const DEFAULTS: NotificationPreferences = {
  inApp: true,
  push: true,
  email: false,
  sound: true,
  showContent: false,
  kinds: {},
  quietHours: null,
};

/** The notifications of one person in memory, with the answers of the REST routes and the events of the sockets. */
export class FakeNotifications {
  /** Newest first. */
  items: Notification[] = [];
  preferences: NotificationPreferences = DEFAULTS;
  mutes: Record<string, Mute> = {};
  subscriptions = new Map<string, string>();
  publicKey: string | null = 'BPublicKey';
  /** Every request as it came. */
  asked: string[] = [];
  /** Requests that are refused from now on, by how they begin. */
  refusing: { begins: string; status: number; code: string } | null = null;
  /** Called once, between the next answer being made and its being sent. */
  meanwhile: (() => void) | null = null;
  #made = 0;
  readonly #log: FakeLog;
  readonly #person: Person;

  constructor(log: FakeLog, person: Person) {
    this.#log = log;
    this.#person = person;
  }

  get unread(): number {
    return this.items.filter(({ readAt }) => readAt === null).length;
  }

  /** Tells the person something, or once more of what is unread already. */
  tell(kind: Notification['kind'], more: Partial<Notification> = {}): Notification {
    this.#made += 1;
    const notification: Notification = {
      id: `0190-${String(this.#made).padStart(6, '0')}`,
      kind,
      conversationId: null,
      seq: null,
      count: 1,
      detail: {},
      createdAt: this.#log.tick(),
      readAt: null,
      ...more,
    };
    this.items = [notification, ...this.items.filter(({ id }) => id !== notification.id)].toSorted((a, b) =>
      a.id < b.id ? 1 : -1,
    );
    this.#announce('notification.created', { notification });
    return notification;
  }

  /** Answers the routes of notifications, and leaves everything else to the server behind. */
  fetch: typeof globalThis.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const isOurs = /^\/v1\/(notifications|conversations\/[^/]+\/mute)/.test(url.pathname);
    if (!isOurs) return fetch(input, init);
    const method = init?.method ?? 'GET';
    const request = `${method} ${url.pathname.replace('/v1', '')}`;
    this.asked.push(request);
    if (this.refusing !== null && request.startsWith(this.refusing.begins)) {
      const { status, code } = this.refusing;
      return Response.json({ code, detail: code, retryable: status >= 500 }, { status });
    }
    const answer = this.#answer(request, url.searchParams, JSON.parse((init?.body as string | undefined) ?? '{}'));
    this.meanwhile?.();
    this.meanwhile = null;
    return answer === null
      ? new Response(null, { status: 204 })
      : Response.json(answer.body, { status: answer.status });
  };

  #answer(
    request: string,
    query: URLSearchParams,
    body: Record<string, unknown>,
  ): { status: number; body: unknown } | null {
    const ok = (answer: unknown) => ({ status: 200, body: answer });
    const [, id = ''] = /^\w+ \/(?:notifications|conversations)\/([^/]+)/.exec(request) ?? [];
    if (request === 'GET /notifications') return ok(this.#page(query));
    if (request === 'GET /notifications/preferences') return ok(this.preferences);
    if (request === 'PUT /notifications/preferences') return ok((this.preferences = { ...DEFAULTS, ...body }));
    if (request === 'GET /notifications/push')
      return ok({ enabled: this.publicKey !== null, publicKey: this.publicKey });
    if (request === 'POST /notifications/push/subscriptions') return this.#subscribe(String(body['endpoint']));
    if (request === 'DELETE /notifications/push/subscriptions') {
      this.subscriptions.delete(String(body['endpoint']));
      return null;
    }
    if (request.endsWith('/mute')) return ok(this.#mute(request, id, body));
    return this.#change(request, id);
  }

  #page(query: URLSearchParams) {
    const [kind, unread, cursor] = [query.get('kind'), query.get('unread'), query.get('cursor')];
    const limit = Number(query.get('limit') ?? 20);
    const found = this.items.filter(
      (item) =>
        (kind === null || item.kind === kind) &&
        (unread === null || String(item.readAt === null) === unread) &&
        (cursor === null || item.id < cursor),
    );
    const items = found.slice(0, limit);
    return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null, unread: this.unread };
  }

  #subscribe(endpoint: string) {
    const owner = this.subscriptions.get(endpoint) ?? this.#person.id;
    if (owner !== this.#person.id) return { status: 409, body: { code: 'conflict', detail: '', retryable: false } };
    this.subscriptions.set(endpoint, owner);
    return { status: 200, body: { id: randomUUID() } };
  }

  #mute(request: string, id: string, body: Record<string, unknown>): Mute {
    const none: Mute = { muted: false, until: null };
    if (request.startsWith('PUT')) this.mutes[id] = { muted: true, until: (body['until'] as string | null) ?? null };
    if (request.startsWith('DELETE')) this.mutes[id] = none;
    return this.mutes[id] ?? none;
  }

  #change(request: string, id: string) {
    const all = request.endsWith('/read-all');
    if (!all && !this.items.some((item) => item.id === id)) {
      return { status: 404, body: { code: 'not_found', detail: '', retryable: false } };
    }
    const isRead = request.startsWith('POST');
    const readAt = this.#log.tick();
    this.items = isRead
      ? this.items.map((item) => (all || item.id === id ? { ...item, readAt: item.readAt ?? readAt } : item))
      : this.items.filter((item) => item.id !== id);
    const change = isRead ? 'read' : 'deleted';
    this.#announce('notifications.updated', { ids: all ? null : [id], change, unread: this.unread });
    return { status: 200, body: { unread: this.unread } };
  }

  #announce(event: V1ServerEvent, payload: Record<string, unknown>): void {
    this.#log.announce([this.#person.id], event, payload);
  }
}
