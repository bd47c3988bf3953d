import type { PushPayload } from '@causerie/contracts';
import { languageIn, OPEN_REQUEST, type OpenRequest, SUBSCRIPTION_CHANGED } from './notifications/worker-messages.ts';

/** A page says within this time that it can show a conversation; a page of the host that is something else stays silent. */
const ANSWER_MS = 800;

/** Windows asked, the nearest first: a click has to lead somewhere soon. */
const ASKED_MAX = 3;

/** What a notification keeps for its click, and for the badge. */
interface Kept {
  causerie: true;
  conversationId: string | null;
  count: number;
}

/** A window of the host, as service workers see it. */
interface WindowClient {
  readonly focused: boolean;
  readonly visibilityState: string;
  focus(): Promise<unknown>;
  postMessage(message: unknown, transfer?: Transferable[]): void;
}

interface Extendable {
  waitUntil(until: Promise<unknown>): void;
}

/** The parts of `ServiceWorkerGlobalScope` that are used here. */
export interface PushWorkerScope {
  readonly location: { readonly href: string };
  readonly navigator: Pick<Navigator, 'language'> & Partial<Pick<Navigator, 'setAppBadge' | 'clearAppBadge'>>;
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    matchAll(options: { type: 'window'; includeUncontrolled: true }): Promise<readonly WindowClient[]>;
    openWindow(url: string): Promise<unknown>;
  };
  addEventListener(type: 'push', listener: (event: Extendable & { data: { json(): unknown } | null }) => void): void;
  addEventListener(
    type: 'notificationclick',
    listener: (event: Extendable & { notification: Notification }) => void,
  ): void;
  addEventListener(
    type: 'pushsubscriptionchange',
    listener: (event: Extendable & { oldSubscription?: PushSubscription | null }) => void,
  ): void;
}

/** How pushes look, and where they lead. */
export interface PushWorkerOptions {
  /** Address of the page that shows a conversation; of the messenger itself for null. */
  openUrl(conversationId: string | null): string;
  /** Heads a notification that names nobody; the name of your service. */
  title?: string;
  /** Address of an image of 192 pixels or more. */
  icon?: string;
  /** Address of a small image of one colour, for the status bar of Android. */
  badge?: string;
}

/**
 * Shows the pushes of Causerie in your service worker: what came, in French or English, and never what was written. What was
 * read elsewhere is closed. A click brings an open messenger to the front, at the conversation, or opens one.
 *
 * @example registerCauseriePush(self, { openUrl: (id) => (id === null ? '/messages' : `/messages?c=${id}`) });
 */
export function registerCauseriePush(scope: PushWorkerScope, options: PushWorkerOptions): void {
  scope.addEventListener('push', (event) => event.waitUntil(received(scope, options, event.data)));
  scope.addEventListener('notificationclick', (event) => {
    const kept = event.notification.data as Partial<Kept> | null;
    if (kept?.causerie !== true) return;
    event.notification.close();
    event.waitUntil(Promise.all([open(scope, options, kept.conversationId ?? null), updateBadge(scope)]));
  });
  scope.addEventListener('pushsubscriptionchange', (event) => {
    event.waitUntil(subscribeAgain(scope, event.oldSubscription ?? null));
  });
}

/** Words of the worker itself, for when no page and no server can give others. */
const WORDS = {
  fr: { something: 'Vous avez une notification', read: 'Lu sur un autre appareil' },
  en: { something: 'You have a notification', read: 'Read on another device' },
};

function languageOf({ location, navigator }: PushWorkerScope): 'fr' | 'en' {
  return (languageIn(location.href) ?? navigator.language).startsWith('fr') ? 'fr' : 'en';
}

/** A push of unknown form is shown as something: a browser that was shown nothing withdraws the permission. */
function read(data: { json(): unknown } | null): PushPayload {
  const unknown: PushPayload = { kind: 'system', conversationId: null, tag: '', count: 1, text: null, name: null };
  try {
    const payload = data?.json();
    return typeof payload === 'object' && payload !== null ? { ...unknown, ...payload } : unknown;
  } catch {
    return unknown;
  }
}

