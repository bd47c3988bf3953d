import type { Mute, Notification, V1ServerPayload } from '@causerie/contracts';
import type { Clock } from '../environment.ts';
import { createValue, type Observable } from '../observable.ts';
import type { Rest } from '../rest.ts';
import { browserNotifications, type NotificationsEnvironment } from './environment.ts';
import { hearWorker } from './hear-worker.ts';
import { NotificationList } from './notification-list.ts';
import { createPreferences, type PreferencesChange } from './preferences.ts';
import type { PushSubscriptions } from './push-subscription.ts';
import { type NotificationFilter, type NotificationsState, noNotifications } from './state.ts';

/**
 * What a person should hear about, and how they want to hear it. Nothing is asked of the server before a method is called;
 * what was loaded once is kept right from then on. Everything that can fail rejects with CauserieError.
 */
export interface Notifications extends Observable<NotificationsState> {
  /** Lists the newest page under a filter; without one, under the filter that holds. */
  load(filter?: NotificationFilter): Promise<void>;
  loadMore(): Promise<void>;
  /** Loads the few newest, whatever the filter, and how many are unread. */
  loadNewest(): Promise<void>;
  /** Shown at once, and taken back when the server refuses; so are the next two. */
  markRead(notificationId: string): Promise<void>;
  markAllRead(): Promise<void>;
  remove(notificationId: string): Promise<void>;
  loadPreferences(): Promise<void>;
  /** Changes some of the preferences, and of `kinds` only what is named, and leaves the others. Shown at once. */
  savePreferences(change: PreferencesChange): Promise<void>;
  /** Calls back for each notification that arrives while this page is open; returns how to stop. */
  onArrival(listener: (notification: Notification) => void): () => void;
  /** Whether I muted a conversation; kept in the state. */
  mute(conversationId: string): Promise<Mute>;
  /** `until` is an instant, null until further notice, and false not any more. */
  setMute(conversationId: string, until: string | null | false): Promise<Mute>;
  /** Looks what holds for push on this browser. Asks the person nothing. */
  lookAtPush(): Promise<void>;
  /** Asks the person, then subscribes this browser. To be called from a click. Resolves to whether it is subscribed. */
  subscribeToPush(): Promise<boolean>;
  unsubscribeFromPush(): Promise<void>;
  /** Calls back when a notification that the service worker showed was clicked; returns how to stop. */
  onOpenRequest(listener: (conversationId: string | null) => void): () => void;
}

/** {@link Notifications} with what the messenger tells them. */
export interface NotificationsPart extends Notifications {
  heardCreated(event: V1ServerPayload<'notification.created'>): void;
  heardUpdated(event: V1ServerPayload<'notifications.updated'>): void;
  /** There is a session again: what was missed meanwhile is read, as far as anybody asked for it. */
  resync(): void;
}

export interface NotificationsDeps {
  rest: Pick<Rest, 'request'>;
  clock: Pick<Clock, 'now'>;
  /** Address of the host's service worker; without one, this browser is not subscribed to pushes. */
  pushWorkerUrl: string | null;
  locale: () => string;
  environment?: NotificationsEnvironment;
}

/** Builds the notifications of one person. */
export function createNotifications(deps: NotificationsDeps): NotificationsPart {
  const { rest, clock, pushWorkerUrl, locale } = deps;
  const environment = deps.environment ?? browserNotifications();
  const state = createValue<NotificationsState>(noNotifications);
  const list = new NotificationList({ rest, clock, state });
  const preferences = createPreferences(rest, state);
  // Most pages never ask for it, and those that do look first: by the time of the click that subscribes it is there.
  let loaded: Promise<PushSubscriptions> | null = null;
  const push = (): Promise<PushSubscriptions> =>
    (loaded ??= import('./push-subscription.ts').then(
      (module) => new module.PushSubscriptions({ rest, state, environment, workerUrl: pushWorkerUrl, locale }),
      (error: unknown) => {
        loaded = null;
        throw error;
      },
    ));
  const listeners = new Set<(notification: Notification) => void>();
  let preferencesAsked = false;
  const loadPreferences = (): Promise<void> => {
    preferencesAsked = true;
    return preferences.load();
  };
  return {
    getSnapshot: state.getSnapshot,
    subscribe: state.subscribe,
    load: (filter) => list.load(filter),
    loadMore: () => list.loadMore(),
    loadNewest: () => list.loadNewest(),
    markRead: (id) => list.markRead(id),
    markAllRead: () => list.markAllRead(),
    remove: (id) => list.remove(id),
    loadPreferences,
    savePreferences: preferences.save,
    onArrival(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    mute: preferences.mute,
    setMute: preferences.setMute,
    lookAtPush: async () => (await push()).look(),
    subscribeToPush: async () => (await push()).subscribe(),
    unsubscribeFromPush: async () => (await push()).unsubscribe(),
    onOpenRequest: (listener) =>
      hearWorker(
        environment.workers,
        listener,
        () =>
          void push()
            .then((those) => those.look())
            .catch(() => undefined),
      ),
    heardCreated({ notification }) {
      list.heardCreated(notification);
      for (const listener of listeners) listener(notification);
    },
    heardUpdated: (event) => list.heardUpdated(event),
    resync() {
      list.resync();
      if (preferencesAsked) preferences.load().catch(() => undefined);
    },
  };
}
