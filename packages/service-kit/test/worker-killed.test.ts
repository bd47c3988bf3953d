import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { createQueue, createRedis, createWorker } from '../src/index.ts';
import { captureLog } from './log-capture.ts';
import { testEnv } from './test-env.ts';

const prefix = `kit-killed-${process.pid}`;
/** With the library's own settings each kill costs about a minute: two of them lie far behind this limit. */
const PATIENCE_MS = 55_000;

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function workerThatHoldsAJob(): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL('./holding-worker.ts', import.meta.url)), [testEnv().redisUrl, prefix], {
    execArgv: ['--import', 'tsx'],
  });
  cleanups.push(() => child.kill('SIGKILL'));
  await once(child, 'message');
  return child;
}

test(
  'a job survives the second kill of its worker and comes back to the next one',
  async () => {
    const { logger } = captureLog();
    const commands = createRedis({ url: testEnv().redisUrl, name: 'kit-test', logger, role: 'commands' });
    const blocking = createRedis({ url: testEnv().redisUrl, name: 'kit-test', logger, role: 'blocking' });
    const queue = createQueue<{ n: number }, number>('held', { connection: commands, prefix });
    cleanups.push(async () => {
      await queue.obliterate({ force: true });
      await queue.close();
      commands.disconnect();
      blocking.disconnect();
    });
    await queue.add('job', { n: 7 }, { jobId: 'job-held' });

    for (let kill = 0; kill < 2; kill += 1) {
      const child = await workerThatHoldsAJob();
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    const rescued = new Promise<number>((resolve) => {
      const worker = createWorker<{ n: number }, number>(
        'held',
        async (job) => {
          resolve(job.data.n);
          return job.data.n;
        },
        { connection: blocking, prefix },
      );
      cleanups.push(() => worker.close());
    });

    expect(await rescued).toBe(7);
  },
  PATIENCE_MS,
);
