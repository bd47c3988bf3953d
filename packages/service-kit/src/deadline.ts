import { AppError, type ErrorCode } from '@causerie/contracts';

/**
 * Waits for `promise`, but never longer than `timeoutMs`.
 *
 * Rejects with `AppError(code)` (by default `unavailable`, which callers may retry) once the time is up.
 * The late outcome of `promise` is dropped: neither its value nor its rejection reaches anybody.
 */
export async function withDeadline<T>(
  promise: Promise<T>,
  timeoutMs: number,
  code: ErrorCode = 'unavailable',
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new AppError(code)), timeoutMs);
  });
  try {
    // The race subscribes to both sides, so a rejection that comes after the deadline is already handled.
    return await Promise.race([promise, expired]);
  } finally {
    clearTimeout(timer);
  }
}
