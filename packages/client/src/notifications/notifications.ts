import type { Mute, Notification, NotificationPreferences } from '@causerie/contracts';
import { createValue, type Observable } from '../observable.ts';
import { type NotificationFilter, type NotificationsState, noNotifications } from './state.ts';

/** What a person should hear about, and how they want to hear it. Everything that can fail rejects with CauserieError. */
export interface Notifications extends Observable<NotificationsState> {
  /** Lists the newest page under a filter; without one, under the filter that holds. */
  load(filter?: NotificationFilter): Promise<void>;
  loadMore(): Promise<void>;
  markRead(notificationId: string): Promise<void>;
  markAllRead(): Promise<void>;
  remove(notificationId: string): Promise<void>;
  loadPreferences(): Promise<void>;
  /** Changes some of the preferences and leaves the others. */
  savePreferences(change: Partial<NotificationPreferences>): Promise<void>;
  /** Calls back for each notification that arrives while this page is open; returns how to stop. */
  onArrival(listener: (notification: Notification) => void): () => void;
  mute(conversationId: string): Promise<Mute>;
  /** `until` is an instant, null until further notice, and false not any more. */
  setMute(conversationId: string, until: string | null | false): Promise<Mute>;
  /** Looks what holds for push on this browser. */
  lookAtPush(registration: ServiceWorkerRegistration | null): Promise<void>;
  /** Asks the person, then subscribes this browser. To be called from a click. Resolves to whether it is subscribed. */
  subscribeToPush(registration: ServiceWorkerRegistration): Promise<boolean>;
  unsubscribeFromPush(registration: ServiceWorkerRegistration): Promise<void>;
}

/** Builds the notifications of one person. */
export function createNotifications(): Notifications {
  const { getSnapshot, subscribe } = createValue<NotificationsState>(noNotifications);
  const nothing = () => Promise.resolve();
  return {
    getSnapshot,
    subscribe,
    load: nothing,
    loadMore: nothing,
    markRead: nothing,
    markAllRead: nothing,
    remove: nothing,
    loadPreferences: nothing,
    savePreferences: nothing,
    onArrival: () => () => undefined,
    mute: () => Promise.resolve({ muted: false, until: null }),
    setMute: () => Promise.resolve({ muted: false, until: null }),
    lookAtPush: nothing,
    subscribeToPush: () => Promise.resolve(false),
    unsubscribeFromPush: nothing,
  };
}
