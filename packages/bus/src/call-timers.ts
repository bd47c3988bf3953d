import { CALL_TIMERS_QUEUE } from '@causerie/contracts';
import type { CallTimers } from '@causerie/core';
import { createQueue, logThrottled, type QueueOptions } from '@causerie/service-kit';

/** How often a timer that failed is tried again; the sweep finds what is left. */
const TIMER_OPTIONS = { attempts: 3, backoff: { type: 'exponential', delay: 500 }, removeOnFail: true } as const;

/** The timers of calls, with the way to end them. */
export interface KeptTimers extends CallTimers {
  close(): Promise<void>;
}

/**
 * Sets timers as delayed jobs, so that they survive this process. Nobody waits for one to be written, and one that Redis did not take or
 * has forgotten only comes late: a sweep asks the database for what is due.
 */
export function createCallTimers(options: QueueOptions & { logger: NonNullable<QueueOptions['logger']> }): KeptTimers {
  const queue = createQueue<{ callId: string }>(CALL_TIMERS_QUEUE, options);
  const onLost = logThrottled(options.logger, 'A timer of a call was not taken; the sweep will find what is due');
  return {
    async at(callId, dueMs, what) {
      const at = { jobId: `${what}-${callId}-${dueMs}`, delay: Math.max(0, dueMs - Date.now()) };
      queue.add(what, { callId }, { ...TIMER_OPTIONS, ...at }).catch(onLost);
    },
    close: async () => queue.close(),
  };
}
