import { AppError } from '@causerie/contracts';
import { afterEach, expect, test } from 'vitest';
import { createQueue, createRedis, createWorker } from '../src/index.ts';
import { captureLog } from './log-capture.ts';
import { freePort, startRedis } from './redis-process.ts';
import { nextEvent } from './next-event.ts';
import { testEnv } from './test-env.ts';

const prefix = `kit-queues-${process.pid}`;
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

function connection(role: 'commands' | 'blocking', url = testEnv().redisUrl): ReturnType<typeof createRedis> {
  const redis = createRedis({ url, name: 'kit-test', logger: captureLog().logger, role });
  cleanups.push(() => redis.disconnect());
  return redis;
}

function openQueue(name: string): ReturnType<typeof createQueue<{ n: number }, number>> {
  const queue = createQueue<{ n: number }, number>(name, { connection: connection('commands'), prefix });
  cleanups.push(async () => {
    await queue.obliterate({ force: true });
    await queue.close();
  });
  return queue;
}

test('adding a job when Redis was never up is refused as unavailable instead of waiting for ever', async () => {
  const url = `redis://127.0.0.1:${await freePort()}`;
  const queue = createQueue('never-up', { connection: connection('commands', url), prefix });
  const bulk = createQueue('never-up-bulk', { connection: connection('blocking', url), prefix });

  const outcomes = await Promise.allSettled([
    queue.add('job', { n: 1 }),
    bulk.add('job', { n: 1 }),
    bulk.addBulk([{ name: 'job', data: { n: 2 } }]),
  ]);

  for (const outcome of outcomes) {
    expect(outcome.status).toBe('rejected');
    expect((outcome as PromiseRejectedResult).reason).toBeInstanceOf(AppError);
    expect((outcome as PromiseRejectedResult).reason).toMatchObject({ code: 'unavailable', retryable: true });
  }
});

test('adding a job to a Redis that went away or is full is refused as unavailable', async () => {
  const redis = await startRedis([
    ['maxmemory', '3mb'],
    ['maxmemory-policy', 'noeviction'],
  ]);
  cleanups.push(() => redis.kill());
  const commands = connection('commands', redis.url);
  const queue = createQueue<{ text: string }>('full', { connection: commands, prefix });
  const fill = async (): Promise<void> => {
    for (;;) await queue.add('job', { text: 'x'.repeat(200_000) });
  };
  await expect(fill()).rejects.toMatchObject({ code: 'unavailable', retryable: true });

  const lost = nextEvent(commands, 'close');
  await redis.kill();
  await lost;
  await expect(queue.add('job', { text: 'x' })).rejects.toMatchObject({ code: 'unavailable', retryable: true });
});

test.each(['lane:0', '', 'Lane', 'a b'])('the queue name "%s" is refused where it is written', (name) => {
  const redis = connection('commands');
  expect(() => createQueue(name, { connection: redis, prefix })).toThrow('queue name');
  expect(() => createWorker(name, async () => undefined, { connection: redis, prefix })).toThrow('queue name');
});

test.each(['42', 'a:b', ''])('the job id "%s" is refused before it reaches Redis', async (jobId) => {
  const queue = openQueue('ids');
  await expect(queue.add('job', { n: 1 }, { jobId })).rejects.toThrow('job id');
  await expect(queue.addBulk([{ name: 'job', data: { n: 1 }, opts: { jobId } }])).rejects.toThrow('job id');
});

test('the id of a job that completed or failed can be used again', async () => {
  const queue = openQueue('again');
  const seen: number[] = [];
  const worker = createWorker<{ n: number }, number>(
    'again',
    async (job) => {
      seen.push(job.data.n);
      if (job.data.n === 2) throw new Error('refused');
      return job.data.n;
    },
    { connection: connection('blocking'), prefix },
  );
  cleanups.push(() => worker.close());

  for (const [n, event] of [
    [1, 'completed'],
    [2, 'failed'],
    [3, 'completed'],
  ] as const) {
    const done = nextEvent(worker, event);
    await queue.add('job', { n }, { jobId: 'job-same' });
    await done;
  }

  expect(seen).toEqual([1, 2, 3]);
});
