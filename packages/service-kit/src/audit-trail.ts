import type { AuditEntry } from '@causerie/contracts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';
import { logThrottled } from './throttle.ts';

/** Records wait this long, or until so many are there, whichever comes first. */
const WRITE_AFTER_MS = 250;
const WRITE_COUNT = 200;
/** Records of one write; more than usual when writing fell behind. */
const WRITE_MAX = 1_000;
/** Records that may wait while the database is away; beyond, new ones are dropped, counted and reported. */
const WAITING_MAX = 50_000;
/** Pause before a failed write is tried again. */
const RETRY_AFTER_MS = 1_000;

/** Where records are noted; nobody waits for them to be written. */
export interface AuditTrail {
  /** Adds the moment and keeps the record until the next write. */
  note(entry: Omit<AuditEntry, 'at'>): void;
  /** Writes what is there and ends; what cannot be written within the caller's patience is lost. */
  close(): Promise<void>;
}

/**
 * Collects the records of a door and writes them together, so that none costs its request a round trip. One write is under way at a
 * time; one that failed is repeated, so after a lost answer records may be there twice, but none is missing.
 */
export function createAuditTrail({
  write,
  logger,
  metrics,
}: {
  write(entries: readonly AuditEntry[]): Promise<void>;
  logger: Logger;
  metrics: Metrics;
}): AuditTrail {
  const dropped = metrics.counter('audit_dropped_total', 'Records of accesses that were lost because too many waited');
  const logDropped = logThrottled(logger, 'Records of accesses are being lost');
  const logFailed = logThrottled(logger, 'Records of accesses wait for the database');
  let waiting: AuditEntry[] = [];
  let writing: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  async function writeAll(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, WRITE_MAX);
      try {
        await write(batch);
      } catch (error) {
        logFailed(error);
        if (!isClosed) timer = setTimeout(start, RETRY_AFTER_MS);
        return;
      }
      waiting = waiting.slice(batch.length);
      if (waiting.length < WRITE_COUNT && !isClosed) break;
    }
    if (waiting.length > 0) timer ??= setTimeout(start, WRITE_AFTER_MS);
  }

  function start(): void {
    writing ??= writeAll().finally(() => {
      writing = undefined;
    });
  }

  return {
    note(entry) {
      if (waiting.length >= WAITING_MAX) {
        dropped.inc();
        logDropped(new Error('audit overflow'));
        return;
      }
      waiting.push({ at: new Date().toISOString(), ...entry });
      if (waiting.length === WRITE_COUNT) start();
      else if (writing === undefined) timer ??= setTimeout(start, WRITE_AFTER_MS);
    },
    async close() {
      isClosed = true;
      await writing;
      clearTimeout(timer);
      await writeAll();
      if (waiting.length > 0) logger.error({ lostCount: waiting.length }, 'Records of accesses were lost at the end');
    },
  };
}
