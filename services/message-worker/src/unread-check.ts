import type { UnreadChecks } from '@causerie/core';
import type { JobKind, Logger, Metrics } from '@causerie/service-kit';

/** Pause between two checks. */
const CHECK_INTERVAL_MS = 60_000;

/** Compares unread with a full count for the people of the latest messages (DEL-8); what it counts should stay 0. */
export function unreadCheckJob(deps: { unreadChecks: UnreadChecks; logger: Logger; metrics: Metrics }): JobKind {
  const drift = deps.metrics.counter('unread_drift_total', 'Conversations whose unread differed from a full count');
  return {
    name: 'unread-check',
    everyMs: CHECK_INTERVAL_MS,
    concurrency: 1,
    async process() {
      const { checked, drifted } = await deps.unreadChecks.check();
      if (drifted === 0) return;
      drift.inc(drifted);
      deps.logger.error({ checkedCount: checked, driftedCount: drifted }, 'Unread differs from a full count');
    },
  };
}
