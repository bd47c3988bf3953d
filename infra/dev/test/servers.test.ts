import { mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { userCacheFolder } from '../src/env.ts';
import { startPostgres } from '../src/postgres.ts';
import { startRedis } from '../src/redis.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'causerie with space '));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('an embedded Postgres keeps its data over a stop, in a folder with a space, and can make version 7 ids', async () => {
  const options = { dataDir: folder, logPath: join(folder, 'postgres.log'), anyPort: true, durable: false };
  const first = await startPostgres(options);
  const version = await query(first.url, 'create table kept as select uuidv7() as id');
  expect(version).toEqual([]);
  const pid = first.process?.pid ?? 0;
  await first.stop();
  expect(isAlive(pid)).toBe(false);

  const second = await startPostgres(options);
  expect(await query(second.url, 'select count(*)::int as n from kept')).toEqual([{ n: 1 }]);
  await second.stop();
});

test('a Postgres that is killed comes back by itself on the same port with what was committed', async () => {
  const postgres = await startPostgres({
    dataDir: folder,
    logPath: join(folder, 'postgres.log'),
    anyPort: true,
    durable: false,
  });
  await query(postgres.url, 'create table survived as select 1 as n');
  const before = postgres.process?.pid;
  postgres.process?.kill('SIGKILL');
  await expect.poll(() => postgres.process?.restarts, { timeout: 10_000 }).toBeGreaterThan(0);
  await postgres.process?.untilReady();
  expect(postgres.process?.pid).not.toBe(before);
  expect(await query(postgres.url, 'select n from survived')).toEqual([{ n: 1 }]);
  await postgres.stop();
});

test('a Redis of our own appends to disk, never evicts, and comes back with its data when killed', async () => {
  const redis = await startRedis({
    dataDir: folder,
    logPath: join(folder, 'redis.log'),
    cacheFolder: userCacheFolder(),
    anyPort: true,
  });
  const client = new Redis(redis.url, { retryStrategy: () => 50 });
  client.on('error', () => undefined);
  expect(await client.config('GET', 'appendonly')).toEqual(['appendonly', 'yes']);
  expect(await client.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
  await client.set('kept', 'yes');
  await redis.process?.restart();
  expect(await client.get('kept')).toBe('yes');
  client.disconnect();
  const pid = redis.process?.pid ?? 0;
  await redis.stop();
  expect(isAlive(pid)).toBe(false);
});

test('a server of the user’s own is taken as it is and never stopped', async () => {
  const redis = await startRedis({
    dataDir: join(folder, 'unused'),
    logPath: join(folder, 'unused.log'),
    cacheFolder: userCacheFolder(),
    redisUrl: 'redis://somewhere:6379',
  });
  expect(redis).toMatchObject({ url: 'redis://somewhere:6379', process: undefined });
  const databaseUrl = 'postgres://somewhere/db';
  const postgres = await startPostgres({ dataDir: join(folder, 'unused'), logPath: 'unused', databaseUrl });
  expect(postgres).toMatchObject({ url: databaseUrl, process: undefined });
  expect(existsSync(join(folder, 'unused'))).toBe(false);
});

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