async function received(
  scope: PushWorkerScope,
  options: PushWorkerOptions,
  data: { json(): unknown } | null,
): Promise<void> {
  const payload = read(data);
  if (payload.kind === 'withdraw') await withdraw(scope, options, payload);
  else await show(scope, options, payload);
  await updateBadge(scope);
}

function show(
  scope: PushWorkerScope,
  { title = 'Causerie', icon, badge }: PushWorkerOptions,
  { kind, conversationId, tag, count, text, name }: PushPayload,
): Promise<void> {
  const lang = languageOf(scope);
  const data: Kept = { causerie: true, conversationId, count };
  const shown: NotificationOptions & { renotify?: boolean } = {
    body: text?.[lang] ?? WORDS[lang].something,
    lang,
    data,
    // A call waits for an answer, everything else may leave by itself.
    requireInteraction: kind === 'call',
    ...(tag === '' ? {} : { tag, renotify: true }),
    ...(icon === undefined ? {} : { icon }),
    ...(badge === undefined ? {} : { badge }),
  };
  return scope.registration.showNotification(name ?? title, shown);
}

/**
 * Closes what was read elsewhere. Browsers count pushes after which nothing was shown, and end subscriptions for them; so
 * where no window is in sight, something silent takes the place of what is closed and is closed with it.
 */
async function withdraw(
  scope: PushWorkerScope,
  { title = 'Causerie' }: PushWorkerOptions,
  { tag, conversationId }: PushPayload,
): Promise<void> {
  const { registration } = scope;
  const windows = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (!windows.some(({ visibilityState }) => visibilityState === 'visible')) {
    const data: Kept = { causerie: true, conversationId, count: 0 };
    const body = WORDS[languageOf(scope)].read;
    await registration.showNotification(title, { tag, body, silent: true, data });
  }
  for (const shown of await registration.getNotifications({ tag })) shown.close();
}

/** The badge of an installed app says how much is on the screen; an open page knows better and says so itself. */
async function updateBadge({ navigator, registration }: PushWorkerScope): Promise<void> {
  if (navigator.setAppBadge === undefined || navigator.clearAppBadge === undefined) return;
  const shown = await registration.getNotifications();
  const total = shown.reduce((sum, { data }) => sum + ((data as Partial<Kept> | null)?.count ?? 0), 0);
  await (total > 0 ? navigator.setAppBadge(total) : navigator.clearAppBadge()).catch(() => undefined);
}

async function open(scope: PushWorkerScope, options: PushWorkerOptions, conversationId: string | null): Promise<void> {
  const windows = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const inSight = (window: WindowClient) => Number(window.focused) * 2 + Number(window.visibilityState === 'visible');
  for (const window of windows.toSorted((a, b) => inSight(b) - inSight(a)).slice(0, ASKED_MAX)) {
    if (!(await asksToOpen(window, conversationId))) continue;
    // The browser decides whether it lets itself be brought to the front.
    await window.focus().catch(() => undefined);
    return;
  }
  await scope.clients.openWindow(options.openUrl(conversationId));
}

/** Whether a window says that it shows the conversation. */
function asksToOpen(window: WindowClient, conversationId: string | null): Promise<boolean> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const timer = setTimeout(() => resolve(false), ANSWER_MS);
    port1.addEventListener('message', () => {
      clearTimeout(timer);
      resolve(true);
    });
    port1.start();
    const request: OpenRequest = { type: OPEN_REQUEST, conversationId };
    window.postMessage(request, [port2]);
  });
}

/**
 * Subscribes again with the key of before. The worker has no token, so an open page tells the server, or the next one that is
 * opened.
 */
async function subscribeAgain({ registration, clients }: PushWorkerScope, old: PushSubscription | null): Promise<void> {
  const applicationServerKey = old?.options.applicationServerKey ?? null;
  if (applicationServerKey !== null && (await registration.pushManager.getSubscription()) === null) {
    await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
  }
  for (const window of await clients.matchAll({ type: 'window', includeUncontrolled: true }))
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a client of a worker has no other origin
    window.postMessage({ type: SUBSCRIPTION_CHANGED });
}
