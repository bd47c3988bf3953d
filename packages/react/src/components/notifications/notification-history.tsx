import type { Notification, NotificationFilter, NotificationKind } from '@causerie/client';
import { type ReactNode, useId } from 'react';
import { type MyNotifications, useNotifications } from '../../hooks/use-notifications.ts';
import { useNow } from '../../hooks/use-now.ts';
import { useSurroundings } from '../../provider.tsx';
import { EmptyState, LoadFailure } from '../empty-state.tsx';
import { ListSkeleton } from '../skeleton.tsx';
import { BellIcon, KindIcon } from './notification-icons.tsx';
import { NotificationItem } from './notification-item.tsx';
import { Switch } from './switch.tsx';

/** A call that rings is no news afterwards: it is in the list as a missed one, or not at all. */
const KINDS: readonly NotificationKind[] = ['message', 'missed-call', 'appointment', 'system'];

export interface NotificationHistoryProps {
  /** Leads to what a notification is about; it has been marked as read already. */
  onOpen(notification: Notification): void;
  /** Without it, the page has a heading of its own already; on unless false. */
  hasHeading?: boolean;
}

/** Everything a person was told: by day, filtered by kind and by what is unread, page after page. */
export function NotificationHistory({ onOpen, hasHeading = true }: NotificationHistoryProps) {
  const { strings } = useSurroundings();
  const mine = useNotifications();
  const markAll = mine.unreadCount > 0 && (
    <button
      type="button"
      className="csr-button csr-button-quiet csr-mark-all"
      onClick={() => void mine.markAllAsRead()}
      data-testid="mark-all-read"
    >
      {strings.notifications.markAllRead}
    </button>
  );
  return (
    <section
      className="csr-history"
      data-headed={hasHeading || undefined}
      aria-label={strings.notifications.title}
      data-testid="notification-history"
    >
      {hasHeading && (
        <header className="csr-history-header">
          <h2>{strings.notifications.title}</h2>
          {markAll}
        </header>
      )}
      <Filters filter={mine.filter} onChange={mine.setFilter}>
        {!hasHeading && markAll}
      </Filters>
      {mine.changeFailure !== null && (
        <p className="csr-history-failure" role="alert">
          {strings.notifications.changeFailed}
        </p>
      )}
      <Days mine={mine} onOpen={onOpen} Heading={hasHeading ? 'h3' : 'h2'} />
    </section>
  );
}

interface FiltersProps {
  filter: NotificationFilter;
  onChange(filter: NotificationFilter): void;
  children: ReactNode;
}

function Filters({ filter, onChange, children }: FiltersProps) {
  const { strings } = useSurroundings();
  const words = strings.notifications;
  const name = useId();
  const unread = filter.unread === true ? { unread: true } : {};
  const kind = filter.kind === undefined ? {} : { kind: filter.kind };
  return (
    <div className="csr-history-filters">
      <fieldset className="csr-chips">
        <legend className="csr-hidden">{words.filters}</legend>
        <Chip name={name} isOn={filter.kind === undefined} onChoose={() => onChange(unread)} label={words.all} />
        {KINDS.map((one) => (
          <Chip
            key={one}
            name={name}
            kind={one}
            isOn={filter.kind === one}
            onChoose={() => onChange({ kind: one, ...unread })}
            label={words.kinds[one]}
          />
        ))}
      </fieldset>
      <Switch
        isOn={filter.unread === true}
        label={words.onlyUnread}
        onChange={(isOn) => onChange(isOn ? { ...kind, unread: true } : kind)}
        testId="only-unread"
      />
      {children}
    </div>
  );
}

interface ChipProps {
  name: string;
  kind?: NotificationKind;
  isOn: boolean;
  label: string;
  onChoose(): void;
}

function Chip({ name, kind, isOn, label, onChoose }: ChipProps) {
  return (
    <label className="csr-chip">
      <input type="radio" name={name} checked={isOn} onChange={onChoose} data-testid={`filter-${kind ?? 'all'}`} />
      {kind !== undefined && <KindIcon kind={kind} size={16} />}
      <span>{label}</span>
    </label>
  );
}

interface DaysProps {
  mine: MyNotifications;
  onOpen(notification: Notification): void;
  Heading: 'h2' | 'h3';
}

function Days({ mine, onOpen, Heading }: DaysProps) {
  const { strings, dates } = useSurroundings();
  const now = useNow();
  const { notifications, loaded, loading, filter } = mine;
  if (!loaded) return loading === 'failed' ? <LoadFailure onRetry={mine.retry} /> : <ListSkeleton />;
  if (notifications.length === 0) return <Nothing filter={filter} onShowAll={() => mine.setFilter({})} />;
  const days = new Map<string, Notification[]>();
  for (const notification of notifications) {
    const key = dates.dayKey(notification.createdAt);
    days.set(key, [...(days.get(key) ?? []), notification]);
  }
  return (
    <>
      {[...days].map(([key, those]) => (
        <section key={key} className="csr-history-day">
          <Heading>{dates.day(those[0]?.createdAt ?? '', now)}</Heading>
          <ul className="csr-notifications">
            {those.map((notification) => (
              <NotificationItem
                key={notification.id}
                notification={notification}
                now={now}
                hasDay
                onRead={(id) => void mine.markAsRead(id)}
                onRemove={(id) => void mine.remove(id)}
                onOpen={() => {
                  if (notification.readAt === null) void mine.markAsRead(notification.id);
                  onOpen(notification);
                }}
              />
            ))}
          </ul>
        </section>
      ))}
      {mine.hasMore && (
        <button
          type="button"
          className="csr-button csr-button-quiet csr-history-more"
          onClick={mine.loadMore}
          disabled={mine.loadingMore === 'loading'}
          data-testid="older-notifications"
        >
          {mine.loadingMore === 'failed' ? strings.retry : strings.notifications.older}
        </button>
      )}
    </>
  );
}

function Nothing({ filter, onShowAll }: { filter: NotificationFilter; onShowAll(): void }) {
  const { strings } = useSurroundings();
  const words = strings.notifications;
  const isFiltered = filter.kind !== undefined || filter.unread !== undefined;
  const hint = isFiltered ? words.noneFiltered : words.noneHint;
  return (
    <EmptyState icon={<BellIcon size={34} />} title={words.none} hint={hint}>
      {isFiltered && (
        <button type="button" className="csr-button csr-button-quiet" onClick={onShowAll}>
          {words.showEverything}
        </button>
      )}
    </EmptyState>
  );
}
