import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { io as connectClient, type Socket as ClientSocket } from 'socket.io-client';
import { afterEach, expect, test } from 'vitest';
import { createMetrics, createRedis, createSocketServer, type Metrics, type SocketServer } from '../src/index.ts';
import { captureLog } from './log-capture.ts';
import { startRedis } from './redis-process.ts';
import { nextEvent } from './next-event.ts';
import { testEnv } from './test-env.ts';

interface Replica {
  server: SocketServer;
  http: HttpServer;
  metrics: Metrics;
  url: string;
}

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function startReplica(redisUrl: string, adapterKey: string, replicaId: string): Promise<Replica> {
  const http = createServer();
  const metrics = createMetrics('test');
  const { logger } = captureLog();
  const server = createSocketServer(http, { origins: [], redisUrl, adapterKey, logger, metrics, replicaId });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  cleanups.push(async () => {
    await server.close();
    http.close();
  });
  return { server, http, metrics, url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` };
}

async function join(replica: Replica): Promise<ClientSocket> {
  const client = connectClient(replica.url, { transports: ['websocket'], forceNew: true });
  cleanups.push(() => client.disconnect());
  await nextEvent(client, 'connect');
  return client;
}

async function failures(replica: Replica, stage: string): Promise<number> {
  const { values } = await replica.metrics.counter('adapter_failures_total', '').get();
  return values.find((value) => value.labels['stage'] === stage)?.value ?? 0;
}

/** Resolves once both replicas hear each other. */
async function subscribed(redisUrl: string, key: string, replicas: number): Promise<void> {
  const { logger } = captureLog();
  const redis = createRedis({ url: redisUrl, name: 'test', logger, role: 'commands' });
  const channel = `${key}-request#/#`;
  for (;;) {
    const [, count] = (await redis.pubsub('NUMSUB', channel)) as [string, number];
    if (count === replicas) break;
    await new Promise(setImmediate);
  }
  redis.disconnect();
}

async function twoReplicas(): Promise<{ key: string; first: Replica; second: Replica; client: ClientSocket }> {
  const key = `kit-adapter-${process.pid}-${cleanups.length}-${Date.now()}`;
  const { redisUrl } = testEnv();
  const first = await startReplica(redisUrl, key, 'a');
  const second = await startReplica(redisUrl, key, 'b');
  const client = await join(second);
  await subscribed(redisUrl, key, 2);
  return { key, first, second, client };
}

const MALFORMED: [string, Buffer | string][] = [
  ['bytes that are no msgpack', Buffer.from([0xc1, 0xff, 0x00])],
  ['text', 'hello'],
  ['msgpack of the wrong shape', Buffer.from([0x01])],
  ['an empty message', ''],
  ['a request of the wrong shape', '{"type":5,"requestId":"x"}'],
  ['a null request', Buffer.from([0xc0])],
];

test.each([
  ['broadcast', (key: string) => `${key}#/#`],
  ['request', (key: string) => `${key}-request#/#`],
  ['response', (key: string) => `${key}-response#/#`],
])('a malformed message on the %s channel is skipped and the next good one arrives', async (_name, channelOf) => {
  const { key, first, second, client } = await twoReplicas();
  const { logger } = captureLog();
  const attacker = createRedis({ url: testEnv().redisUrl, name: 'test', logger, role: 'commands' });
  cleanups.push(() => attacker.disconnect());

  for (const [, message] of MALFORMED) await attacker.publish(channelOf(key), message);
  const heard = nextEvent(client, 'after');
  first.server.io.emit('after', 'still here');

  expect(await heard).toEqual(['still here']);
  expect(await failures(second, 'receive')).toBeGreaterThan(0);
});

test('emitting while Redis is down neither ends the process nor keeps local sockets from hearing', async () => {
  const redis = await startRedis();
  cleanups.push(() => redis.kill());
  const replica = await startReplica(redis.url, 'kit-down', 'a');
  const client = await join(replica);
  await subscribed(redis.url, 'kit-down', 1);
  const rejections: unknown[] = [];
  const onRejection = (reason: unknown): void => void rejections.push(reason);
  process.on('unhandledRejection', onRejection);
  cleanups.push(() => process.off('unhandledRejection', onRejection));

  await redis.kill();
  const heard = nextEvent(client, 'local');
  replica.server.io.emit('local', 1);
  replica.server.io.socketsJoin('everybody');
  replica.server.io.disconnectSockets();
  replica.server.io.serverSideEmit('ping');

  expect(await heard).toEqual([1]);
  await new Promise(setImmediate);
  expect(rejections).toEqual([]);
  expect(await failures(replica, 'publish')).toBe(4);
});
