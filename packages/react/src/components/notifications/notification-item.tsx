import type { Notification } from '@causerie/client';
import type { ReactNode } from 'react';
import { useSurroundings } from '../../provider.tsx';
import { KindIcon, ReadIcon, TrashIcon } from './notification-icons.tsx';
import { useNotificationWords } from './notification-words.ts';

interface NotificationItemProps {
  notification: Notification;
  now: Date;
  /** Under a heading with the day, the time is enough. */
  hasDay?: boolean;
  onOpen(notification: Notification): void;
  onRead(notificationId: string): void;
  /** Without it, the line cannot be deleted. */
  onRemove?: (notificationId: string) => void;
}

/** One line: what it is about, when, and whether it is unread; choosing it leads there. */
export function NotificationItem({
  notification,
  now,
  hasDay = false,
  onOpen,
  onRead,
  onRemove,
}: NotificationItemProps) {
  const { strings, dates } = useSurroundings();
  const words = useNotificationWords();
  const { id, kind, createdAt, readAt } = notification;
  const isUnread = readAt === null;
  const text = words(notification, now);
  return (
    <li
      className="csr-notification"
      data-unread={isUnread || undefined}
      data-kind={kind}
      data-testid="notification"
      data-notification-id={id}
    >
      <button type="button" className="csr-notification-main" onClick={() => onOpen(notification)}>
        <span className="csr-notification-icon">
          <KindIcon kind={kind} />
          {isUnread && <span className="csr-notification-dot" />}
        </span>
        <span className="csr-notification-text">{text}</span>
        <time className="csr-notification-time" dateTime={createdAt} title={dates.full(createdAt)}>
          {hasDay ? dates.time(createdAt) : dates.short(createdAt, now)}
        </time>
        {isUnread && <span className="csr-hidden">{strings.notifications.unread}</span>}
      </button>
      {onRemove !== undefined && (
        <span className="csr-notification-actions">
          {isUnread && (
            <Action label={strings.notifications.markRead} about={text} onClick={() => onRead(id)} testId="mark-read">
              <ReadIcon size={18} />
            </Action>
          )}
          <Action label={strings.notifications.remove} about={text} onClick={() => onRemove(id)} testId="remove">
            <TrashIcon size={18} />
          </Action>
        </span>
      )}
    </li>
  );
}

interface ActionProps {
  label: string;
  about: string;
  testId: string;
  onClick(): void;
  children: ReactNode;
}

function Action({ label, about, testId, onClick, children }: ActionProps) {
  return (
    <button
      type="button"
      className="csr-icon-button"
      title={label}
      onClick={onClick}
      data-testid={`notification-${testId}`}
    >
      {children}
      <span className="csr-hidden">{`${label}, ${about}`}</span>
    </button>
  );
}
