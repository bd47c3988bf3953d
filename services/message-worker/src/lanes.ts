import { laneQueueNames } from '@causerie/bus';
import {
  createQueue,
  createWorker,
  describeError,
  watchWorker,
  withDeadline,
  type Logger,
} from '@causerie/service-kit';
import type { Redis } from 'ioredis';

/** How often the one-batch-at-a-time rule is written again; a wiped Redis has forgotten it. */
const CONCURRENCY_REFRESH_INTERVAL_MS = 2000;
/** Longest time that writing the rule may take. */
const CONCURRENCY_DEADLINE_MS = 1000;

/** What {@link startLanes} needs. */
export interface LanesOptions {
  lanes: number;
  /** A connection in `blocking` mode for the workers and one in `commands` mode for looking at the queues. */
  blocking: Redis;
  commands: Redis;
  prefix: string;
  logger: Logger;
  process(job: { data: unknown }): Promise<void>;
  onStuck(lane: string): void;
}

/** The running lanes. */
export interface Lanes {
  /** Batches that wait, over all lanes. */
  waitingCount(): Promise<number>;
  isRunning(): boolean;
  close(): Promise<void>;
}

/**
 * Starts one worker per lane. A lane has one active batch over all worker processes (global concurrency 1), so order
 * within a conversation is by construction; a watchdog restarts a worker that claims to run but takes nothing.
 */
export async function startLanes(options: LanesOptions): Promise<Lanes> {
  const { lanes, blocking, commands, prefix, logger, process, onStuck } = options;
  const all = laneQueueNames(lanes).map((name) => {
    const queue = createQueue(name, { connection: commands, prefix, logger });
    const worker = createWorker(name, process, { connection: blocking, prefix, logger });
    const unwatch = watchWorker(worker, queue, { logger, onStuck: () => onStuck(name) });
    return { queue, worker, unwatch };
  });
  const assertRule = async (): Promise<void> => {
    const written = Promise.all(all.map(({ queue }) => queue.setGlobalConcurrency(1)));
    await withDeadline(written, CONCURRENCY_DEADLINE_MS).catch((error: unknown) => {
      logger.warn({ error: describeError(error) }, 'The one-batch-at-a-time rule could not be written');
    });
  };
  await assertRule();
  const refresher = setInterval(() => void assertRule(), CONCURRENCY_REFRESH_INTERVAL_MS);

  return {
    async waitingCount() {
      const counts = await Promise.all(all.map(({ queue }) => queue.getWaitingCount()));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    isRunning: () => all.every(({ worker }) => worker.isRunning()),
    async close() {
      clearInterval(refresher);
      for (const { unwatch } of all) unwatch();
      await Promise.all(all.map(({ worker }) => worker.close()));
      await Promise.all(all.map(({ queue }) => queue.close()));
    },
  };
}
