import {
  NOTIFICATION_PREFERENCES_DEFAULT,
  type Actor,
  type NotificationPreferences,
  type NotificationPreferencesBody,
} from '@causerie/contracts';
import type { NotificationPreferencesPort } from './ports.ts';

/** Replaces what I want to be told; what the body leaves out returns to its default. */
export async function putNotificationPreferences(
  deps: { notificationPreferences: Pick<NotificationPreferencesPort, 'put'> },
  actor: Actor,
  body: NotificationPreferencesBody,
): Promise<NotificationPreferences> {
  const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
  const preferences = { ...NOTIFICATION_PREFERENCES_DEFAULT, ...given };
  await deps.notificationPreferences.put(actor.person.id, preferences);
  return preferences;
}
