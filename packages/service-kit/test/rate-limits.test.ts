import type { AppError } from '@causerie/contracts';
import { afterEach, describe, expect, it, test } from 'vitest';
import {
  createClientAddress,
  createHttpApp,
  createMetrics,
  createRateLimits,
  createReadiness,
  createRedis,
  limitRequests,
  limitSends,
  type RateLimits,
} from '../src/index.ts';
import { captureLog } from './log-capture.ts';
import { freePort, startRedis } from './redis-process.ts';
import { testEnv } from './test-env.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

const OFF = {
  JWT_SECRET: 'a secret of the tests, long enough for HS256',
  RATE_PERSON_PER_MINUTE: 0,
  RATE_IP_PER_MINUTE: 0,
  RATE_HANDSHAKE_PER_MINUTE: 0,
  RATE_SEND_PER_10S: 0,
  RATE_DEPLOYMENT_PER_SECOND: 0,
};
let prefixes = 0;
const newPrefix = (): string => `kit-rate-${process.pid}-${++prefixes}`;

/** The limits of one replica, which has reached Redis unless there is none. */
async function replica(settings: Partial<typeof OFF>, prefix = newPrefix(), url = testEnv().redisUrl) {
  const { logger } = captureLog();
  const redis = createRedis({ url, name: 'kit-rate', logger, role: 'commands' });
  cleanups.push(() => redis.disconnect());
  await redis.ping().catch(() => undefined);
  const limits = createRateLimits({ ...OFF, ...settings }, { redis, prefix, logger, metrics: createMetrics('rate') });
  // An answer that comes after a later question of the same connection would be out of order, so every report has been heard.
  return { limits, redis, heard: () => redis.ping() };
}

/** Asks so often and counts what was let through. */
async function granted(count: number, take: () => void, heard: () => Promise<unknown>): Promise<number> {
  let through = 0;
  for (let n = 0; n < count; n++) {
    try {
      take();
      through++;
    } catch (error) {
      const { code, retryable, retryAfterSeconds = 0 } = error as AppError;
      if (code !== 'rate_limited' || !retryable || retryAfterSeconds < 1) throw error;
    }
    await heard();
  }
  return through;
}

describe('RATE-1: a limit is counted over all replicas', () => {
  it('lets the limit through, and at most a block of each other replica beside it', async () => {
    const prefix = newPrefix();
    const settings = { RATE_PERSON_PER_MINUTE: 100 };
    const [one, two] = [await replica(settings, prefix), await replica(settings, prefix)];
    const first = await granted(70, () => one.limits.person('léa'), one.heard);
    const second = await granted(70, () => two.limits.person('léa'), two.heard);
    expect(first).toBe(70);
    expect(first + second).toBeGreaterThanOrEqual(100);
    expect(first + second).toBeLessThanOrEqual(100 + 2 * 5);
  });

  it('counts people apart, and what a replica lets through alone is exact', async () => {
    const { limits, heard } = await replica({ RATE_PERSON_PER_MINUTE: 5 });
    expect(await granted(9, () => limits.person('léa'), heard)).toBe(5);
    expect(await granted(3, () => limits.person('zoé'), heard)).toBe(3);
  });

  it('counts connections by address, with one count for a whole IPv6 network', async () => {
    const { limits, heard } = await replica({ RATE_HANDSHAKE_PER_MINUTE: 3 });
    expect(await granted(4, () => limits.handshake('10.0.0.1'), heard)).toBe(3);
    expect(await granted(1, () => limits.handshake('10.0.0.2'), heard)).toBe(1);
    expect(await granted(3, () => limits.handshake('2001:db8:0:7::1'), heard)).toBe(3);
    expect(await granted(1, () => limits.handshake('2001:db8:0:7:ffff::9'), heard)).toBe(0);
    expect(await granted(1, () => limits.handshake('2001:db8:0:8::1'), heard)).toBe(1);
  });

  it('counts the whole deployment, and 0 switches a limit off', async () => {
    const { limits, heard } = await replica({ RATE_DEPLOYMENT_PER_SECOND: 3 });
    const burst = Array.from({ length: 10 }, () =>
      granted(
        1,
        () => limits.deployment(),
        async () => undefined,
      ),
    );
    expect((await Promise.all(burst)).reduce((sum, one) => sum + one)).toBe(3);
    expect(await granted(50, () => limits.person('léa'), heard)).toBe(50);
  });

  it('holds authors of messages, whichever door they came through', async () => {
    const { limits } = await replica({ RATE_SEND_PER_10S: 2 });
    const sent: string[] = [];
    const lanes = limitSends(
      {
        async send({ id }) {
          sent.push(id);
          return { ok: false, code: 'not_found' };
        },
      },
      limits,
    );
    const message = (id: string) => ({ id, author: { id: 'p' } }) as never;
    await lanes.send(message('1'));
    await lanes.send(message('2'));
    await expect(lanes.send(message('3'))).rejects.toMatchObject({ code: 'rate_limited' });
    expect(sent).toEqual(['1', '2']);
  });
});

