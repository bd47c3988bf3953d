import { afterEach, expect, test } from 'vitest';
import { createQueue, createRedis, createWorker, watchWorker } from '../src/index.ts';
import { captureLog } from './log-capture.ts';
import { openProxy } from './tcp-proxy.ts';
import { nextEvent } from './next-event.ts';
import { testEnv } from './test-env.ts';

const prefix = `kit-watch-${process.pid}`;
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

test('a worker whose lines went dead without notice is restarted and takes the waiting job', async () => {
  const { logger } = captureLog();
  const proxy = await openProxy(testEnv().redisUrl);
  const commands = createRedis({ url: testEnv().redisUrl, name: 'kit-test', logger, role: 'commands' });
  const blocking = createRedis({ url: proxy.url, name: 'kit-test', logger, role: 'blocking' });
  // The other guard against dead lines must not be the one that helps here.
  delete blocking.options.socketTimeout;
  const queue = createQueue<{ n: number }, number>('watched', { connection: commands, prefix });
  const worker = createWorker<{ n: number }, number>('watched', async (job) => job.data.n, {
    connection: blocking,
    prefix,
  });
  cleanups.push(async () => {
    await worker.close(true);
    blocking.disconnect();
    await proxy.close();
    await queue.obliterate({ force: true });
    await queue.close();
    commands.disconnect();
  });
  const idle = Promise.all([nextEvent(worker, 'completed'), nextEvent(worker, 'drained')]);
  await queue.add('job', { n: 1 });
  await idle;

  proxy.freezeOpen();
  const completed = nextEvent(worker, 'completed');
  await queue.add('job', { n: 2 });
  expect(worker.isRunning()).toBe(true);
  const report = await new Promise((resolve) => {
    const stop = watchWorker(worker, queue, { logger, onStuck: resolve, maxWaitingAgeMs: 500, intervalMs: 100 });
    cleanups.push(stop);
  });

  expect(report).toMatchObject({ queue: 'watched', restartsCount: 1 });
  const [, result] = await completed;
  expect(result).toBe(2);
});

test('a worker that is busy with a long job is left alone', async () => {
  const { logger } = captureLog();
  const commands = createRedis({ url: testEnv().redisUrl, name: 'kit-test', logger, role: 'commands' });
  const blocking = createRedis({ url: testEnv().redisUrl, name: 'kit-test', logger, role: 'blocking' });
  const queue = createQueue<{ n: number }, number>('busy', { connection: commands, prefix });
  let finish: (() => void) | undefined;
  const worker = createWorker<{ n: number }, number>(
    'busy',
    async (job) => {
      if (job.data.n === 1) await new Promise<void>((resolve) => (finish = resolve));
      return job.data.n;
    },
    { connection: blocking, prefix },
  );
  const stuck: unknown[] = [];
  let checks = 0;
  const watched = {
    name: queue.name,
    getJobs: (...args: Parameters<typeof queue.getJobs>) => queue.getJobs(...args),
    getActiveCount: () => {
      checks += 1;
      return queue.getActiveCount();
    },
  };
  const started = nextEvent(worker, 'active');
  await queue.addBulk([1, 2].map((n) => ({ name: 'job', data: { n } })));
  await started;
  const stop = watchWorker(worker, watched, {
    logger,
    onStuck: (report) => stuck.push(report),
    maxWaitingAgeMs: 1,
    intervalMs: 20,
  });
  cleanups.push(async () => {
    stop();
    await worker.close();
    await queue.obliterate({ force: true });
    await queue.close();
    commands.disconnect();
    blocking.disconnect();
  });

  while (checks < 5) await new Promise(setImmediate);
  expect(stuck).toEqual([]);
  stop();
  finish?.();
});
