import type { Pool, PoolClient } from 'pg';
import { afterEach, expect, test } from 'vitest';
import { createMetrics, createPool } from '../src/index.ts';
import { captureLog } from './log-capture.ts';
import { openProxy } from './tcp-proxy.ts';
import { testEnv } from './test-env.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

function open(url = testEnv().databaseUrl, max = 2): { pool: Pool; log: ReturnType<typeof captureLog> } {
  const log = captureLog();
  const pool = createPool({ url, name: 'kit-test', max, logger: log.logger, metrics: createMetrics('test') });
  cleanups.push(() => pool.end());
  return { pool, log };
}

async function backendOf(client: PoolClient): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return rows[0]?.pid ?? 0;
}

test('a backend that dies while its client is idle inside a transaction does not end the process', async () => {
  const { pool, log } = open();
  const client = await pool.connect();
  await client.query('begin');
  const pid = await backendOf(client);
  // events.once() would reject on the error that comes first.
  const ended = new Promise<void>((resolve) => client.once('end', resolve));

  await pool.query('select pg_terminate_backend($1)', [pid]);
  await ended;

  await expect(client.query('select 1')).rejects.toThrow('not queryable');
  client.release();
  expect((await pool.query<{ one: number }>('select 1 as one')).rows).toEqual([{ one: 1 }]);
  expect(log.lines().some((line) => line['connection'] === 'kit-test')).toBe(true);
});

test('a query on a frozen Postgres is given up, and the next connection is a fresh one', async () => {
  const proxy = await openProxy(testEnv().databaseUrl);
  cleanups.push(() => proxy.close());
  const { pool } = open(proxy.url, 1);
  await pool.query('select 1');

  proxy.freezeOpen();
  await expect(pool.query('select 2')).rejects.toThrow('Query read timeout');

  expect((await pool.query<{ three: number }>('select 3 as three')).rows).toEqual([{ three: 3 }]);
});

test('a client that waited in vain inside a transaction never goes back into the pool', async () => {
  const proxy = await openProxy(testEnv().databaseUrl);
  cleanups.push(() => proxy.close());
  const { pool } = open(proxy.url, 1);
  const client = await pool.connect();
  await client.query('begin');

  proxy.freezeOpen();
  await expect(client.query('select 1')).rejects.toThrow('Query read timeout');
  // What a transaction helper does next: it must fail at once and hand the client back.
  await expect(client.query('rollback')).rejects.not.toThrow('Query read timeout');
  client.release();

  expect((await pool.query<{ two: number }>('select 2 as two')).rows).toEqual([{ two: 2 }]);
});

test('a Postgres that accepts but never greets is given up', async () => {
  const proxy = await openProxy(testEnv().databaseUrl);
  cleanups.push(() => proxy.close());
  proxy.freezeAll();
  const { pool } = open(proxy.url, 1);
  await expect(pool.query('select 1')).rejects.toThrow('timeout');
});

test('the server itself ends long statements, long locks and forgotten transactions', async () => {
  const { pool } = open();
  const { rows } = await pool.query<{ name: string; setting: string }>(
    `select name, setting from pg_settings
     where name in ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout') order by name`,
  );
  expect(rows).toHaveLength(3);
  expect(rows.every(({ setting }) => Number(setting) > 0)).toBe(true);
});
