import type { Mute, Notification, NotificationKind, NotificationPreferences } from '@causerie/contracts';
import type { Failure } from '../error.ts';
import type { Loading } from '../state.ts';

/** Which notifications are listed. */
export interface NotificationFilter {
  kind?: NotificationKind;
  unread?: boolean;
}

/** Whether this browser can be reached while no page is open. */
export interface PushState {
  /** Whether the browser can, the host serves a worker, and the installation has push switched on; null while that is not known. */
  supported: boolean | null;
  /** What the person allowed this browser to show; `unsupported` where it shows nothing to anybody. */
  permission: 'default' | 'granted' | 'denied' | 'unsupported';
  subscribed: boolean;
}

/** My notifications as they are listed under `filter`, newest first. */
export interface NotificationsState {
  items: readonly Notification[];
  /** The newest of all, whatever the filter; null until they were loaded. */
  newest: readonly Notification[] | null;
  /** All of mine that are unread, whatever the filter. */
  unread: number;
  nextCursor: string | null;
  filter: NotificationFilter;
  loading: Loading;
  loadingMore: Loading;
  loaded: boolean;
  /** Why the list, or the newest, could not be loaded. */
  failure: Failure | null;
  /** Null until they were loaded; what was just changed is in them at once. */
  preferences: NotificationPreferences | null;
  /** By conversation id, as far as somebody asked. */
  mutes: Readonly<Record<string, Mute>>;
  push: PushState;
}

/** Before anything was loaded. */
export const noNotifications: NotificationsState = {
  items: [],
  newest: null,
  unread: 0,
  nextCursor: null,
  filter: {},
  loading: 'idle',
  loadingMore: 'idle',
  loaded: false,
  failure: null,
  preferences: null,
  mutes: {},
  push: { supported: null, permission: 'default', subscribed: false },
};
