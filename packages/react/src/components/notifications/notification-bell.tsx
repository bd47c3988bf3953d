import type { Notification } from '@causerie/client';
import { type MouseEvent, useEffect, useRef } from 'react';
import { useCauserie } from '../../hooks/use-causerie.ts';
import { useNow } from '../../hooks/use-now.ts';
import { useObservable } from '../../hooks/use-observable.ts';
import { useSurroundings } from '../../provider.tsx';
import { LoadFailure } from '../empty-state.tsx';
import { ListSkeleton } from '../skeleton.tsx';
import { BellIcon } from './notification-icons.tsx';
import { NotificationItem } from './notification-item.tsx';
import { usePopover } from './use-popover.ts';

/** More is said as this and a plus. */
const BADGE_MAX = 99;

export interface NotificationBellProps {
  /** Leads to what a notification is about; it has been marked as read already. */
  onOpen(notification: Notification): void;
  /** Address of the page with all of them; without it and `onSeeAll`, the bell offers no such page. */
  seeAllHref?: string;
  /** Goes there without loading a page. */
  onSeeAll?: () => void;
}

/** A bell with the count of unread notifications, and behind it the newest of them. */
export function NotificationBell(props: NotificationBellProps) {
  const { notifications } = useCauserie();
  const { strings } = useSurroundings();
  const { unread } = useObservable(notifications);
  const { isOpen, close, button, panel, panelId } = usePopover<HTMLElement>();
  useEffect(() => {
    if (notifications.getSnapshot().newest === null) notifications.loadNewest().catch(() => undefined);
  }, [notifications]);
  return (
    <span className="csr-bell">
      <button
        ref={button}
        type="button"
        className="csr-icon-button csr-bell-button"
        aria-expanded={isOpen}
        title={strings.notifications.title}
        data-testid="notification-bell"
        data-count={unread}
      >
        <BellIcon size={22} />
        {unread > 0 && (
          <span className="csr-badge csr-bell-badge" aria-hidden="true">
            {unread > BADGE_MAX ? `${BADGE_MAX}+` : unread}
          </span>
        )}
        <span className="csr-hidden">{strings.notifications.bell(unread)}</span>
      </button>
      <section
        ref={panel}
        id={panelId}
        popover="auto"
        className="csr-bell-panel"
        aria-label={strings.notifications.title}
        data-testid="notification-panel"
      >
        {isOpen && <Panel {...props} close={close} />}
      </section>
    </span>
  );
}

function Panel({ onOpen, seeAllHref, onSeeAll, close }: NotificationBellProps & { close(): void }) {
  const { notifications } = useCauserie();
  const { strings } = useSurroundings();
  const { unread } = useObservable(notifications);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const seeAll = (event: MouseEvent) => {
    close();
    if (onSeeAll === undefined || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    onSeeAll();
  };
  return (
    <>
      <header className="csr-bell-header">
        <h2 ref={heading} tabIndex={-1}>
          {strings.notifications.title}
        </h2>
        {unread > 0 && (
          <button
            type="button"
            className="csr-link"
            onClick={() => void notifications.markAllRead().catch(() => undefined)}
          >
            {strings.notifications.markAllRead}
          </button>
        )}
      </header>
      <Newest
        onOpen={(notification) => {
          close();
          onOpen(notification);
        }}
      />
      {(seeAllHref !== undefined || onSeeAll !== undefined) && (
        <footer className="csr-bell-footer">
          <a className="csr-button csr-button-quiet" href={seeAllHref ?? '#'} onClick={seeAll}>
            {strings.notifications.seeAll}
          </a>
        </footer>
      )}
    </>
  );
}

function Newest({ onOpen }: { onOpen(notification: Notification): void }) {
  const { notifications } = useCauserie();
  const { strings } = useSurroundings();
  const { newest, failure } = useObservable(notifications);
  const now = useNow();
  const read = (id: string) => void notifications.markRead(id).catch(() => undefined);
  if (newest === null) {
    const retry = () => void notifications.loadNewest().catch(() => undefined);
    return failure === null ? <ListSkeleton /> : <LoadFailure onRetry={retry} />;
  }
  if (newest.length === 0) {
    return (
      <div className="csr-bell-none">
        <p>{strings.notifications.none}</p>
        <p>{strings.notifications.noneHint}</p>
      </div>
    );
  }
  return (
    <ul className="csr-notifications">
      {newest.map((notification) => (
        <NotificationItem
          key={notification.id}
          notification={notification}
          now={now}
          onRead={read}
          onOpen={() => {
            if (notification.readAt === null) read(notification.id);
            onOpen(notification);
          }}
        />
      ))}
    </ul>
  );
}
