import type { Redis } from 'ioredis';
import { withDeadline } from './deadline.ts';
import { describeError } from './describe-error.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';
import { createQueue, createWorker, JOB_RETRIES } from './queues.ts';
import { watchWorker } from './watch-worker.ts';

/** How often the schedules are written again; a wiped Redis has forgotten them. */
const SCHEDULE_REFRESH_INTERVAL_MS = 30_000;
/** Longest time that writing a schedule may take. */
const SCHEDULE_DEADLINE_MS = 2_000;
/** Dead letters that are listed of each kind. */
const DEAD_LETTERS_LISTED = 100;
/** Jobs of one kind that one process works on at once, unless the kind says otherwise. */
const CONCURRENCY_DEFAULT = 4;

/** What failed is due again soon: it leaves a line in the log and no dead letter. */
const SCHEDULED = { ...JOB_RETRIES, removeOnFail: true };

/**
 * One kind of background work. A job may run twice, after a crash or a wiped Redis, so `process` must not mind.
 * It throws to be tried again ({@link JOB_RETRIES}); after the last attempt the job stays as a dead letter.
 */
export interface JobKind {
  /** Name of the queue: lower-case words with hyphens. */
  name: string;
  /** Does the work of one job; parses `data` itself, since yesterday's job is as foreign as a browser. */
  process(data: unknown): Promise<void>;
  /** For work that is due again and again: the pause in milliseconds; its jobs carry no data. */
  everyMs?: number;
  concurrency?: number;
}

/** What {@link startJobs} needs. */
export interface JobsOptions {
  kinds: readonly JobKind[];
  blocking: Redis;
  commands: Redis;
  prefix: string;
  logger: Logger;
  metrics: Metrics;
}

/** A job that failed for good. What it was about stays in the queue: here are only names and figures. */
export interface DeadLetter {
  kind: string;
  id: string;
  attempts: number;
  failedAt: string | null;
}

/** The running background work. */
export interface Jobs {
  /** Jobs that failed for good, over all kinds; each kind's own count is in the metrics. */
  deadLettersCount(): Promise<number>;
  /** The newest of them, of every kind. */
  deadLetters(): Promise<DeadLetter[]>;
  /** Gives a dead letter all its attempts again; false when there is none of that name. */
  retry(kind: string, id: string): Promise<boolean>;
  close(): Promise<void>;
}

/** Starts a worker per kind, over all replicas of this service; scheduled kinds run on one replica at a time. */
export function startJobs({ kinds, blocking, commands, prefix, logger, metrics }: JobsOptions): Jobs {
  const done = metrics.counter('jobs_total', 'Background jobs by kind and outcome', ['kind', 'outcome']);
  const dead = metrics.gauge('jobs_dead_letters', 'Jobs that failed for good and wait for an operator', ['kind']);
  const running = kinds.map((kind) => {
    const { name, process, concurrency = CONCURRENCY_DEFAULT } = kind;
    const queue = createQueue(name, { connection: commands, prefix, logger });
    const work = async ({ data }: { data: unknown }): Promise<void> => {
      try {
        await process(data);
        done.inc({ kind: name, outcome: 'done' });
      } catch (error) {
        done.inc({ kind: name, outcome: 'failed' });
        throw error;
      }
    };
    const worker = createWorker(name, work, { connection: blocking, prefix, logger, concurrency, keepFailed: true });
    return { kind, queue, worker, unwatch: watchWorker(worker, queue, { logger }) };
  });
  const schedule = async (): Promise<void> => {
    for (const { kind, queue } of running) {
      if (kind.everyMs === undefined) continue;
      const written = queue.upsertJobScheduler(kind.name, { every: kind.everyMs }, { opts: SCHEDULED });
      await withDeadline(written, SCHEDULE_DEADLINE_MS).catch((error: unknown) => {
        logger.warn({ queue: kind.name, error: describeError(error) }, 'A schedule could not be written');
      });
    }
  };
  void schedule();
  const refresher = setInterval(() => void schedule(), SCHEDULE_REFRESH_INTERVAL_MS);

  return {
    async deadLettersCount() {
      let total = 0;
      for (const { kind, queue } of running) {
        const count = await queue.getFailedCount();
        dead.set({ kind: kind.name }, count);
        total += count;
      }
      return total;
    },
    async deadLetters() {
      const failed = await Promise.all(
        running.map(async ({ kind, queue }) => {
          const jobs = await queue.getFailed(0, DEAD_LETTERS_LISTED - 1);
          return jobs.map(({ id = '', attemptsMade: attempts, finishedOn }) => ({
            kind: kind.name,
            id,
            attempts,
            failedAt: finishedOn === undefined ? null : new Date(finishedOn).toISOString(),
          }));
        }),
      );
      return failed.flat();
    },
    async retry(name, id) {
      const job = await running.find(({ kind }) => kind.name === name)?.queue.getJob(id);
      if (job === undefined || !(await job.isFailed())) return false;
      await job.retry('failed', { resetAttemptsMade: true });
      return true;
    },
    async close() {
      clearInterval(refresher);
      for (const { unwatch } of running) unwatch();
      await Promise.all(running.map(({ worker }) => worker.close()));
      await Promise.all(running.map(({ queue }) => queue.close()));
    },
  };
}
