import { describeError } from './describe-error.ts';
import type { Logger } from './logger.ts';

const WINDOW_MS = 10_000;

/**
 * Returns a function that logs an error at most once in ten seconds, with the number of those kept back meanwhile.
 * A broken dependency fails thousands of times per second; its log must not fill the disk.
 */
export function logThrottled(
  logger: Logger,
  message: string,
  fields: Record<string, string> = {},
  now: () => number = Date.now,
): (error: unknown) => void {
  let nextAtMs = 0;
  let suppressedCount = 0;
  return (error) => {
    if (now() < nextAtMs) {
      suppressedCount += 1;
      return;
    }
    nextAtMs = now() + WINDOW_MS;
    logger.error({ ...fields, suppressedCount, error: describeError(error) }, message);
    suppressedCount = 0;
  };
}
