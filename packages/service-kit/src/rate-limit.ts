import { AppError } from '@causerie/contracts';
import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

/** A report to Redis is due after this share of the limit: what bounds both the overshoot and the cost. */
const REPORT_SHARE = 0.05;
/** Names (people, addresses) that one process counts at once; whoever was quiet the longest is forgotten. */
const NAMES_MAX = 100_000;

/** How much of something a name may do. */
export interface RateLimitOptions {
  /** First part of its keys in Redis. */
  prefix: string;
  /** What is limited, a word such as `person`; part of the key and of the metric. */
  kind: string;
  /** Most of it in one window; 0 switches the limit off. */
  limit: number;
  windowSeconds: number;
  redis: Redis;
  /** What a name is called in Redis, which holds neither addresses nor ids of people; the same in every process. */
  pseudonymOf(name: string): string;
  onError(error: unknown): void;
  onRefused(kind: string): void;
  now?: () => number;
}

/** Counts one event of a name. @throws AppError `rate_limited` with the seconds until the window ends. */
export type RateLimit = (name: string) => void;

/** What this process knows of one name in its window. */
interface Count {
  endsAtMs: number;
  /** Events that were let through here. */
  here: number;
  /** Of these, how many Redis has not heard of yet. */
  unreported: number;
  /** Redis has counted as many as may be, over all processes. */
  full: boolean;
}

/**
 * A limit over all processes without a round trip per event. Each process counts for itself and tells Redis a block at a time, a
 * twentieth of the limit; Redis adds up, and its answer, whenever it comes, says whether the name has used up its window and when that
 * ends. So a name gets through at most the limit, and in each process one block and what happens during one round trip beside it.
 * While Redis is away each process holds a name to the whole limit by itself: a limit never makes a service fail.
 */
export function createRateLimit(options: RateLimitOptions): RateLimit {
  const { kind, limit, windowSeconds, pseudonymOf, onError, onRefused, now = Date.now } = options;
  if (limit === 0) return () => undefined;
  const counts = new LRUCache<string, Count>({ max: NAMES_MAX });
  const block = Math.max(1, Math.floor(limit * REPORT_SHARE));
  const store = new RateLimiterRedis({
    storeClient: options.redis,
    keyPrefix: `${options.prefix}-rate-${kind}`,
    points: limit,
    duration: windowSeconds,
    rejectIfRedisNotReady: true,
  });

  function hear(count: Count, answer: RateLimiterRes): void {
    if (answer.consumedPoints >= limit) count.full = true;
    // All processes end the window together.
    if (answer.msBeforeNext > 0) count.endsAtMs = now() + answer.msBeforeNext;
  }

  function report(name: string, count: Count): void {
    const points = count.unreported;
    count.unreported = 0;
    store.consume(pseudonymOf(name), points).then(
      (answer) => hear(count, answer),
      (refusal: unknown) => (refusal instanceof RateLimiterRes ? hear(count, refusal) : onError(refusal)),
    );
  }

  return (name) => {
    const nowMs = now();
    let count = counts.get(name);
    if (count === undefined || count.endsAtMs <= nowMs) {
      count = { endsAtMs: nowMs + windowSeconds * 1000, here: 0, unreported: 0, full: false };
      counts.set(name, count);
    }
    if (count.full || count.here >= limit) {
      onRefused(kind);
      const retryAfterSeconds = Math.max(1, Math.ceil((count.endsAtMs - nowMs) / 1000));
      throw new AppError('rate_limited', `at most ${limit} in ${windowSeconds} s`, { retryAfterSeconds });
    }
    count.here += 1;
    count.unreported += 1;
    if (count.unreported >= block) report(name, count);
  };
}
