import {
  type Causerie,
  CauserieError,
  type Failure,
  type Loading,
  type Notification,
  type NotificationFilter,
  type NotificationKind,
  type NotificationPreferences,
  type Notifications as NotificationsClient,
  type NotificationsState,
  type PreferencesChange,
} from '@causerie/client';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { idleClient } from '../components/ready-made/shared-client.ts';
import { useMessenger } from '../components/ready-made/stand-alone.tsx';
import { present, useForgetting, useStateOf } from '../components/ready-made/use-messenger-state.ts';
import { useObservable } from './use-observable.ts';

/** What a person was told, and how they want to be told. Verbs resolve to whether they succeeded, and never reject. */
export interface MyNotifications {
  /** Under the filter, newest first. */
  notifications: readonly Notification[];
  /** All that are unread, on all devices, whatever the filter. */
  unreadCount: number;
  loading: Loading;
  /** False until the first page came: an empty list is not yet nothing. */
  loaded: boolean;
  /** Why the list could not be loaded. */
  failure: Failure | null;
  /** Why the last change was taken back; null after the next that succeeds. */
  changeFailure: Failure | null;
  retry(): void;

  filter: NotificationFilter;
  setFilter(filter: NotificationFilter): void;
  hasMore: boolean;
  loadingMore: Loading;
  loadMore(): void;

  /** Shown at once, on all devices of the person. */
  markAsRead(notificationId: string): Promise<boolean>;
  markAllAsRead(): Promise<boolean>;
  remove(notificationId: string): Promise<boolean>;

  /** What the person allowed this browser to show. */
  permission: NotificationsState['push']['permission'];
  /** Whether this browser can be told while no page is open; null while that is not known. */
  pushSupported: boolean | null;
  /** Whether it is. */
  isSubscribed: boolean;
  /** Asks the person, and subscribes this browser where it can be. To be called from a click. Resolves to what they allow. */
  requestPermission(): Promise<NotificationsState['push']['permission']>;
  /** Tells this browser no more while no page is open. */
  unsubscribe(): Promise<boolean>;

  /** Null until they were loaded. */
  preferences: NotificationPreferences | null;
  /** Changes some of them and leaves the others. */
  savePreferences(change: PreferencesChange): Promise<boolean>;
  isSoundOn: boolean;
  setSoundOn(isOn: boolean): Promise<boolean>;

  /** Whether what arrives is heard at once; when it is not, what was missed is read on reconnection. */
  isConnected: boolean;
  /** Calls back for each notification that arrives, of one kind or of `all`; returns how to stop. */
  subscribe(kind: NotificationKind | 'all', listener: (notification: Notification) => void): () => void;
}

/**
 * My notifications: loads the first page and the preferences when it is first used, and follows every change. Works with and without a
 * provider, like `useMessaging`; while nobody is signed in, there are none, nothing is loaded, and verbs resolve to false.
 */
export function useNotifications(): MyNotifications {
  const client = useMessenger();
  const notifications = client?.notifications ?? null;
  const state = useObservable(notifications ?? idleClient().notifications);
  const isConnected = useStateOf(client, ({ connection }) => connection.status === 'connected');
  const [changeFailure, setChangeFailure] = useState<Failure | null>(null);
  useForgetting(client, () => setChangeFailure(null));
  useEffect(() => {
    if (notifications === null) return;
    const { loaded, loading } = notifications.getSnapshot();
    if (!loaded && loading !== 'loading') notifications.load().catch(() => undefined);
  }, [notifications]);
  useNotificationChoices(notifications);
  const verbs = useMemo(() => verbsOf(client, setChangeFailure), [client]);
  const requestPermission = useCallback(async () => {
    await verbs.askAndSubscribe();
    return (notifications ?? idleClient().notifications).getSnapshot().push.permission;
  }, [notifications, verbs]);
  const { push, preferences } = state;
  return {
    ...verbs,
    notifications: state.items,
    unreadCount: state.unread,
    loading: state.loading,
    loaded: state.loaded,
    failure: state.failure,
    changeFailure,
    filter: state.filter,
    hasMore: state.nextCursor !== null,
    loadingMore: state.loadingMore,
    permission: push.permission,
    pushSupported: push.supported,
    isSubscribed: push.subscribed,
    requestPermission,
    preferences,
    isSoundOn: preferences?.sound ?? true,
    isConnected,
  };
}

/** Loads what the person chose and looks what this browser may, unless that is known. Null loads nothing. */
export function useNotificationChoices(notifications: NotificationsClient | null): void {
  useEffect(() => {
    if (notifications === null) return;
    const { preferences, push } = notifications.getSnapshot();
    if (preferences === null) notifications.loadPreferences().catch(() => undefined);
    if (push.supported === null) notifications.lookAtPush().catch(() => undefined);
  }, [notifications]);
}

function verbsOf(client: Causerie | null, fail: (failure: Failure | null) => void) {
  const done = async (act: (notifications: NotificationsClient) => Promise<unknown>): Promise<boolean> => {
    try {
      await act(present(client).notifications);
      fail(null);
      return true;
    } catch (error) {
      if (!(error instanceof CauserieError)) throw error;
      fail(error.failure);
      return false;
    }
  };
  // Loading fails into the state, where it is shown.
  const shown = (loading: Promise<void> | undefined): void => void loading?.catch(() => undefined);
  const notifications = client?.notifications;
  const savePreferences = (change: PreferencesChange) => done((some) => some.savePreferences(change));
  return {
    retry: () => shown(notifications?.load()),
    setFilter: (filter: NotificationFilter) => shown(notifications?.load(filter)),
    loadMore: () => shown(notifications?.loadMore()),
    markAsRead: (notificationId: string) => done((some) => some.markRead(notificationId)),
    markAllAsRead: () => done((some) => some.markAllRead()),
    remove: (notificationId: string) => done((some) => some.remove(notificationId)),
    unsubscribe: () => done((some) => some.unsubscribeFromPush()),
    askAndSubscribe: () => done((some) => some.subscribeToPush()),
    savePreferences,
    setSoundOn: (isOn: boolean) => savePreferences({ sound: isOn }),
    subscribe: (kind: NotificationKind | 'all', listener: (notification: Notification) => void) =>
      notifications?.onArrival((notification) => {
        if (kind === 'all' || notification.kind === kind) listener(notification);
      }) ?? (() => undefined),
  };
}
