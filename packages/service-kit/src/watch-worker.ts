import type { Queue, Worker } from 'bullmq';
import { withDeadline } from './deadline.ts';
import { describeError } from './describe-error.ts';
import type { Logger } from './logger.ts';

const CHECK_INTERVAL_MS = 1_000;
const CHECK_TIMEOUT_MS = 2_000;
const MAX_WAITING_AGE_MS = 5_000;

/** How the watchdog reports; `onStuck` hears how long the oldest job has waited and how often it restarted so far. */
export interface WatchOptions {
  logger: Logger;
  onStuck?: (report: { queue: string; waitingAgeMs: number; restartsCount: number }) => void;
  maxWaitingAgeMs?: number;
  intervalMs?: number;
}

/** The parts of a queue that the watchdog needs. */
export type WatchedQueue = Pick<Queue, 'name' | 'getJobs' | 'getActiveCount'>;

/**
 * Restarts a worker that says it runs but takes nothing: the oldest waiting job is too old while no job is active.
 * Its connections are cut and come back, which makes the library fetch again. Returns a function that stops watching.
 */
export function watchWorker(worker: Worker, queue: WatchedQueue, options: WatchOptions): () => void {
  const { logger, onStuck, maxWaitingAgeMs = MAX_WAITING_AGE_MS, intervalMs = CHECK_INTERVAL_MS } = options;
  let restartsCount = 0;
  let quietUntilMs = 0;
  let checking = false;

  async function check(): Promise<void> {
    if (worker.closing !== undefined || worker.isPaused() || Date.now() < quietUntilMs) return;
    const waitingAgeMs = await withDeadline(oldestWaitingMs(queue), CHECK_TIMEOUT_MS);
    if (waitingAgeMs < maxWaitingAgeMs) return;
    restartsCount += 1;
    // The restarted worker gets as long as a job may wait before it is judged again.
    quietUntilMs = Date.now() + maxWaitingAgeMs;
    logger.error({ queue: queue.name, waitingAgeMs, restartsCount }, 'A worker stopped taking jobs and is restarted');
    onStuck?.({ queue: queue.name, waitingAgeMs, restartsCount });
    await withDeadline(restart(worker), CHECK_TIMEOUT_MS);
  }

  const timer = setInterval(() => {
    if (checking) return;
    checking = true;
    check()
      // A watchdog that cannot see is silent: the connection that failed has its own log line.
      .catch((error: unknown) =>
        logger.debug({ queue: queue.name, error: describeError(error) }, 'The queue could not be watched'),
      )
      .finally(() => {
        checking = false;
      });
  }, intervalMs).unref();
  return () => clearInterval(timer);
}

async function oldestWaitingMs(queue: WatchedQueue): Promise<number> {
  const [[oldest], active] = await Promise.all([queue.getJobs(['wait'], 0, 0, true), queue.getActiveCount()]);
  return oldest === undefined || active > 0 ? 0 : Date.now() - oldest.timestamp;
}

async function restart(worker: Worker): Promise<void> {
  const backend = worker.getBackend();
  for (const connection of [backend.client, backend.blockingClient]) {
    const client = await connection;
    (client as unknown as { disconnect(reconnect: boolean): void } | undefined)?.disconnect(true);
  }
  if (!worker.isRunning()) worker.run().catch((error: unknown) => worker.emit('error', error as Error));
}
