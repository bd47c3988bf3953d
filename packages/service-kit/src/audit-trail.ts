import type { AuditEntry } from '@causerie/contracts';
import { describeError } from './describe-error.ts';
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
/** SQLSTATEs that a record earns by what it says: data that no column takes, and broken constraints. It would be refused for ever. */
const REFUSED_FOR_GOOD = /^(?:22|23)/;
/** Refused records that one round of writing names in the log; the metric counts all. */
const REFUSED_LOGGED_MAX = 20;

/** Where records are noted; nobody waits for them to be written. */
export interface AuditTrail {
  /** Adds the moment and keeps the record until the next write. */
  note(entry: Omit<AuditEntry, 'at'>): void;
  /** Writes what is there and ends; what cannot be written within the caller's patience is lost. */
  close(): Promise<void>;
}

/**
 * Collects the records of a door and writes them together, so that none costs its request a round trip. One write is under way at a
 * time; one that failed is repeated, so after a lost answer records may be there twice, but none is missing. A record that the database
 * refuses for what it says is found by halving and given up alone, so that it holds up no other.
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
  const reports = createReports(logger, metrics);
  let waiting: AuditEntry[] = [];
  let writing: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  async function writeAll(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    let size = WRITE_MAX;
    let refusedCount = 0;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, size);
      try {
        await write(batch);
      } catch (error) {
        if (!isRefusal(error)) {
          reports.failed(error);
          if (!isClosed) timer = setTimeout(start, RETRY_AFTER_MS);
          return;
        }
        size = Math.ceil(batch.length / 2);
        if (batch.length > 1) continue;
        reports.refused(batch, error, ++refusedCount);
      }
      waiting = waiting.slice(batch.length);
      size = Math.min(2 * size, WRITE_MAX);
      if (waiting.length < WRITE_COUNT && size === WRITE_MAX && !isClosed) break;
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
        reports.dropped();
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

/** What operators hear of records that are late or lost. */
function createReports(logger: Logger, metrics: Metrics) {
  const dropped = metrics.counter('audit_dropped_total', 'Records of accesses that were lost because too many waited');
  const refused = metrics.counter('audit_refused_total', 'Records of accesses that the database will never take');
  const logDropped = logThrottled(logger, 'Records of accesses are being lost');
  return {
    failed: logThrottled(logger, 'Records of accesses wait for the database'),
    dropped(): void {
      dropped.inc();
      logDropped(new Error('audit overflow'));
    },
    /** The record is named by its request, and says nothing else; `count` is how many this round of writing has given up. */
    refused([record]: readonly AuditEntry[], error: unknown, count: number): void {
      refused.inc();
      if (count > REFUSED_LOGGED_MAX) return;
      const requestId = record?.requestId ?? null;
      logger.error(
        { requestId, error: describeError(error) },
        'The record of an access was refused for good and given up',
      );
    },
  };
}

function isRefusal(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && REFUSED_FOR_GOOD.test(code);
}
