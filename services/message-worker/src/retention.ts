import { applyRetention, type RetentionDays, type RetentionDeps } from '@causerie/core';
import type { JobKind, Metrics } from '@causerie/service-kit';

const RETENTION_INTERVAL_MS = 60 * 60_000;

/** The settings of the same names, in days; 0 keeps things for ever. */
export interface RetentionSettings {
  RETENTION_MESSAGES_DAYS: number;
  RETENTION_DELETED_DAYS: number;
  RETENTION_ATTACHMENTS_DAYS: number;
  RETENTION_CALLS_DAYS: number;
  AUDIT_RETENTION_DAYS: number;
}

/** Removes, hour by hour, what is older than the operator wants it to get. */
export function retentionJob(
  settings: RetentionSettings,
  { metrics, ...deps }: Omit<RetentionDeps, 'onRemoved'> & { metrics: Metrics },
): JobKind {
  const removed = metrics.counter('retention_removed_total', 'What retention removed, by kind', ['kind']);
  const days: RetentionDays = {
    messages: settings.RETENTION_MESSAGES_DAYS,
    deleted: settings.RETENTION_DELETED_DAYS,
    files: settings.RETENTION_ATTACHMENTS_DAYS,
    calls: settings.RETENTION_CALLS_DAYS,
    audit: settings.AUDIT_RETENTION_DAYS,
  };
  return {
    name: 'retention',
    everyMs: RETENTION_INTERVAL_MS,
    concurrency: 1,
    process: () => applyRetention({ ...deps, onRemoved: (kind, count) => removed.inc({ kind }, count) }, days),
  };
}
