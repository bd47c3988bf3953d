import type { Notification } from '@causerie/contracts';
import type { NotificationFilter, NotificationsState } from './state.ts';

/** The newest that are kept beside the list, for a place that shows a few. */
export const NEWEST_COUNT = 8;

/** Whether a notification belongs under a filter. */
export function belongs({ kind, unread }: NotificationFilter, notification: Notification): boolean {
  const isUnread = notification.readAt === null;
  return (kind === undefined || notification.kind === kind) && (unread === undefined || isUnread === unread);
}

/** The notification as it is held, if it is. */
export function held({ items, newest }: NotificationsState, id: string): Notification | undefined {
  return items.find((item) => item.id === id) ?? newest?.find((item) => item.id === id);
}

/**
 * Puts notifications where they belong: one that is there is replaced, one that came anew is inserted, and one that no
 * longer belongs under the filter leaves. Ids grow with time, so they are the order.
 */
export function put(state: NotificationsState, notifications: readonly Notification[]): NotificationsState {
  const ids = new Set(notifications.map(({ id }) => id));
  const merged = (present: readonly Notification[], more: readonly Notification[]) =>
    [...present.filter(({ id }) => !ids.has(id)), ...more].toSorted((a, b) => (a.id < b.id ? 1 : -1));
  const last = state.nextCursor === null ? undefined : state.items.at(-1);
  // What is older than the loaded part of the list comes with its page.
  const fits = (one: Notification) => belongs(state.filter, one) && (last === undefined || one.id >= last.id);
  return {
    ...state,
    items: merged(state.items, notifications.filter(fits)),
    newest: state.newest === null ? null : merged(state.newest, notifications).slice(0, NEWEST_COUNT),
  };
}

/** A notification came, or its count rose. */
export function arrived(state: NotificationsState, notification: Notification): NotificationsState {
  const present = held(state, notification.id);
  const more = present === undefined || present.readAt !== null ? 1 : 0;
  return { ...put(state, [notification]), unread: state.unread + more };
}

/** Some were read, or all with `null`; `unread` is what the server counts, where it has said so. */
export function markedRead(
  state: NotificationsState,
  { ids, at, unread }: { ids: readonly string[] | null; at: string; unread?: number },
): NotificationsState {
  const all = [...state.items, ...(state.newest ?? [])];
  const changed = new Map(
    all.filter(({ id, readAt }) => readAt === null && (ids === null || ids.includes(id))).map((one) => [one.id, one]),
  );
  const left = ids === null ? 0 : Math.max(0, state.unread - changed.size);
  const read = [...changed.values()].map((one) => ({ ...one, readAt: at }));
  return { ...put(state, read), unread: unread ?? left };
}

/** Some were deleted, or all with `null`. */
export function deleted(
  state: NotificationsState,
  { ids, unread }: { ids: readonly string[] | null; unread?: number },
): NotificationsState {
  const stays = ({ id }: Notification) => ids !== null && !ids.includes(id);
  const wasUnread = (ids ?? []).filter((id) => held(state, id)?.readAt === null).length;
  return {
    ...state,
    items: state.items.filter(stays),
    newest: state.newest?.filter(stays) ?? null,
    unread: unread ?? (ids === null ? 0 : Math.max(0, state.unread - wasUnread)),
  };
}
