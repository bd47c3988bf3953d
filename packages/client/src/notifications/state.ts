import type { Notification, NotificationKind, NotificationPreferences } from '@causerie/contracts';
import type { Failure } from '../error.ts';
import type { Loading } from '../state.ts';

/** Which notifications are listed. */
export interface NotificationFilter {
  kind?: NotificationKind;
  unread?: boolean;
}

/** Whether this browser can be reached while no page is open. */
export interface PushState {
  /** Whether the browser can, and the installation has push switched on; null while that is not known. */
  supported: boolean | null;
  permission: 'default' | 'granted' | 'denied';
  subscribed: boolean;
}

/** My notifications as they are listed under `filter`, newest first. */
export interface NotificationsState {
  items: readonly Notification[];
  /** All of mine that are unread, whatever the filter. */
  unread: number;
  nextCursor: string | null;
  filter: NotificationFilter;
  loading: Loading;
  loaded: boolean;
  failure: Failure | null;
  /** Null until they were loaded. */
  preferences: NotificationPreferences | null;
  push: PushState;
}

/** Before anything was loaded. */
export const noNotifications: NotificationsState = {
  items: [],
  unread: 0,
  nextCursor: null,
  filter: {},
  loading: 'idle',
  loaded: false,
  failure: null,
  preferences: null,
  push: { supported: null, permission: 'default', subscribed: false },
};