describe('RATE-3: what Redis holds of limits', () => {
  const [person, address] = ['0199f1f0-6b1c-7d1e-9c1f-0a0b0c0d0e0f', '203.0.113.77'];
  const settings = {
    RATE_PERSON_PER_MINUTE: 1,
    RATE_IP_PER_MINUTE: 1,
    RATE_HANDSHAKE_PER_MINUTE: 1,
    RATE_SEND_PER_10S: 1,
  };

  it('are keyed digests that end by themselves: neither addresses nor ids of people', async () => {
    const prefix = newPrefix();
    const { limits, redis, heard } = await replica(settings, prefix);
    limits.person(person);
    limits.send(person);
    limits.address(address);
    limits.handshake('2001:db8:0:7::1');
    await heard();
    const keys = await redis.keys(`${prefix}*`);
    expect(keys).toHaveLength(4);
    for (const key of keys) {
      expect(key).toMatch(/-rate-[a-z]+:[\w-]{22}$/);
      for (const raw of [person, address, '2001:db8']) expect(key).not.toContain(raw);
      expect(await redis.pttl(key)).toBeGreaterThan(0);
      expect(await redis.pttl(key)).toBeLessThanOrEqual(60_000);
    }
  });

  it('is the same for every door of one secret, and another for another secret', async () => {
    const prefix = newPrefix();
    const [one, two] = [await replica(settings, prefix), await replica(settings, prefix)];
    one.limits.person(person);
    await one.heard();
    two.limits.person(person);
    await two.heard();
    expect(await two.redis.keys(`${prefix}*`)).toHaveLength(1);
    const other = await replica({ ...settings, JWT_SECRET: 'another secret of the tests, long enough' }, prefix);
    other.limits.person(person);
    await other.heard();
    expect(await other.redis.keys(`${prefix}*`)).toHaveLength(2);
  });
});

describe('RATE-2: limits never make a door fail', () => {
  it('each process counts alone when Redis was never there', async () => {
    const url = `redis://127.0.0.1:${await freePort()}`;
    const { limits } = await replica({ RATE_PERSON_PER_MINUTE: 5 }, newPrefix(), url);
    expect(
      await granted(
        8,
        () => limits.person('léa'),
        async () => undefined,
      ),
    ).toBe(5);
  });

  it('goes on when Redis dies', async () => {
    const server = await startRedis();
    const { limits, heard } = await replica({ RATE_PERSON_PER_MINUTE: 100 }, newPrefix(), server.url);
    expect(await granted(50, () => limits.person('léa'), heard)).toBe(50);
    await server.kill();
    expect(
      await granted(
        60,
        () => limits.person('léa'),
        async () => undefined,
      ),
    ).toBe(50);
  });
});

test('RATE-1: a request too many is answered 429 with Retry-After, and operators are never refused', async () => {
  const { logger } = captureLog();
  const parts = { logger, metrics: createMetrics('limited'), readiness: createReadiness() };
  const app = await createHttpApp({ ...parts, service: 'limited', corsOrigins: [], trustProxy: ['127.0.0.1'] });
  const { limits }: { limits: RateLimits } = await replica({ RATE_IP_PER_MINUTE: 2 });
  limitRequests(app, limits);
  app.get('/thing', async () => ({ ok: true }));
  const call = (url: string, from: string) => app.inject({ url, headers: { 'x-forwarded-for': from } });
  expect((await call('/thing', '10.0.0.1')).statusCode).toBe(200);
  expect((await call('/thing', '10.0.0.1')).statusCode).toBe(200);
  const refused = await call('/thing', '10.0.0.1');
  expect(refused.json()).toMatchObject({ status: 429, code: 'rate_limited', retryable: true });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect((await call('/thing', '10.0.0.2')).statusCode).toBe(200);
  expect((await call('/healthz', '10.0.0.1')).statusCode).toBe(200);
  await app.close();
});

test('the address behind a connection is the last one that none of our proxies has', () => {
  const address = createClientAddress(['127.0.0.1/8', '::1/128', '10.0.0.0/8']);
  expect(address('203.0.113.9', '198.51.100.1')).toBe('203.0.113.9');
  expect(address('127.0.0.1', '198.51.100.1')).toBe('198.51.100.1');
  expect(address('::ffff:127.0.0.1', '1.1.1.1, 198.51.100.1, 10.1.2.3')).toBe('198.51.100.1');
  expect(address('127.0.0.1', undefined)).toBe('127.0.0.1');
});
