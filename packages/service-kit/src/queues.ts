import { Queue, Worker, type BulkJobOptions, type Job, type JobsOptions, type Processor } from 'bullmq';
import type { Redis } from 'ioredis';
import { toAppError } from './app-error.ts';
import { withDeadline } from './deadline.ts';
import type { Logger } from './logger.ts';
import { logThrottled } from './throttle.ts';

/** A caller waits this long for Redis to take a job; without a limit it would wait for ever when Redis was never up. */
const ADD_TIMEOUT_MS = 2_000;
/** How long a killed worker keeps its job, and how often others look for such jobs: together about 5 s. */
const LOCK_DURATION_MS = 4_000;
const STALLED_INTERVAL_MS = 1_000;
/** A deploy kills workers; their jobs must come back every time, not fail after the second. */
const MAX_STALLED_COUNT = 1_000;
/** After a lost connection a worker asks again soon (the library's own pause is 15 s). */
const RUN_RETRY_DELAY_MS = 1_000;
const DRAIN_DELAY_SECONDS = 2;

const NAME_PATTERN = /^[a-z0-9][a-z0-9-]{0,99}$/;
const JOB_ID_PATTERN = /^(?!\d+$)[^:]{1,200}$/;

/** Where a queue lives: a connection made by `createRedis` and the first part of its keys. */
export interface QueueOptions {
  connection: Redis;
  prefix: string;
  logger?: Logger;
}

/**
 * Opens a queue for adding jobs.
 *
 * `add` and `addBulk` reject with `unavailable` when Redis does not take the job in time. A job id is free again as soon
 * as its job has completed or failed. That `add` resolved is no proof of work done: only the worker's answer is.
 * Throws when the name is not lower-case letters, digits and hyphens.
 */
export function createQueue<Data = unknown, Result = unknown>(
  name: string,
  { connection, prefix, logger }: QueueOptions,
): Queue<Data, Result, string, Data, Result, string> {
  const queue = new PromptQueue<Data, Result>(checkName(name), {
    connection,
    prefix,
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
  });
  queue.on('error', reporter(logger, 'A queue failed', name));
  return queue;
}

/** How a worker takes jobs. */
export interface WorkerOptions {
  concurrency?: number;
  keepFailed?: boolean;
}

/** A queue that answers in time. */
class PromptQueue<Data, Result> extends Queue<Data, Result, string, Data, Result, string> {
  override async add(name: string, data: Data, options?: JobsOptions): Promise<Job<Data, Result>> {
    checkJobId(options?.jobId);
    return taken(super.add(name, data, options));
  }

  override async addBulk(jobs: { name: string; data: Data; opts?: BulkJobOptions }[]): Promise<Job<Data, Result>[]> {
    for (const job of jobs) checkJobId(job.opts?.jobId);
    return taken(super.addBulk(jobs));
  }
}

/** Whether the line is slow, cut or refused, the caller hears the same: try again later. */
async function taken<T>(adding: Promise<T>): Promise<T> {
  try {
    return await withDeadline(adding, ADD_TIMEOUT_MS);
  } catch (error) {
    const known = toAppError(error);
    throw known.code === 'unavailable' ? known : error;
  }
}

/** Dead letters that are kept for operators, per queue. */
const DEAD_LETTERS_MAX = 1_000;
/** How often a job is tried, how its pauses grow, and that it stays as a dead letter when all of that was in vain. */
export const JOB_RETRIES = {
  attempts: 8,
  backoff: { type: 'exponential', delay: 1_000, jitter: 0.5 },
  removeOnFail: { count: DEAD_LETTERS_MAX },
} as const;

/**
 * Starts a worker whose jobs survive it: when the process is killed, another worker has the job within seconds.
 * Every job may therefore run twice. `concurrency` defaults to 1, which keeps the order of a lane.
 * With `keepFailed`, jobs that failed for good stay as dead letters until an operator retries or removes them.
 */
export function createWorker<Data = unknown, Result = unknown>(
  name: string,
  processor: Processor<Data, Result>,
  { connection, prefix, concurrency = 1, keepFailed = false, logger }: QueueOptions & WorkerOptions,
): Worker<Data, Result> {
  const worker = new Worker<Data, Result>(checkName(name), processor, {
    connection,
    prefix,
    concurrency,
    lockDuration: LOCK_DURATION_MS,
    stalledInterval: STALLED_INTERVAL_MS,
    maxStalledCount: MAX_STALLED_COUNT,
    runRetryDelay: RUN_RETRY_DELAY_MS,
    drainDelay: DRAIN_DELAY_SECONDS,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: keepFailed ? DEAD_LETTERS_MAX : 0 },
  });
  worker.on('error', reporter(logger, 'A worker failed', name));
  const logFailed = reporter(logger, 'A job failed', name);
  worker.on('failed', (_job, error) => logFailed(error));
  return worker;
}

function reporter(logger: Logger | undefined, message: string, queue: string): (error: unknown) => void {
  return logger === undefined ? () => undefined : logThrottled(logger, message, { queue });
}

function checkName(name: string): string {
  if (!NAME_PATTERN.test(name)) throw new Error(`A queue name is made of a-z, 0-9 and hyphens, not "${name}"`);
  return name;
}

function checkJobId(id: string | undefined): void {
  if (id !== undefined && !JOB_ID_PATTERN.test(id)) {
    throw new Error('A job id starts with a word, has no colon, and is no plain number');
  }
}
