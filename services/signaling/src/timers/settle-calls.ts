import { CALL_TIMERS_QUEUE, Id } from '@causerie/contracts';
import { settleDue, type CallDeps, type Notifications } from '@causerie/core';
import { logThrottled, startJobs, toAppError, type JobKind, type Logger, type Metrics } from '@causerie/service-kit';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { createLeaseGrace } from './lease-grace.ts';

/** How often the database is asked what is due: the most by which something comes late when Redis has forgotten its timer. */
const SWEEP_INTERVAL_MS = 2000;
/** Calls of one sweep; what is left is found by the next. */
const DUE_AT_ONCE = 100;
/** Timers that one process works on at once. */
const TIMERS_AT_ONCE = 8;

/** One timer: a call in which something is due. */
const CallTimer = z.object({ callId: Id });

/** What settling calls needs. */
export interface SettleDeps extends CallDeps {
  notifications: Pick<Notifications, 'add'>;
  blocking: Redis;
  commands: Redis;
  prefix: string;
  logger: Logger;
  metrics: Metrics;
}

/** The running timers and sweep. */
export interface Settling {
  /** A renewal of leases could not be written: nobody is declared lost before the next one. */
  away(): void;
  close(): Promise<void>;
}

/**
 * Carries out what is due in calls: timers as they ring, over all replicas, and a sweep in each for those that were lost with Redis or a
 * killed process. Both may come to the same call, and one of them finds that there is nothing left to do.
 */
export function settleCalls(deps: SettleDeps): Settling {
  const { calls, clock, logger } = deps;
  const grace = createLeaseGrace(clock);
  const settling = { ...deps, calls: grace.over(calls) };
  const onFailed = logThrottled(logger, 'What is due in calls could not be looked for');
  let isSweeping = false;

  const settle = async (callId: string): Promise<void> => {
    try {
      await settleDue(settling, callId, clock.nowMs());
    } catch (error) {
      if (toAppError(error).retryable) grace.away();
      throw error;
    }
  };
  const sweep = async (): Promise<void> => {
    const due = await calls.due(clock.nowMs(), DUE_AT_ONCE).catch((error: unknown) => {
      grace.away();
      onFailed(error);
      return [];
    });
    // One call that cannot be settled keeps no other from it.
    for (const callId of due) await settle(callId).catch(onFailed);
  };
  const tick = (): void => {
    if (isSweeping) return;
    isSweeping = true;
    void sweep().finally(() => (isSweeping = false));
  };
  const timer = setInterval(tick, SWEEP_INTERVAL_MS);
  const kind: JobKind = {
    name: CALL_TIMERS_QUEUE,
    concurrency: TIMERS_AT_ONCE,
    process: async (data) => settle(CallTimer.parse(data).callId),
  };
  const jobs = startJobs({ ...deps, kinds: [kind] });
  return {
    away: grace.away,
    async close() {
      clearInterval(timer);
      await jobs.close();
    },
  };
}
