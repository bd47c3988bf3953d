import type { Notification, NotificationKind } from '@causerie/contracts';
import type { Announcer, Ids } from '../ports.ts';
import type { Notifications } from './ports.ts';

/** What {@link notify} needs. */
export interface NotifyDeps {
  notifications: Pick<Notifications, 'add'>;
  announcer: Announcer;
  ids: Ids;
}

/** What a person should hear about. */
export interface NotifyInput {
  personId: string;
  kind: Exclude<NotificationKind, 'message'>;
  /** Names the occasion, such as `appointment:<id>:reminder`: the same one is told once, however often it is asked. */
  dedupeKey: string;
  conversationId?: string | undefined;
  /** Ids and numbers that the kind needs; neither text nor names. */
  detail?: Notification['detail'] | undefined;
}

/**
 * Tells one person something, as far as they want it: in the app at once, on their devices within seconds.
 * @returns the notification, or null when it was told before or is not to be seen in the app.
 */
export async function notify(deps: NotifyDeps, input: NotifyInput): Promise<Notification | null> {
  const notification = await deps.notifications.add({
    id: deps.ids.next(),
    personId: input.personId,
    kind: input.kind,
    dedupeKey: input.dedupeKey,
    conversationId: input.conversationId ?? null,
    detail: input.detail ?? {},
  });
  if (notification === null) return null;
  await deps.announcer.announce([
    { audience: [input.personId], event: { type: 'notification.created', notification } },
  ]);
  return notification;
}
