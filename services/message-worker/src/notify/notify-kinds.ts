import { AppError } from '@causerie/contracts';
import {
  DIGEST_GAP_SECONDS,
  sendDigest,
  sendPush,
  sweepNotifications,
  tidyNotifications,
  type Announcer,
  type Clock,
  type Digest,
  type Digests,
  type NotificationSweeps,
  type PushJob,
  type PushSender,
  type PushTargets,
  type SweepPlace,
} from '@causerie/core';
import { createQueue, JOB_RETRIES, type JobKind, type Logger, logThrottled } from '@causerie/service-kit';
import type { Redis } from 'ioredis';
import { z } from 'zod';

const SWEEP_INTERVAL_MS = 2_000;
const DIGEST_SWEEP_INTERVAL_MS = 60_000;
const TIDY_INTERVAL_MS = 3_600_000;
const HOUR_MS = 3_600_000;
/** E-mails that one run hands over. */
const DIGEST_LIMIT = 500;
const PUSH_CONCURRENCY = 16;
/** Ids of jobs that are done are remembered this long, so that a run that died before it took note repeats nothing. */
const DONE_JOBS = { age: 3_600, count: 100_000 } as const;

/** What notifying is made of. */
export interface NotifyOptions {
  sweeps: NotificationSweeps;
  pushes: PushTargets;
  digests: Digests;
  announcer: Announcer;
  clock: Clock;
  /** Null where the operator has given no keys for pushes. */
  sender: PushSender | null;
  /** Null where the operator has named no mail server. */
  mail: ((digest: Digest) => Promise<void>) | null;
  showNames: boolean;
  pushAfterSeconds: number;
  digestAfterSeconds: number;
  /** Days for which notifications are kept; 0 is for ever. */
  keptDays: number;
  commands: Redis;
  prefix: string;
  logger: Logger;
}

const PushJobData = z.object({
  say: z.enum(['notify', 'withdraw']),
  notificationId: z.uuid(),
  seq: z.int().nullable(),
  subscriptionId: z.uuid(),
});
const DigestJobData = z.object({ personId: z.uuid() });

/** The background work of notifying; `close` lets go of the queues. */
export function createNotify(options: NotifyOptions): { kinds: JobKind[]; close(): Promise<void> } {
  const { commands, prefix, logger } = options;
  const pushQueue = createQueue<PushJob>('push', { connection: commands, prefix, logger });
  const digestQueue = createQueue<{ personId: string }>('digest', { connection: commands, prefix, logger });
  const kinds = [
    sweepKind(options, async (jobs) => {
      await pushQueue.addBulk(jobs.map((data) => ({ name: data.say, data, opts: once(pushJobId(data)) })));
    }),
    tidyKind(options),
    ...pushKinds(options),
    ...digestKinds(options, async (personIds) => {
      // An e-mail that failed for good has another turn in the next hour.
      const hour = Math.floor(options.clock.nowMs() / HOUR_MS);
      const jobs = personIds.map((personId) => ({
        name: 'digest',
        data: { personId },
        opts: { ...JOB_RETRIES, jobId: `d-${personId}-${hour}` },
      }));
      await digestQueue.addBulk(jobs);
    }),
  ];
  return {
    kinds,
    async close() {
      await Promise.all([pushQueue.close(), digestQueue.close()]);
    },
  };
}

function pushJobId({ say, notificationId, seq, subscriptionId }: PushJob): string {
  return `${say}-${notificationId}-${seq ?? 0}-${subscriptionId}`;
}

function once(jobId: string) {
  return { ...JOB_RETRIES, jobId, removeOnComplete: DONE_JOBS };
}

function sweepKind(options: NotifyOptions, enqueue: (jobs: readonly PushJob[]) => Promise<void>): JobKind {
  const { sweeps, announcer, clock, sender, pushAfterSeconds, logger } = options;
  const logAway = logThrottled(logger, 'Notifications wait for the database');
  const onAnnounceFailed = logThrottled(logger, 'An announcement of notifications was lost; lists show them');
  let place: SweepPlace = { messages: null, reads: null };
  const deps = {
    sweeps,
    announcer,
    clock,
    enqueue: sender === null ? null : enqueue,
    patienceSeconds: pushAfterSeconds,
    onAnnounceFailed,
  };
  return {
    name: 'notify-sweep',
    everyMs: SWEEP_INTERVAL_MS,
    concurrency: 1,
    async process() {
      try {
        place = await sweepNotifications(deps, place);
      } catch (error) {
        // The next run is due before a repeat of this one would be, and does the same work.
        if (!(error instanceof AppError && error.code === 'unavailable')) throw error;
        logAway(error);
      }
    },
  };
}

function tidyKind({ sweeps, announcer, keptDays, logger }: NotifyOptions): JobKind {
  const onAnnounceFailed = logThrottled(logger, 'An announcement of notifications was lost; lists show them');
  return {
    name: 'notify-tidy',
    everyMs: TIDY_INTERVAL_MS,
    concurrency: 1,
    process: () => tidyNotifications({ sweeps, announcer, keptDays, onAnnounceFailed }),
  };
}

function pushKinds({ pushes, sender, showNames }: NotifyOptions): JobKind[] {
  if (sender === null) return [];
  return [
    {
      name: 'push',
      concurrency: PUSH_CONCURRENCY,
      process: (data) => sendPush({ pushes, sender, showNames }, PushJobData.parse(data)),
    },
  ];
}

function digestKinds(options: NotifyOptions, enqueue: (personIds: readonly string[]) => Promise<void>): JobKind[] {
  const { digests, mail, digestAfterSeconds: patienceSeconds } = options;
  if (mail === null) return [];
  return [
    {
      name: 'digest-sweep',
      everyMs: DIGEST_SWEEP_INTERVAL_MS,
      concurrency: 1,
      async process() {
        const personIds = await digests.due({ patienceSeconds, gapSeconds: DIGEST_GAP_SECONDS, limit: DIGEST_LIMIT });
        if (personIds.length > 0) await enqueue(personIds);
      },
    },
    {
      name: 'digest',
      process: (data) => sendDigest({ digests, mail, patienceSeconds }, DigestJobData.parse(data).personId),
    },
  ];
}
