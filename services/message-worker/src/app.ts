import { setTimeout as pauseMs } from 'node:timers/promises';
import { createAnnouncer, createLaneProcessor } from '@causerie/bus';
import type { PersistResult } from '@causerie/contracts';
import { persistMessages, type Messages } from '@causerie/core';
import {
  createHttpApp,
  describeError,
  type HttpApp,
  type JobKind,
  type Logger,
  logThrottled,
  type Metrics,
  type Readiness,
  startJobs,
} from '@causerie/service-kit';
import type { Redis } from 'ioredis';
import { deadLetterRoutes } from './dead-letters.ts';
import { startLanes } from './lanes.ts';

/** Batch sizes worth telling apart in the histogram. */
const BATCH_BUCKETS = [1, 2, 5, 10, 20, 50, 100, 200, 500];
/** Durations worth telling apart, in seconds. */
const DURATION_BUCKETS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2];

/** Everything the worker is made of; main builds it, tests build it too. */
export interface WorkerDeps {
  logger: Logger;
  metrics: Metrics;
  readiness: Readiness;
  messages: Pick<Messages, 'persist'>;
  commands: Redis;
  blocking: Redis;
  prefix: string;
  lanes: number;
  /** Background work beside the lanes. */
  jobs: readonly JobKind[];
  trustProxy: readonly string[];
}

/** Builds the queue door: the only writer of messages, with an HTTP port for operators alone. */
export async function buildApp(deps: WorkerDeps): Promise<{ app: HttpApp; close(): Promise<void> }> {
  const { logger, metrics, readiness, commands, prefix } = deps;
  const sizes = metrics.histogram('persist_batch_messages', 'Messages per committed batch', BATCH_BUCKETS);
  const durations = metrics.histogram('persist_duration_seconds', 'Time to commit a batch', DURATION_BUCKETS);
  const outcomes = metrics.counter('persist_messages_total', 'Messages by what became of them', ['outcome']);
  const retries = metrics.counter('persist_retries_total', 'Batches tried again because the database was away');
  const stuck = metrics.counter('lane_restarts_total', 'Workers restarted by the watchdog', ['queue']);
  const logRetry = logThrottled(logger, 'A batch waits for the database');
  const logAnnounce = logThrottled(logger, 'An announcement was lost; clients will see the gap');
  const logReply = logThrottled(logger, 'A reply was lost; its callers hear unavailable');

  // Announcements and answers travel on the connection that ends their job, so that a job that is gone has been told about.
  const persisting = {
    messages: deps.messages,
    announcer: createAnnouncer(deps.blocking, prefix),
    pauseMs: (milliseconds: number) => pauseMs(milliseconds),
    onRetry(error: unknown) {
      retries.inc();
      logRetry(error);
    },
    onPoison: (error: unknown) =>
      logger.error({ error: describeError(error) }, 'A message can never be stored and was refused'),
    onAnnounceFailed: logAnnounce,
  };
  const process = createLaneProcessor({
    redis: deps.blocking,
    async persist(batch, answer) {
      const stop = durations.startTimer();
      sizes.observe(batch.length);
      await persistMessages(persisting, batch, (results) => {
        for (const result of results) outcomes.inc({ outcome: outcomeOf(result) });
        answer(results);
      });
      stop();
    },
    onMalformed: (error) => logger.error({ error: describeError(error) }, 'A job that is no batch was dropped'),
    onReplyFailed: logReply,
  });

  const lanes = await startLanes({
    lanes: deps.lanes,
    blocking: deps.blocking,
    commands,
    prefix,
    logger,
    process,
    onStuck: (queue) => stuck.inc({ queue }),
  });
  readiness.add('lanes', async () => {
    if (!lanes.isRunning()) throw new Error('a lane does not run');
    return { lanes: deps.lanes, waitingCount: await lanes.waitingCount() };
  });
  const jobs = startJobs({ kinds: deps.jobs, blocking: deps.blocking, commands, prefix, logger, metrics });
  readiness.add('jobs', async () => ({ deadLettersCount: await jobs.deadLettersCount() }));
  const app = await createHttpApp({
    service: 'message-worker',
    logger,
    metrics,
    readiness,
    corsOrigins: [],
    trustProxy: deps.trustProxy,
  });
  deadLetterRoutes(app, jobs);
  return {
    app,
    async close() {
      await Promise.all([lanes.close(), jobs.close()]);
    },
  };
}

function outcomeOf(result: PersistResult): string {
  if (!result.ok) return result.code;
  return result.created ? 'created' : 'repeated';
}
