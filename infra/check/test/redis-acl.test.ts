import { randomUUID } from 'node:crypto';
import type { PersistMessage, PersistResult } from '@causerie/contracts';
import {
  createAnnouncer,
  createConnections,
  createLaneProcessor,
  createPresences,
  createSendLanes,
  laneQueueNames,
  listenToAnnouncements,
} from '@causerie/bus';
import {
  checkDurability,
  createLogger,
  createQueue,
  createRedis,
  createWorker,
  memoryShare,
  redisKind,
  type RedisRole,
} from '@causerie/service-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { read } from './repository.ts';
import { testRedisUrl } from './test-env.ts';

const prefix = `acl-${randomUUID()}`;
const logger = createLogger({ service: 'acl-test', level: 'silent', replicaId: 'test' });
const closers: Array<() => unknown> = [];

const connect = (role: RedisRole, url: string) => {
  const redis = createRedis({ url, name: 'acl-test', logger, role });
  closers.push(() => redis.disconnect());
  return redis;
};
const restrictedUrl = (): string => {
  const url = new URL(testRedisUrl());
  url.username = prefix;
  url.password = 'CHANGE-ME';
  return url.href;
};
const asUser = (role: RedisRole) => connect(role, restrictedUrl());

beforeAll(async () => {
  const line =
    read('infra/redis/users.acl.example')
      .split('\n')
      .find((text) => text.startsWith('user causerie ')) ?? '';
  const [, , ...rules] = line.replaceAll('causerie', prefix).split(' ');
  const owner = connect('commands', testRedisUrl());
  await owner.call('ACL', 'SETUSER', prefix, ...rules);
  closers.push(() => owner.call('ACL', 'DELUSER', prefix));
  // The client asks INFO before it counts as connected, and would ask for ever.
  const answer = await owner.call('ACL', 'DRYRUN', prefix, 'INFO');
  if (answer !== 'OK') throw new Error('the user of users.acl.example may not ask INFO');
});

afterAll(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const message: PersistMessage = {
  id: randomUUID(),
  conversationId: randomUUID(),
  author: { id: randomUUID(), side: 'client', subject: '42', name: 'Léa' },
  clientMessageId: 'key',
  type: 'text',
  content: 'Bonjour',
  metadata: null,
  replyToId: null,
  requestId: null,
};
const committed: PersistResult = { ok: true, created: true, seq: 1, number: 1, createdAt: '2026-01-01T00:00:00.000Z' };

describe('the user of users.acl.example', () => {
  it('may send a message through a lane and hear the answer', async () => {
    const commands = asUser('commands');
    const fail = (error: unknown): never => {
      throw error;
    };
    const persist = async (batch: readonly PersistMessage[], answer: (results: PersistResult[]) => void) =>
      answer(batch.map(() => committed));
    const work = createLaneProcessor({ redis: commands, persist, onMalformed: fail, onReplyFailed: fail });
    for (const name of laneQueueNames(2)) {
      const worker = createWorker(name, work, { connection: asUser('blocking'), prefix, logger });
      closers.push(() => worker.close());
    }
    const queues = laneQueueNames(2).map((name) => createQueue(name, { connection: commands, prefix, logger }));
    await Promise.all(queues.map((queue) => queue.setGlobalConcurrency(1)));
    const lanes = await createSendLanes({
      queues,
      subscriber: asUser('subscriber'),
      prefix,
      doorId: 'door',
      onError: fail,
    });
    closers.push(() => lanes.close());
    expect(await lanes.send(message)).toEqual(committed);
    expect(await Promise.all(queues.map((queue) => queue.getWaitingCount()))).toEqual([0, 0]);
  });

  it('may announce, listen, keep presence and ask the server about itself', async () => {
    const commands = asUser('commands');
    const heard = new Promise((hear) => {
      void listenToAnnouncements({
        subscriber: asUser('subscriber'),
        prefix,
        wanted: () => true,
        hear,
        onError: hear,
      }).then(() => createAnnouncer(commands, prefix).announce([announcement]));
    });
    const conversation = { id: message.conversationId, number: 1 };
    const event = { type: 'typing' as const, conversation, person: message.author, active: true };
    const announcement = { audience: [message.author.id], event };
    expect(await heard).toEqual(announcement);
    const presences = createPresences({ redis: commands, prefix, replicaId: 'one', clock: { nowMs: Date.now } });
    expect(await presences.enter('somebody')).toBe(true);
    await presences.refresh(['somebody']);
    expect(await presences.leave('somebody')).toBe(true);
    const connections = createConnections({ redis: commands, prefix, replicaId: 'one', clock: { nowMs: Date.now } });
    await connections.replace(new Map([['somebody', 2]]));
    expect(await connections.update(new Map([['nobody', 0]]))).toBe('updated');
    expect(await connections.counts()).toEqual(new Map([['somebody', 2]]));
    expect(await connections.abandoned()).toEqual([]);
    expect((await redisKind(commands)).version).not.toBe('unknown');
    expect(await checkDurability(commands)).toHaveProperty('durable');
    expect(await memoryShare(commands)).toBeLessThan(1);
  });

  it('may subscribe to what the Socket.IO adapter of every namespace subscribes to', async () => {
    expect(read('services/realtime-gateway/src/app.ts')).toMatch(/prefix\}-sio-v1`/);
    const subscriber = asUser('subscriber');
    for (const namespace of ['/', '/v1', '/messaging']) {
      const channel = `${prefix}-sio-v1`;
      expect(await subscriber.psubscribe(`${channel}#${namespace}#*`)).toBeGreaterThan(0);
      await subscriber.subscribe(`${channel}-request#${namespace}#`, `${channel}-response#${namespace}#`);
    }
  });

  it('may touch nothing else', async () => {
    const commands = asUser('commands');
    await expect(commands.get('somebody-elses-key')).rejects.toThrow(/NOPERM/);
    await expect(commands.publish('somebody-elses-channel', 'x')).rejects.toThrow(/NOPERM/);
    await expect(commands.flushall()).rejects.toThrow(/NOPERM/);
    await expect(commands.config('GET', 'requirepass')).rejects.toThrow(/NOPERM/);
  });
});
