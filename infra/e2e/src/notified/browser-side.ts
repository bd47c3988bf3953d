import type { BrowserContext, Page, Worker } from 'playwright-core';
import type { Loose } from '../world.ts';

/**
 * Runs before each page: counts the notes that it plays, and gives it a push service that leads nowhere, because browsers
 * without a profile of their own have none.
 */
const BEFORE_PAGES = `
  globalThis.notes = 0;
  const { start } = OscillatorNode.prototype;
  OscillatorNode.prototype.start = function (when) {
    globalThis.notes += 1;
    return start.call(this, when);
  };
  const bytesOf = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
  const kept = () => {
    const [endpoint, key] = JSON.parse(localStorage.getItem('test.push') ?? '[]');
    if (endpoint === undefined) return null;
    return {
      endpoint,
      options: { userVisibleOnly: true, applicationServerKey: bytesOf(key).buffer },
      toJSON: () => ({ endpoint, keys: { p256dh: 'B' + 'A'.repeat(86), auth: 'A'.repeat(22) } }),
      unsubscribe: async () => localStorage.removeItem('test.push') ?? true,
    };
  };
  Object.assign(PushManager.prototype, {
    getSubscription: async () => kept(),
    subscribe: async ({ applicationServerKey }) => {
      const endpoint = 'https://push.example.org/' + crypto.randomUUID();
      localStorage.setItem('test.push', JSON.stringify([endpoint, applicationServerKey]));
      return kept();
    },
  });
`;

/** Prepares a browser for what is to be heard and shown; the person allows notifications when they are asked, not before. */
export async function prepare(context: BrowserContext, origin: string): Promise<void> {
  await context.addInitScript({ content: BEFORE_PAGES });
  await context.exposeFunction('allowNotifications', () => context.grantPermissions(['notifications'], { origin }));
  const content = `
    const ask = Notification.requestPermission.bind(Notification);
    Notification.requestPermission = async () => (await globalThis.allowNotifications(), ask());
  `;
  await context.addInitScript({ content });
}

/** How many notes a page has played. */
function notesOf(page: Page): Promise<number> {
  return page.evaluate('notes');
}

/** The next picture of a page, or a tenth of a second where it draws none. */
const NEXT_LOOK = 'new Promise((next) => (requestAnimationFrame(next), setTimeout(next, 100)))';
/** Longest wait for an answer of the browser's own tools and workers, which may have gone meanwhile: they are asked anew then. */
const ANSWERS_WITHIN_MS = 5_000;

/** Tries something until it is done in time. What is tried may happen twice without harm. */
async function untilAnswered(work: () => Promise<void>): Promise<void> {
  for (;;) {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), ANSWERS_WITHIN_MS);
    });
    const isDone = await Promise.race([work().then(() => true), late]);
    clearTimeout(timer);
    if (isDone) return;
  }
}

/**
 * Waits until an expression holds in a page, looking with every picture. Playwright's own waiting evaluates text inside the
 * page, which the page's security policy forbids.
 */
export async function holds(page: Page, expression: string): Promise<void> {
  while (!(await page.evaluate(`${NEXT_LOOK}.then(() => ${expression})`)));
}

/** Waits until one of the pages has played something; resolves to what each has. */
export async function notesOfAny(...pages: Page[]): Promise<number[]> {
  await Promise.any(pages.map((page) => holds(page, 'notes > 0')));
  return Promise.all(pages.map(notesOf));
}

/** A notification that is on the screen. */
export interface OnScreen {
  title: string;
  body: string;
  tag: string;
}

/** What the service worker of a page has on the screen, once it satisfies the condition. */
export async function onScreen(page: Page, until: (shown: OnScreen[]) => boolean): Promise<OnScreen[]> {
  const read = `navigator.serviceWorker.ready
    .then((registration) => registration.getNotifications())
    .then((all) => all.map(({ title, body, tag }) => ({ title, body, tag })))`;
  for (;;) {
    const shown: OnScreen[] = await page.evaluate(read);
    if (until(shown)) return shown;
    // Nobody is told when a notification is closed: it is looked at again with the next picture.
    await page.evaluate(NEXT_LOOK);
  }
}

/** Hands a push to the service worker of a page, as the browser does when its push service has one. */
export function push(page: Page, payload: object): Promise<void> {
  const { origin } = new URL(page.url());
  const data = JSON.stringify(payload);
  return untilAnswered(async () => {
    const devtools = await page.context().newCDPSession(page);
    const registered = new Promise<string>((resolve) => {
      devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const [first] = registrations;
        if (first !== undefined) resolve(first.registrationId);
      });
    });
    await devtools.send('ServiceWorker.enable');
    await devtools.send('ServiceWorker.deliverPushMessage', { origin, registrationId: await registered, data });
    await devtools.detach();
  });
}

/** Clicks the only notification on the screen, as far as a test can: the worker is told of it. */
export function clickOnScreen(context: BrowserContext): Promise<void> {
  return untilAnswered(async () => {
    const worker: Worker = context.serviceWorkers().at(-1) ?? (await context.waitForEvent('serviceworker'));
    await worker.evaluate(async () => {
      const scope: Loose = globalThis;
      const [notification] = await scope.registration.getNotifications();
      if (notification !== undefined)
        scope.dispatchEvent(new scope.NotificationEvent('notificationclick', { notification }));
    });
  });
}
