import { randomUUID } from 'node:crypto';
import { createLogger, createMetrics, createQueue, createReadiness, createRedis } from '@causerie/service-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildApp } from '../src/app.ts';
import { testEnv } from './test-env.ts';

const logger = createLogger({ service: 'message-worker', level: 'silent', replicaId: 'tests' });
const prefix = `t-${randomUUID().slice(0, 13)}`;
const connect = (role: 'commands' | 'blocking') =>
  createRedis({ url: testEnv().redisUrl, name: 'tests', logger, role });
const commands = connect('commands');
const blocking = connect('blocking');
const queue = createQueue('fragile', { connection: commands, prefix, logger });
let worker: Awaited<ReturnType<typeof buildApp>>;
let broken = true;
let done = 0;

beforeAll(async () => {
  worker = await buildApp({
    logger,
    metrics: createMetrics('message-worker'),
    readiness: createReadiness(),
    messages: { persist: async () => [] },
    commands,
    blocking,
    prefix,
    lanes: 1,
    jobs: [
      {
        name: 'fragile',
        async process() {
          if (broken) throw new Error('canary of a failure');
          done += 1;
        },
      },
    ],
    trustProxy: [],
  });
});
afterAll(async () => {
  await Promise.all([worker.app.close(), worker.close()]);
  await queue.close();
  for (const redis of [commands, blocking]) redis.disconnect();
});

const letters = async () => (await worker.app.inject('/admin/dead-letters')).json().items;

it('a job that failed for good is listed without what it was about, and done when an operator asks again', async () => {
  await queue.add('fragile', { secret: 'canary' }, { jobId: 'f-1', attempts: 2, removeOnFail: { count: 10 } });
  await expect
    .poll(letters, { timeout: 10_000 })
    .toEqual([{ kind: 'fragile', id: 'f-1', attempts: 2, failedAt: expect.any(String) }]);
  expect(JSON.stringify(await letters())).not.toContain('canary');
  broken = false;
  const retry = (id: string) => worker.app.inject({ method: 'POST', url: `/admin/dead-letters/fragile/${id}/retry` });
  expect((await retry('f-2')).statusCode).toBe(404);
  expect((await retry('f-1')).statusCode).toBe(204);
  await expect.poll(() => done, { timeout: 10_000 }).toBe(1);
  expect(await letters()).toEqual([]);
  expect((await retry('f-1')).statusCode).toBe(404);
});
