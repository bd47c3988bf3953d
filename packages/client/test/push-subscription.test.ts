import type { Person } from '@causerie/contracts';
import { beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../src/environment.ts';
import type { NotificationsEnvironment } from '../src/notifications/environment.ts';
import { createNotifications, type Notifications } from '../src/notifications/notifications.ts';
import { createRest } from '../src/rest.ts';
import { FakeLog } from './fake-log.ts';
import { FakeNotifications } from './fake-notifications.ts';

const KEY = 'BPublicKeyAA';
const KEYS = { p256dh: 'B', auth: 'a' };

/** A browser with a push service: what it subscribed with, and what it was asked. */
class FakeBrowser implements NotificationsEnvironment {
  answer: NotificationPermission = 'granted';
  current: NotificationPermission = 'default';
  registered: string[] = [];
  subscription: PushSubscription | null = null;
  refuses = false;
  changed: () => void = () => undefined;
  #made = 0;

  permission = () => this.current;
  askPermission = async () => (this.current = this.answer);
  watchPermission = (listener: () => void) => void (this.changed = listener);

  readonly #pushManager = {
    getSubscription: async () => this.subscription,
    subscribe: async ({ applicationServerKey }: { applicationServerKey: string }) => {
      if (this.refuses) throw new DOMException('no push service', 'AbortError');
      this.#made += 1;
      return (this.subscription = this.make(`https://push.example.org/${this.#made}`, applicationServerKey));
    },
  };
  readonly #registration = {
    active: {},
    installing: null,
    waiting: null,
    pushManager: this.#pushManager,
  } as unknown as ServiceWorkerRegistration;

  workers = {
    register: async (url: string) => {
      this.registered.push(url);
      return this.#registration;
    },
    getRegistration: async () => (this.registered.length > 0 ? this.#registration : undefined),
  } as unknown as ServiceWorkerContainer;

  make(endpoint: string, key: string): PushSubscription {
    const applicationServerKey = Uint8Array.from(Buffer.from(key, 'base64url')).buffer;
    return {
      endpoint,
      options: { applicationServerKey, userVisibleOnly: true },
      toJSON: () => ({ endpoint, keys: KEYS }),
      unsubscribe: async () => {
        this.subscription = null;
        return true;
      },
    } as unknown as PushSubscription;
  }
}

let me: Person;
let server: FakeNotifications;
let browser: FakeBrowser;
let notifications: Notifications;

beforeEach(() => {
  const log = new FakeLog();
  me = log.addPerson('client', '2', 'Léa Moreau');
  server = new FakeNotifications(log, me);
  server.publicKey = KEY;
  browser = new FakeBrowser();
  notifications = notificationsAt('/push-worker.js');
});

function notificationsAt(pushWorkerUrl: string | null): Notifications {
  const rest = createRest({
    url: 'http://server',
    getToken: () => 'token',
    fetch: server.fetch,
    clock: systemClock,
    locale: 'fr',
  });
  return createNotifications({ rest, clock: systemClock, pushWorkerUrl, locale: () => 'fr', environment: browser });
}

const push = () => notifications.getSnapshot().push;
const endpoints = () => [...server.subscriptions.keys()];

describe('a browser', () => {
  it('is looked at without asking the person, and registers nothing before they allow it', async () => {
    await notifications.lookAtPush();
    expect(push()).toEqual({ supported: true, permission: 'default', subscribed: false });
    expect([browser.registered, server.asked]).toEqual([[], ['GET /notifications/push']]);
  });

  it('is subscribed with the key of the server once the person allows it, in the language of the page', async () => {
    expect(await notifications.subscribeToPush()).toBe(true);
    expect(push()).toEqual({ supported: true, permission: 'granted', subscribed: true });
    expect(browser.registered).toEqual(['/push-worker.js?lang=fr']);
    expect(endpoints()).toEqual(['https://push.example.org/1']);
  });

  it('is not, when the person refuses: neither worker nor server hears of it', async () => {
    browser.answer = 'denied';
    expect(await notifications.subscribeToPush()).toBe(false);
    expect(push().permission).toBe('denied');
    expect([browser.registered, server.asked]).toEqual([[], []]);
  });

  it.each([
    ['the installation has no keys', () => (server.publicKey = null)],
    ['the host serves no worker', () => (notifications = notificationsAt(null))],
    ['the page has no workers', () => (browser.workers = null as unknown as ServiceWorkerContainer)],
  ])('shows notices of open pages only where %s', async (_, prepare) => {
    prepare();
    expect(await notifications.subscribeToPush()).toBe(false);
    expect(push()).toEqual({ supported: false, permission: 'granted', subscribed: false });
  });

  it('that cannot reach its push service says so, and may be asked again', async () => {
    browser.refuses = true;
    await expect(notifications.subscribeToPush()).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    expect(push().subscribed).toBe(false);
    browser.refuses = false;
    expect(await notifications.subscribeToPush()).toBe(true);
  });

  it('is forgotten by itself and by the server when the person wants no more', async () => {
    await notifications.subscribeToPush();
    await notifications.unsubscribeFromPush();
    expect([push().subscribed, browser.subscription, endpoints()]).toEqual([false, null, []]);
  });
});

describe('at the next start of the page', () => {
  beforeEach(async () => {
    await notifications.subscribeToPush();
    notifications = notificationsAt('/push-worker.js');
  });

  it('a subscription is told to the server again', async () => {
    server.subscriptions.clear();
    await notifications.lookAtPush();
    expect([push().subscribed, endpoints()]).toEqual([true, ['https://push.example.org/1']]);
  });

  it('a subscription with a key of before is replaced', async () => {
    server.publicKey = 'BOtherKey222';
    await notifications.lookAtPush();
    expect([push().subscribed, endpoints()]).toEqual([true, ['https://push.example.org/2']]);
  });

  it('NOT-7: a subscription of whoever used the browser before is ended, and mine begins when I ask for it', async () => {
    server.subscriptions.set('https://push.example.org/1', 'somebody-else');
    await notifications.lookAtPush();
    expect([push().subscribed, browser.subscription]).toEqual([false, null]);
    expect(await notifications.subscribeToPush()).toBe(true);
    expect(server.subscriptions.get('https://push.example.org/2')).toBe(me.id);
  });

  it('a permission that was withdrawn in the settings of the browser is noticed', async () => {
    await notifications.lookAtPush();
    browser.current = 'denied';
    browser.changed();
    await new Promise<void>((resolve) => notifications.subscribe(() => push().subscribed || resolve()));
    expect(push()).toEqual({ supported: true, permission: 'denied', subscribed: false });
  });
});
