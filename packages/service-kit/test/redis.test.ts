import { afterEach, expect, test } from 'vitest';
import { checkDurability, createRedis, logThrottled, memoryShare, redisKind } from '../src/index.ts';
import { reconnectDelayMs } from '../src/redis.ts';
import { captureLog } from './log-capture.ts';
import { freePort, startRedis, type RedisProcess } from './redis-process.ts';
import { openProxy } from './tcp-proxy.ts';
import { nextEvent } from './next-event.ts';
import { testEnv } from './test-env.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function ownRedis(...settings: Parameters<typeof startRedis>): Promise<RedisProcess> {
  const redis = await startRedis(...settings);
  cleanups.push(() => redis.kill());
  return redis;
}

function open(
  url: string,
  role: 'commands' | 'subscriber' | 'blocking',
  log = captureLog(),
): ReturnType<typeof createRedis> {
  const redis = createRedis({ url, name: 'kit-test', logger: log.logger, role });
  cleanups.push(() => redis.disconnect());
  return redis;
}

test('a command fails at once when Redis went away, and works again when it is back', async () => {
  const port = await freePort();
  const first = await ownRedis([], port);
  const redis = open(first.url, 'commands');
  expect(await redis.set('key', '1')).toBe('OK');
  const lost = nextEvent(redis, 'close');
  await first.kill();
  await lost;
  await expect(redis.get('key')).rejects.toThrow('enableOfflineQueue');
  const back = nextEvent(redis, 'ready');
  await ownRedis([], port);
  await back;
  expect(await redis.get('key')).toBeNull();
});

test('a command on a frozen Redis is given up', async () => {
  const proxy = await openProxy(testEnv().redisUrl);
  cleanups.push(() => proxy.close());
  const redis = open(proxy.url, 'commands');
  await redis.ping();
  proxy.freezeOpen();
  await expect(redis.ping()).rejects.toThrow('Command timed out');
});

test('a subscriber hears again after Redis was restarted', async () => {
  const port = await freePort();
  const first = await ownRedis([], port);
  const subscriber = open(first.url, 'subscriber');
  await subscriber.subscribe('news');
  const lost = nextEvent(subscriber, 'close');
  await first.kill();
  await lost;
  const second = await ownRedis([], port);
  const publisher = open(second.url, 'commands');
  const heard = nextEvent(subscriber, 'message');
  while ((await publisher.publish('news', 'again')) === 0) await new Promise(setImmediate);
  expect(await heard).toEqual(['news', 'again']);
});

test('a subscriber on a line that went dead notices and opens another', async () => {
  const proxy = await openProxy(testEnv().redisUrl);
  cleanups.push(() => proxy.close());
  const subscriber = open(proxy.url, 'subscriber');
  const channel = `kit-dead-line-${process.pid}`;
  await subscriber.subscribe(channel);
  proxy.freezeOpen();
  await proxy.nextConnection();
  const publisher = open(testEnv().redisUrl, 'commands');
  const heard = nextEvent(subscriber, 'message');
  // Repeated because the new line may not have subscribed yet when the first news goes out.
  const again = setInterval(() => void publisher.publish(channel, 'news'), 20);
  expect(await heard).toEqual([channel, 'news']);
  clearInterval(again);
});

test('an unreachable Redis fills no log: its errors are counted, not written one by one', async () => {
  const log = captureLog();
  const redis = open(`redis://127.0.0.1:${await freePort()}`, 'blocking', log);
  for (let failures = 0; failures < 5; failures += 1) await new Promise((resolve) => redis.once('error', resolve));
  expect(log.lines()).toHaveLength(1);
  expect(log.lines()[0]).toMatchObject({ level: 'error', connection: 'kit-test', error: { code: 'ECONNREFUSED' } });
});

test('a throttled log tells how many errors it kept back', () => {
  const log = captureLog();
  let nowMs = 0;
  const full = new Error('full');
  const report = logThrottled(log.logger, 'It failed', { queue: 'lane-0' }, () => nowMs);
  for (let failures = 0; failures < 68_895; failures += 1) report(full);
  expect(log.lines()).toHaveLength(1);
  nowMs = 60_000;
  report(full);
  expect(log.lines()).toHaveLength(2);
  expect(log.lines()[1]).toMatchObject({ suppressedCount: 68_894, queue: 'lane-0' });
});

test('a Redis that would lose its queue when killed stops a production start, and is only reported elsewhere', async () => {
  const { url } = await ownRedis([
    ['appendonly', 'no'],
    ['maxmemory-policy', 'allkeys-lru'],
  ]);
  const redis = open(url, 'commands');
  const log = captureLog();
  await expect(checkDurability(redis, { production: true })).rejects.toThrow('appendonly');
  expect(await checkDurability(redis, { logger: log.logger })).toEqual({
    durable: false,
    appendOnly: false,
    noEviction: false,
  });
  expect(log.lines()).toHaveLength(1);
});

test('a Redis with an append-only file that never evicts is durable', async () => {
  const { url } = await ownRedis([
    ['appendonly', 'yes'],
    ['maxmemory-policy', 'noeviction'],
  ]);
  expect((await checkDurability(open(url, 'commands'), { production: true })).durable).toBe(true);
});

test('the share of used memory grows towards one as Redis fills up', async () => {
  const { url } = await ownRedis([
    ['maxmemory', '20mb'],
    ['maxmemory-policy', 'noeviction'],
  ]);
  const redis = open(url, 'commands');
  const before = await memoryShare(redis);
  for (let part = 0; part < 13; part += 1) await redis.set(`part-${part}`, 'x'.repeat(1_000_000));
  const after = await memoryShare(redis);
  expect(before).toBeLessThan(0.2);
  expect(after).toBeGreaterThan(0.6);
  expect(after).toBeLessThanOrEqual(1);
});

test('the server tells what it is, and one that is away is unavailable', async () => {
  const kind = await redisKind(open(testEnv().redisUrl, 'commands'));
  expect(['redis', 'valkey']).toContain(kind.kind);
  expect(kind.version).toMatch(/^\d+\.\d+/);
  const away = open(`redis://127.0.0.1:${await freePort()}`, 'commands');
  await expect(redisKind(away)).rejects.toMatchObject({ code: 'unavailable' });
});

test('reconnects spread out and stay within two seconds', () => {
  for (let attempt = 1; attempt < 100; attempt += 1) {
    expect(reconnectDelayMs(attempt)).toBeGreaterThanOrEqual(50);
    expect(reconnectDelayMs(attempt)).toBeLessThanOrEqual(2_000);
  }
  expect(new Set(Array.from({ length: 50 }, () => reconnectDelayMs(20))).size).toBeGreaterThan(10);
});
