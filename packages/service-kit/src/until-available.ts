import { setTimeout as pause } from 'node:timers/promises';
import { toAppError } from './app-error.ts';
import { describeError } from './describe-error.ts';
import type { Logger } from './logger.ts';

const PAUSE_MS = 500;
/** A database that recovers from a crash may need a while; longer than this is for whoever runs the process to decide. */
const PATIENCE_MS = 60_000;

/**
 * Does work at boot that needs a dependency, again and again while it is away: a service that exits because Postgres is
 * still recovering would only be started again into the same state.
 * Rejects at once with an error that waiting cannot mend, and with the last `unavailable` after a minute.
 */
export async function untilAvailable<T>(
  work: () => Promise<T>,
  { logger, what, patienceMs = PATIENCE_MS }: { logger: Logger; what: string; patienceMs?: number },
): Promise<T> {
  const endsAtMs = Date.now() + patienceMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!toAppError(error).retryable || Date.now() >= endsAtMs) throw error;
      logger.warn({ kind: what, error: describeError(error) }, 'Waiting for a dependency');
      await pause(PAUSE_MS);
    }
  }
}
