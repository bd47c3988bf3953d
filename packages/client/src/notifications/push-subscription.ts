import type { PushSubscriptionBody } from '@causerie/contracts';
import { asCauserieError, CauserieError } from '../error.ts';
import type { Value } from '../observable.ts';
import type { Rest } from '../rest.ts';
import type { NotificationsEnvironment } from './environment.ts';
import type { NotificationsState, PushState } from './state.ts';
import { workerUrlFor } from './worker-messages.ts';

const PATH = '/v1/notifications/push';
const SUBSCRIPTIONS = `${PATH}/subscriptions`;

export interface PushDeps {
  rest: Pick<Rest, 'request'>;
  state: Value<NotificationsState>;
  environment: NotificationsEnvironment;
  /** Address of the host's service worker; null where it serves none. */
  workerUrl: string | null;
  locale: () => string;
}

/** Subscribes this browser to pushes, and keeps the server's knowledge of it right. */
export class PushSubscriptions {
  readonly #deps: PushDeps;
  #publicKey: string | null = null;
  #isWatching = false;
  #looking: Promise<void> | null = null;

  constructor(deps: PushDeps) {
    this.#deps = deps;
  }

  /** Looks what holds, and says again to the server what it should know. Asks the person nothing. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => (this.#looking = null));
    return this.#looking;
  }

  async #look(): Promise<void> {
    const { environment } = this.#deps;
    this.#watch();
    this.#say({ permission: environment.permission() });
    const publicKey = await this.#key();
    if (publicKey === null) return this.#say({ supported: false, subscribed: false });
    const registration = await this.#registration();
    const present = (await registration?.pushManager.getSubscription()) ?? null;
    const subscribed = environment.permission() === 'granted' && present !== null && (await this.#confirm());
    this.#say({ supported: true, subscribed });
  }

  /** Asks the person first of all, because browsers want that to follow the click at once. */
  async subscribe(): Promise<boolean> {
    const { environment, workerUrl, locale } = this.#deps;
    this.#watch();
    const permission = await environment.askPermission();
    this.#say({ permission });
    if (permission !== 'granted') return false;
    const publicKey = await this.#key();
    const { workers } = environment;
    if (publicKey === null || workers === null || workerUrl === null) {
      this.#say({ supported: false, subscribed: false });
      return false;
    }
    try {
      const registration = await active(await workers.register(workerUrlFor(workerUrl, locale())));
      const subscription = await this.#fresh(registration, publicKey);
      const isMine = await this.#save(subscription);
      if (!isMine) await this.#save(await this.#anew(registration, subscription, publicKey));
      this.#say({ supported: true, subscribed: true });
      return true;
    } catch (cause) {
      this.#say({ subscribed: false });
      throw cause instanceof CauserieError ? cause : refusedByBrowser();
    }
  }

  async unsubscribe(): Promise<void> {
    const present = (await (await this.#registration())?.pushManager.getSubscription()) ?? null;
    if (present !== null) {
      // The browser first: nothing is shown any more even if the server cannot be told.
      await present.unsubscribe();
      this.#say({ subscribed: false });
      await this.#deps.rest.request('DELETE', SUBSCRIPTIONS, { endpoint: present.endpoint });
    }
    this.#say({ subscribed: false });
  }

  /** Whether a subscription that this browser has is mine and of the server's key. One that is another person's is ended. */
  async #confirm(): Promise<boolean> {
    const registration = await this.#registration();
    const publicKey = await this.#key();
    if (registration === undefined || publicKey === null) return false;
    try {
      const subscription = await this.#fresh(registration, publicKey);
      if (await this.#save(subscription)) return true;
      // Whoever used this browser before would go on being shown what is theirs.
      await subscription.unsubscribe();
      return false;
    } catch (cause) {
      throw cause instanceof CauserieError ? cause : refusedByBrowser();
    }
  }

  /** The browser's subscription with the server's key; one with a key of before cannot be pushed to. */
  async #fresh(registration: ServiceWorkerRegistration, publicKey: string): Promise<PushSubscription> {
    const present = await registration.pushManager.getSubscription();
    if (present === null) return subscribeWith(registration, publicKey);
    return keyOf(present) === publicKey ? present : this.#anew(registration, present, publicKey);
  }

  async #anew(
    registration: ServiceWorkerRegistration,
    old: PushSubscription,
    publicKey: string,
  ): Promise<PushSubscription> {
    await old.unsubscribe();
    await this.#deps.rest.request('DELETE', SUBSCRIPTIONS, { endpoint: old.endpoint });
    return subscribeWith(registration, publicKey);
  }

  /** False when the address is another person's: they used this browser before. */
  async #save(subscription: PushSubscription): Promise<boolean> {
    const { endpoint, keys } = subscription.toJSON();
    try {
      const body = { endpoint, keys } as PushSubscriptionBody;
      await this.#deps.rest.request('POST', SUBSCRIPTIONS, body);
      return true;
    } catch (cause) {
      if (asCauserieError(cause).code === 'conflict') return false;
      throw cause;
    }
  }

  /** The server's key; null where this browser, this host or this installation cannot push. Asked once. */
  async #key(): Promise<string | null> {
    const { environment, workerUrl, rest } = this.#deps;
    if (environment.workers === null || workerUrl === null || environment.permission() === 'unsupported') return null;
    if (this.#publicKey === null) {
      const { enabled, publicKey } = await rest.request<{ enabled: boolean; publicKey: string | null }>('GET', PATH);
      this.#publicKey = enabled ? publicKey : null;
    }
    return this.#publicKey;
  }

  async #registration(): Promise<ServiceWorkerRegistration | undefined> {
    const { environment, workerUrl } = this.#deps;
    return workerUrl === null ? undefined : environment.workers?.getRegistration(workerUrl);
  }

  #watch(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    this.#deps.environment.watchPermission(() => void this.look().catch(() => undefined));
  }

  #say(change: Partial<PushState>): void {
    const { state } = this.#deps;
    const { push } = state.getSnapshot();
    const isNews = (Object.keys(change) as (keyof PushState)[]).some((key) => push[key] !== change[key]);
    if (isNews) state.set({ ...state.getSnapshot(), push: { ...push, ...change } });
  }
}

function subscribeWith(registration: ServiceWorkerRegistration, publicKey: string): Promise<PushSubscription> {
  return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
}

/** Waits until the worker of a registration runs: only then can it be subscribed. */
function active(registration: ServiceWorkerRegistration): Promise<ServiceWorkerRegistration> {
  const worker = registration.installing ?? registration.waiting;
  if (registration.active !== null || worker === null) return Promise.resolve(registration);
  return new Promise((resolve, reject) => {
    worker.addEventListener('statechange', () => {
      if (worker.state === 'activated') resolve(registration);
      else if (worker.state === 'redundant') reject(refusedByBrowser());
    });
  });
}

/** The key that a subscription was made with, as the server tells it: base64url without padding. */
function keyOf({ options }: PushSubscription): string | null {
  const { applicationServerKey } = options;
  if (applicationServerKey === null) return null;
  const letters = String.fromCharCode(...new Uint8Array(applicationServerKey));
  return btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function refusedByBrowser(): CauserieError {
  const detail = 'the browser did not subscribe to its push service';
  return new CauserieError({ code: 'unavailable', detail, retryable: true, requestId: null });
}
