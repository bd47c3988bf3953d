import { AppError, type Actor, type NotificationsLeft, type NotificationsUpdated } from '@causerie/contracts';
import type { Announcer } from '../ports.ts';
import type { Notifications } from './ports.ts';

/** What changing one's notifications needs. */
export interface ReadNotificationsDeps {
  notifications: Pick<Notifications, 'markRead' | 'markAllRead' | 'remove'>;
  announcer: Announcer;
}

/** Marks one of my notifications as read, on every device of mine. @throws AppError `not_found`. */
export async function readNotification(
  deps: ReadNotificationsDeps,
  actor: Actor,
  id: string,
): Promise<NotificationsLeft> {
  const left = await deps.notifications.markRead(actor.person.id, id);
  if (left === null) throw new AppError('not_found');
  const { changed, unread } = left;
  if (changed) await tell(deps, actor, { ids: [id], change: 'read', unread });
  return { unread };
}

/** Marks all my notifications as read. */
export async function readAllNotifications(deps: ReadNotificationsDeps, actor: Actor): Promise<NotificationsLeft> {
  const changed = await deps.notifications.markAllRead(actor.person.id);
  if (changed > 0) await tell(deps, actor, { ids: null, change: 'read', unread: 0 });
  return { unread: 0 };
}

/** Deletes one of my notifications. @throws AppError `not_found`. */
export async function deleteNotification(
  deps: ReadNotificationsDeps,
  actor: Actor,
  id: string,
): Promise<NotificationsLeft> {
  const left = await deps.notifications.remove(actor.person.id, id);
  if (left === null) throw new AppError('not_found');
  await tell(deps, actor, { ids: [id], change: 'deleted', unread: left.unread });
  return left;
}

async function tell(
  { announcer }: ReadNotificationsDeps,
  actor: Actor,
  change: Omit<NotificationsUpdated, 'type'>,
): Promise<void> {
  await announcer.announce([{ audience: [actor.person.id], event: { type: 'notifications.updated', ...change } }]);
}
