import type { PushPayload } from '@causerie/contracts';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type PushWorkerScope, registerCauseriePush } from '../src/push-worker.ts';

interface Shown {
  title: string;
  body?: string;
  tag?: string;
  silent?: boolean | null;
  lang?: string;
  data: { conversationId: string | null };
  close(): void;
}

/** A window that answers what the worker asks, or is a page that knows nothing of it. */
class FakeWindow {
  focused = false;
  visibilityState = 'hidden';
  heard: unknown[] = [];
  wasFocused = false;
  readonly #answers: boolean;
  constructor(answers: boolean, inSight = false) {
    this.#answers = answers;
    if (inSight) this.visibilityState = 'visible';
  }
  postMessage(message: unknown, [port]: MessagePort[] = []): void {
    this.heard.push(message);
    if (this.#answers) port?.postMessage(true);
  }
  async focus(): Promise<void> {
    this.wasFocused = true;
  }
}

/** The world of a service worker: what is on the screen, and which windows there are. */
class FakeScope {
  shown: Shown[] = [];
  everShown: Shown[] = [];
  windows: FakeWindow[] = [];
  opened: string[] = [];
  badge = 0;
  subscription: object | null = null;
  location = { href: 'https://chat.example.org/push-worker.js?lang=fr' };
  navigator = {
    language: 'en-GB',
    setAppBadge: async (count?: number) => void (this.badge = count ?? 0),
    clearAppBadge: async () => void (this.badge = 0),
  };
  clients = { matchAll: async () => this.windows, openWindow: async (url: string) => void this.opened.push(url) };
  registration = {
    showNotification: async (title: string, options: NotificationOptions = {}) => {
      const shown = {
        title,
        ...options,
        close: () => (this.shown = this.shown.filter((one) => one !== shown)),
      } as Shown;
      this.shown = [...this.shown.filter(({ tag }) => tag === undefined || tag !== shown.tag), shown];
      this.everShown.push(shown);
    },
    getNotifications: async (filter?: { tag?: string }) =>
      this.shown.filter(({ tag }) => filter?.tag === undefined || tag === filter.tag),
    pushManager: {
      getSubscription: async () => this.subscription,
      subscribe: async (options: object) => (this.subscription = options),
    },
  };
  readonly #listeners = new Map<string, (event: object) => void>();

  addEventListener(type: string, listener: (event: never) => void): void {
    this.#listeners.set(type, listener as (event: object) => void);
  }

  /** Fires an event, and resolves when the worker is done with it. */
  async fire(type: string, event: object): Promise<void> {
    const doing: Promise<unknown>[] = [];
    this.#listeners.get(type)?.({ ...event, waitUntil: (until: Promise<unknown>) => doing.push(until) });
    await Promise.all(doing);
  }

  push(payload: Partial<PushPayload> | string): Promise<void> {
    const text = typeof payload === 'string' ? payload : JSON.stringify({ ...MESSAGE, ...payload });
    return this.fire('push', { data: { json: () => JSON.parse(text) as unknown } });
  }

  click(): Promise<void> {
    return this.fire('notificationclick', { notification: this.shown[0] });
  }
}

const MESSAGE: PushPayload = {
  kind: 'message',
  conversationId: 'c-1',
  tag: 'c1',
  count: 1,
  text: { fr: 'Vous avez un nouveau message', en: 'You have a new message' },
  name: null,
};

let scope: FakeScope;
beforeEach(() => {
  scope = new FakeScope();
  registerCauseriePush(scope as unknown as PushWorkerScope, {
    openUrl: (id) => `/messages?c=${id}`,
    title: 'Clinique',
  });
});

describe('a push', () => {
  it('NOT-3: is shown in the language of its page, with the name only when it brings one', async () => {
    await scope.push({});
    await scope.push({ tag: 'c2', name: 'Dr Claire Fontaine' });
    expect(scope.shown).toMatchObject([
      { title: 'Clinique', body: 'Vous avez un nouveau message', tag: 'c1', lang: 'fr' },
      { title: 'Dr Claire Fontaine', body: 'Vous avez un nouveau message', tag: 'c2' },
    ]);
  });

  it('is shown in the language of the browser when the page told none', async () => {
    scope.location.href = 'https://chat.example.org/push-worker.js';
    await scope.push({});
    expect(scope.shown).toMatchObject([{ body: 'You have a new message', lang: 'en' }]);
  });

  it('takes the place of the one before under the same tag, and the badge says how much is there', async () => {
    await scope.push({});
    await scope.push({ count: 3, text: { fr: 'Vous avez 3 nouveaux messages', en: '' } });
    await scope.push({ tag: 'c2' });
    expect(scope.shown.map(({ body }) => body)).toEqual(['Vous avez 3 nouveaux messages', MESSAGE.text?.fr]);
    expect(scope.badge).toBe(4);
  });

  it.each(['', 'not json', 'null', '{"kind":"from-the-future"}'])(
    'that cannot be read is shown as something, because browsers demand it (%s)',
    async (text) => {
      await scope.push(text);
      expect(scope.shown).toMatchObject([{ title: 'Clinique', body: 'Vous avez une notification' }]);
    },
  );
});

describe('a withdrawal', () => {
  it('NOT-4: closes what is shown under its tag and leaves the rest', async () => {
    await scope.push({});
    await scope.push({ tag: 'c2' });
    await scope.push({ kind: 'withdraw', count: 0, text: null });
    expect([scope.shown.map(({ tag }) => tag), scope.badge]).toEqual([['c2'], 1]);
  });

  it('shows something silent meanwhile where no window is in sight, and nothing where one is', async () => {
    await scope.push({ kind: 'withdraw', text: null });
    expect([scope.shown, scope.everShown]).toMatchObject([[], [{ silent: true, body: 'Lu sur un autre appareil' }]]);
    scope.windows = [new FakeWindow(true, true)];
    await scope.push({ kind: 'withdraw', text: null });
    expect(scope.everShown).toHaveLength(1);
  });
});

describe('a click', () => {
  it('brings the window in sight to the conversation, and leaves the others alone', async () => {
    const [far, near] = [new FakeWindow(true), new FakeWindow(true, true)];
    scope.windows = [far, near];
    await scope.push({});
    await scope.click();
    expect([near.wasFocused, far.wasFocused, scope.opened, scope.shown]).toEqual([true, false, [], []]);
    expect([near.heard, far.heard]).toEqual([[{ type: 'causerie.open', conversationId: 'c-1' }], []]);
  });

  it('opens a window where no page of the host answers', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const stranger = new FakeWindow(false, true);
    scope.windows = [stranger];
    await scope.push({});
    const clicked = scope.click();
    await vi.advanceTimersByTimeAsync(1000);
    await clicked;
    vi.useRealTimers();
    expect([scope.opened, stranger.wasFocused]).toEqual([['/messages?c=c-1'], false]);
  });

  it('on a notification of the host is the business of the host', async () => {
    await scope.registration.showNotification('Promotion', { data: { campaign: 1 } });
    await scope.click();
    expect([scope.shown.length, scope.opened]).toEqual([1, []]);
  });
});

describe('a subscription that the browser replaces', () => {
  it('is made again with the key of before, and open pages tell the server', async () => {
    const applicationServerKey = new Uint8Array([4, 1, 2]).buffer;
    const page = new FakeWindow(true);
    scope.windows = [page];
    await scope.fire('pushsubscriptionchange', { oldSubscription: { options: { applicationServerKey } } });
    expect(scope.subscription).toEqual({ userVisibleOnly: true, applicationServerKey });
    expect(page.heard).toEqual([{ type: 'causerie.subscription-changed' }]);
  });
});
