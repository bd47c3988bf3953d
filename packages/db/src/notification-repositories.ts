import type {
  Digests,
  NotificationPreferencesPort,
  Notifications,
  NotificationSweeps,
  PushSubscriptions,
  PushTargets,
} from '@causerie/core';
import type { Pool } from 'pg';
import { createDigests } from './digests.ts';
import { createNotificationPreferences } from './notification-preferences.ts';
import { createNotificationSweeps } from './notification-sweeps.ts';
import { createNotifications } from './notifications.ts';
import { createPushSubscriptions } from './push-subscriptions.ts';

/** What telling people things needs of the database. */
export interface NotificationRepositories {
  notifications: Notifications;
  notificationPreferences: NotificationPreferencesPort;
  pushSubscriptions: PushSubscriptions & PushTargets;
  sweeps: NotificationSweeps;
  digests: Digests;
}

/** Notifications on a pool that the caller opened and will end; errors as those of the other repositories. */
export function createNotificationRepositories(pool: Pool): NotificationRepositories {
  return {
    notifications: createNotifications(pool),
    notificationPreferences: createNotificationPreferences(pool),
    pushSubscriptions: createPushSubscriptions(pool),
    sweeps: createNotificationSweeps(pool),
    digests: createDigests(pool),
  };
}
