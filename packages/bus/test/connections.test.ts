import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createLogger, createMetrics, createRedis } from '@causerie/service-kit';
import { afterAll, describe, expect, it } from 'vitest';
import {
  CONNECTIONS_TTL_MS,
  PRESENCE_TTL_MS,
  WAY_BACK_MS,
  createConnections,
  createPresences,
  openDoorBus,
} from '../src/index.ts';
import { testRedisUrl } from './test-env.ts';

const logger = createLogger({ service: 'bus-test', level: 'silent', replicaId: 'test' });
const redis = createRedis({ url: testRedisUrl(), name: 'bus-test', logger, role: 'commands' });
/** Starting a process takes its time on a busy machine. */
const PATIENCE_MS = 30_000;
const closers: Array<() => unknown> = [() => redis.disconnect()];
afterAll(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** Two replicas and a reader on a corner of Redis of their own, with a clock that the test moves. */
function replicas() {
  const time = { nowMs: Date.now() };
  const options = { redis, prefix: `t-${randomUUID().slice(0, 13)}`, clock: { nowMs: () => time.nowMs } };
  const [one, two] = ['one', 'two'].map((replicaId) => ({
    connections: createConnections({ ...options, replicaId }),
    presences: createPresences({ ...options, replicaId }),
  }));
  if (one === undefined || two === undefined) throw new Error('there are two');
  return { time, one, two, prefix: options.prefix };
}
const counts = (all: Record<string, number>) => new Map(Object.entries(all));

describe('counts of sockets', () => {
  it('are summed over replicas, and follow what changes', async () => {
    const { one, two } = replicas();
    await one.connections.replace(counts({ léa: 2, max: 1 }));
    await two.connections.replace(counts({ léa: 1, zoé: 4 }));
    expect(await two.connections.counts()).toEqual(counts({ léa: 3, max: 1, zoé: 4 }));
    expect(await one.connections.update(counts({ léa: 0, max: 2 }))).toBe('updated');
    expect(await one.connections.counts()).toEqual(counts({ léa: 1, max: 2, zoé: 4 }));
    await two.connections.replace(new Map());
    expect(await one.connections.counts()).toEqual(counts({ max: 2 }));
  });

  it('are many without being cut', async () => {
    const { one } = replicas();
    const many = new Map(Array.from({ length: 5000 }, (_, index) => [`p${index}`, 1 + (index % 3)]));
    await one.connections.replace(many);
    expect(await one.connections.counts()).toEqual(many);
  });

  it('of a wiped Redis are known to be forgotten', async () => {
    const { one, prefix } = replicas();
    expect(await one.connections.update(counts({ léa: 1 }))).toBe('forgotten');
    expect(await one.connections.update(counts({ léa: 1 }))).toBe('updated');
    await redis.del(`${prefix}-connection-replicas`, `${prefix}-connections-one`);
    expect(await one.connections.update(counts({}))).toBe('forgotten');
  });

  it('of a killed replica end by themselves, and exactly one of the others hears whom it left behind', async () => {
    const { time, one, two } = replicas();
    await one.connections.replace(counts({ léa: 2 }));
    await two.connections.replace(counts({ max: 1 }));
    time.nowMs += CONNECTIONS_TTL_MS + 1;
    await two.connections.update(counts({}));
    expect(await two.connections.counts()).toEqual(counts({ max: 1 }));
    expect(await two.connections.abandoned()).toEqual([]);
    time.nowMs += WAY_BACK_MS;
    const heard = await Promise.all([two.connections.abandoned(), two.connections.abandoned()]);
    expect(heard.flat()).toEqual(['léa']);
    // It was not dead after all: it says everything again.
    expect(await one.connections.update(counts({ léa: 1 }))).toBe('forgotten');
  });
});

it('people of a replica that retires count no longer at once, and are looked for when they had time to come back', async () => {
  const { time, one, two } = replicas();
  await one.connections.replace(counts({ léa: 2, zoé: 1, max: 1 }));
  await one.connections.retire(['léa', 'zoé']);
  expect(await two.connections.counts()).toEqual(new Map());
  expect(await two.connections.abandoned()).toEqual([]);
  time.nowMs += WAY_BACK_MS;
  expect((await two.connections.abandoned()).toSorted()).toEqual(['léa', 'zoé']);
  expect(await two.connections.abandoned()).toEqual([]);
});

it(
  'a killed process leaves no ghost, and its next life does not hide whom it left behind (DEL-10)',
  async () => {
    const { time, two, prefix } = replicas();
    const args = [testRedisUrl(), prefix, 'gateway-first-life', 'léa'];
    const script = fileURLToPath(new URL('./present-process.ts', import.meta.url));
    const child = fork(script, args, { execArgv: ['--import', 'tsx'] });
    closers.push(() => child.kill('SIGKILL'));
    await once(child, 'message');
    expect(await two.presences.onlineAmong(['léa'])).toEqual(new Set(['léa']));
    expect(await two.connections.counts()).toEqual(counts({ léa: 1 }));
    child.kill('SIGKILL');
    await once(child, 'exit');

    const next = await openDoorBus({
      url: testRedisUrl(),
      name: 'bus-test',
      prefix,
      laneCount: 1,
      doorId: 'gateway-second-life',
      clock: { nowMs: Date.now },
      logger,
      metrics: createMetrics('bus-test'),
    });
    closers.push(next.close);
    await next.connections.replace(new Map());
    time.nowMs = Date.now() + CONNECTIONS_TTL_MS + WAY_BACK_MS + 1;
    expect(await two.presences.onlineAmong(['léa'])).toEqual(new Set());
    expect(await two.connections.counts()).toEqual(new Map());
    expect(await two.connections.abandoned()).toContain('léa');
  },
  PATIENCE_MS,
);

it('presence of a killed replica leaves no ghost (DEL-10)', async () => {
  const { time, one, two } = replicas();
  expect(await one.presences.enter('léa')).toBe(true);
  expect(await two.presences.enter('léa')).toBe(false);
  expect(await two.presences.leave('léa')).toBe(false);
  time.nowMs += PRESENCE_TTL_MS - 1;
  expect(await two.presences.onlineAmong(['léa', 'max'])).toEqual(new Set(['léa']));
  time.nowMs += 2;
  expect(await two.presences.onlineAmong(['léa', 'max'])).toEqual(new Set());
  expect(await two.presences.enter('léa')).toBe(true);
});
