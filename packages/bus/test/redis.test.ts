import { randomUUID } from 'node:crypto';
import { EventEmitter, on } from 'node:events';
import type { Announcement } from '@causerie/contracts';
import { createLogger, createQueue, createRedis, createWorker, type RedisRole } from '@causerie/service-kit';
import { afterAll, describe, expect, it } from 'vitest';
import {
  createAnnouncer,
  createLaneProcessor,
  createSendLanes,
  laneQueueNames,
  listenToAnnouncements,
} from '../src/index.ts';
import { busContract, messageOf, type createLog } from './bus.contract.ts';
import { testRedisUrl } from './test-env.ts';

const logger = createLogger({ service: 'bus-test', level: 'silent', replicaId: 'test' });
const closers: Array<() => unknown> = [];
const connect = (role: RedisRole) => {
  const redis = createRedis({ url: testRedisUrl(), name: 'bus-test', logger, role });
  closers.push(() => redis.disconnect());
  return redis;
};
afterAll(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

function startWorkers(prefix: string, persist: ReturnType<typeof createLog>['persist'], onMalformed: () => void): void {
  const process = createLaneProcessor({
    redis: connect('commands'),
    persist: async (batch, answer) => answer(await persist(batch)),
    onMalformed,
    onReplyFailed: () => undefined,
  });
  for (const name of laneQueueNames(2)) {
    const worker = createWorker(name, process, { connection: connect('blocking'), prefix, logger });
    closers.push(() => worker.close());
  }
}

async function openDoor(prefix: string) {
  const commands = connect('commands');
  const queues = laneQueueNames(2).map((name) => createQueue(name, { connection: commands, prefix, logger }));
  const subscriber = connect('subscriber');
  const lanes = await createSendLanes({ queues, subscriber, prefix, doorId: randomUUID(), onError: () => undefined });
  closers.push(async () => {
    await lanes.close();
    await Promise.all(queues.map((queue) => queue.close()));
  });
  return { ...lanes, queues };
}

busContract('redis bus', async (log) => {
  const prefix = `bus-${randomUUID()}`;
  startWorkers(prefix, log.persist, () => undefined);
  const doors = [await openDoor(prefix), await openDoor(prefix)];
  const heard: Announcement[] = [];
  const arrivals = new EventEmitter();
  const hear = (announcement: Announcement): void => {
    heard.push(announcement);
    arrivals.emit('heard');
  };
  const stop = await listenToAnnouncements({
    subscriber: connect('subscriber'),
    prefix,
    wanted: () => true,
    hear,
    onError: () => undefined,
  });
  return {
    doors,
    announcer: createAnnouncer(connect('commands'), prefix),
    heard,
    async heardAtLeast(count) {
      if (heard.length >= count) return;
      for await (const _ of on(arrivals, 'heard')) if (heard.length >= count) return;
    },
    close: stop,
  };
});

describe('What is foreign on the bus', () => {
  it('a job that is no batch is dropped and the lane goes on', async () => {
    const prefix = `bus-${randomUUID()}`;
    let malformed = 0;
    const done = (content: string) =>
      ({ ok: true, created: true, seq: content.length, number: 1, createdAt: '' }) as const;
    startWorkers(
      prefix,
      (batch) => Promise.resolve(batch.map(({ content }) => done(content))),
      () => malformed++,
    );
    const door = await openDoor(prefix);
    await Promise.all(door.queues.map((queue) => queue.add('persist', { v: 99, messages: 'nonsense' })));
    await expect(door.send(messageOf(randomUUID(), 'abc'))).resolves.toMatchObject({ ok: true, seq: 3 });
    expect(malformed).toBeGreaterThan(0);
  });

  it('DEL-5: without any worker the caller hears unavailable', async () => {
    const door = await openDoor(`bus-${randomUUID()}`);
    await expect(door.send(messageOf(randomUUID(), 'nobody listens'))).resolves.toEqual({
      ok: false,
      code: 'unavailable',
    });
  });

  it('a malformed announcement is reported and the next one is heard', async () => {
    const prefix = `bus-${randomUUID()}`;
    const errors: unknown[] = [];
    const conversation = { id: randomUUID(), number: 1 };
    const person = { id: randomUUID(), side: 'client', subject: '42', name: 'Léa' } as const;
    const event = { type: 'typing', conversation, person, active: true } as const;
    const heard = new Promise<Announcement>((hear) => {
      const onError = (error: unknown): void => void errors.push(error);
      void listenToAnnouncements({ subscriber: connect('subscriber'), prefix, wanted: () => true, hear, onError }).then(
        async () => {
          const redis = connect('commands');
          await redis.publish(`${prefix}-announce`, `${person.id}\t{"type":"typing"}\nno tab\n${person.id}\tnot json`);
          await createAnnouncer(redis, prefix).announce([{ audience: [person.id], event }]);
        },
      );
    });
    expect((await heard).event).toEqual(event);
    expect(errors).toHaveLength(2);
  });
});
