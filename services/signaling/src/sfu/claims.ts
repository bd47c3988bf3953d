import { withDeadline } from '@causerie/service-kit';
import type { Redis } from 'ioredis';

/** How long a claim holds without being renewed: a replica that was killed is replaced after it. */
export const CLAIM_LIFE_MS = 9_000;
const CLAIM_DEADLINE_MS = 1_000;
/** Prolongs my claim, or makes it when nobody has one; 0 when it is somebody else's. */
const CLAIM = `
local owner = redis.call('get', KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
redis.call('set', KEYS[1], ARGV[1], 'px', ARGV[2])
return 1`;
const GIVE_UP = `if redis.call('get', KEYS[1]) == ARGV[1] then redis.call('del', KEYS[1]) end`;

/** Which replica forwards a call: one at a time. */
export interface Claims {
  /** True while the call is mine: now it is for another {@link CLAIM_LIFE_MS}. */
  claim(callId: string): Promise<boolean>;
  giveUp(callId: string): Promise<void>;
}

/** Claims in Redis. `ownerId` must be unique among the lives of all replicas. Rejects with `unavailable` when Redis does not answer in time. */
export function createClaims({ redis, prefix, ownerId }: { redis: Redis; prefix: string; ownerId: string }): Claims {
  const keyOf = (callId: string): string => `${prefix}-forwarding-${callId}`;
  return {
    async claim(callId) {
      const taken = redis.eval(CLAIM, 1, keyOf(callId), ownerId, CLAIM_LIFE_MS);
      return (await withDeadline(taken, CLAIM_DEADLINE_MS)) === 1;
    },
    async giveUp(callId) {
      await withDeadline(redis.eval(GIVE_UP, 1, keyOf(callId), ownerId), CLAIM_DEADLINE_MS);
    },
  };
}
