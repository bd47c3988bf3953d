import type { Clock, Presences } from '@causerie/core';
import { withDeadline } from '@causerie/service-kit';
import type { Redis } from 'ioredis';

/** How long a replica's word is believed without being said again: bounds the ghosts of a killed replica. */
export const PRESENCE_TTL_MS = 25_000;
/** Presence is volatile (DEL-10): a Redis that does not answer in time means "nobody is known to be online". */
const PRESENCE_DEADLINE_MS = 1000;

/**
 * Presence in Redis: per person a sorted set of replicas, scored by when their word expires.
 * `replicaId` must be unique among the lives of all replicas. Rejects with `unavailable` when Redis does not answer in time.
 */
export function createPresences(options: { redis: Redis; prefix: string; replicaId: string; clock: Clock }): Presences {
  const { redis, prefix, replicaId, clock } = options;
  const keyOf = (personId: string): string => `${prefix}-presence-${personId}`;

  /** Runs one change of one person's set and says how many other replicas have them. */
  async function change(personId: string, leave: boolean): Promise<number> {
    const key = keyOf(personId);
    const nowMs = clock.nowMs();
    const steps = redis.multi().zremrangebyscore(key, '-inf', nowMs).zrem(key, replicaId).zcard(key);
    if (!leave) steps.zadd(key, nowMs + PRESENCE_TTL_MS, replicaId).pexpire(key, PRESENCE_TTL_MS);
    const results = await withDeadline(steps.exec(), PRESENCE_DEADLINE_MS);
    return Number(results?.[2]?.[1] ?? 0);
  }

  return {
    enter: async (personId) => (await change(personId, false)) === 0,
    leave: async (personId) => (await change(personId, true)) === 0,
    async refresh(personIds) {
      const nowMs = clock.nowMs();
      const steps = redis.pipeline();
      for (const personId of personIds) {
        steps.zadd(keyOf(personId), nowMs + PRESENCE_TTL_MS, replicaId).pexpire(keyOf(personId), PRESENCE_TTL_MS);
      }
      await withDeadline(steps.exec(), PRESENCE_DEADLINE_MS);
    },
    async onlineAmong(personIds) {
      if (personIds.length === 0) return new Set();
      const nowMs = clock.nowMs();
      const steps = redis.pipeline();
      for (const personId of personIds) steps.zcount(keyOf(personId), nowMs, '+inf');
      const counts = await withDeadline(steps.exec(), PRESENCE_DEADLINE_MS).catch(() => null);
      return new Set(personIds.filter((_, index) => Number(counts?.[index]?.[1] ?? 0) > 0));
    },
  };
}
