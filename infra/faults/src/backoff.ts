import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from './random.ts';

const BACKOFF_MIN_MS = 100;
const BACKOFF_MAX_MS = 1500;

/** Waits before a retry: longer after each failure up to a limit, and spread, so that clients do not return in step. */
export async function backOff(random: Random, failures: number): Promise<void> {
  const limitMs = Math.min(BACKOFF_MAX_MS, BACKOFF_MIN_MS * 2 ** failures);
  await delay(limitMs / 2 + random.below(limitMs / 2));
}
