import { AppError, STATS_DAYS_MAX, type MessagingStats } from '@causerie/contracts';
import type { Clock } from '../ports.ts';
import type { MessagingStatistics } from './search-port.ts';

const DAY_MS = 86_400_000;
/** Days that are looked at when no range is asked. */
const STATS_DAYS_DEFAULT = 30;

/**
 * Statistics of a person, or of everybody (`personId: null`), in a range of at most {@link STATS_DAYS_MAX} days that ends now
 * unless `to` says otherwise. @throws AppError `invalid_input` for a range that is empty or too long.
 */
export async function messagingStats(
  deps: { statistics: MessagingStatistics; clock: Clock },
  personId: string | null,
  range: { from?: string | undefined; to?: string | undefined },
): Promise<MessagingStats> {
  const toMs = range.to === undefined ? deps.clock.nowMs() : Date.parse(range.to);
  const fromMs = range.from === undefined ? toMs - STATS_DAYS_DEFAULT * DAY_MS : Date.parse(range.from);
  if (fromMs >= toMs) throw new AppError('invalid_input', 'from: must be before to');
  if (toMs - fromMs > STATS_DAYS_MAX * DAY_MS)
    throw new AppError('invalid_input', `from, to: at most ${STATS_DAYS_MAX} days`);
  return deps.statistics.messaging({
    personId,
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
  });
}
