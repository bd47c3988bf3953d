import type { NotificationSweeps, UnreadPlace } from './ports.ts';
import { tellRead, type SweepNotificationsDeps } from './sweep-notifications.ts';

const PAGE_LIMIT = 2_000;
/** Rows that one run removes at most; the next has the rest. */
const REMOVED_LIMIT = 5_000;

/** What {@link tidyNotifications} needs. */
export interface TidyNotificationsDeps extends Pick<SweepNotificationsDeps, 'announcer' | 'onAnnounceFailed'> {
  sweeps: Pick<NotificationSweeps, 'recheckReads' | 'tidy'>;
  /** Days for which notifications are kept; 0 is for ever. */
  keptDays: number;
}

/** Longer than anything is kept. */
const FOR_EVER_DAYS = 36_500;

/** Compares every unread notification with the log, for those that were read while nobody swept, and removes old ones. */
export async function tidyNotifications(deps: TidyNotificationsDeps): Promise<void> {
  let after: UnreadPlace | null = null;
  do {
    const page: Awaited<ReturnType<NotificationSweeps['recheckReads']>> = await deps.sweeps.recheckReads({
      after,
      limit: PAGE_LIMIT,
    });
    await tellRead(deps, page.told);
    after = page.next;
  } while (after !== null);
  await deps.sweeps.tidy({ olderThanDays: deps.keptDays === 0 ? FOR_EVER_DAYS : deps.keptDays, limit: REMOVED_LIMIT });
}
