import { readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startPostgres, startRedis, userCacheFolder } from '@causerie/dev';
import { Redis } from 'ioredis';
import { freshDataDirectory } from './leftovers.ts';
import type { CountedProcess } from './target.ts';
import { withClient } from './targets/database.ts';

/** The one Postgres and the one Redis that every system of a run shares. */
export interface Backing {
  /** Where the systems may leave their logs. */
  folder: string;
  /** Data directory of this run. */
  dataDir: string;
  redisUrl: string;
  processes: CountedProcess[];
  /** What they are and how durable, for the report. */
  facts: Record<string, string>;
  /** Creates an empty database and returns its connection string. */
  createDatabase(name: string): Promise<string>;
  stop(): Promise<void>;
}

/** Settings without which a comparison of durable systems would be a lie. */
const DURABLE_SETTINGS = ['fsync', 'synchronous_commit', 'full_page_writes'] as const;

/**
 * Starts Postgres and Redis under `folder`, in a directory of this run's own that `stop` removes.
 * Throws when Postgres does not write durably.
 */
export async function startBacking(folder: string): Promise<Backing> {
  await mkdir(folder, { recursive: true });
  const dataDir = await freshDataDirectory(folder);
  const postgres = await startPostgres({
    dataDir,
    logPath: join(dataDir, 'postgres.log'),
    durable: true,
    anyPort: true,
  });
  const redis = await startRedis({
    dataDir,
    logPath: join(dataDir, 'redis.log'),
    cacheFolder: userCacheFolder(),
    anyPort: true,
    persistent: true,
  });
  const facts = { ...(await postgresFacts(postgres.url)), ...(await redisFacts(redis.url)) };
  return {
    folder,
    dataDir,
    redisUrl: redis.url,
    processes: [
      { name: 'postgres', pid: await postmasterPid(postgres.url), tree: true },
      { name: 'redis', pid: await redisPid(redis.url), tree: false },
    ],
    facts,
    async createDatabase(name) {
      await withClient(postgres.url, (client) => client.query(`create database "${name}"`));
      const url = new URL(postgres.url);
      url.pathname = `/${name}`;
      return url.href;
    },
    async stop() {
      await Promise.all([postgres.stop(), redis.stop()]);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function postgresFacts(url: string): Promise<Record<string, string>> {
  return withClient(url, async (client) => {
    const facts: Record<string, string> = {};
    for (const name of ['server_version', ...DURABLE_SETTINGS]) {
      const { rows } = await client.query<Record<string, string>>(`show ${name}`);
      facts[`postgres ${name}`] = rows[0]![name]!;
    }
    const weak = DURABLE_SETTINGS.find((name) => facts[`postgres ${name}`] !== 'on');
    if (weak) throw new Error(`Postgres runs with ${weak} off: its figures would mean nothing`);
    return facts;
  });
}

async function postmasterPid(url: string): Promise<number> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ data_directory: string }>('show data_directory');
    return Number(readFileSync(join(rows[0]!.data_directory, 'postmaster.pid'), 'utf8').split('\n')[0]);
  });
}

async function redisFacts(url: string): Promise<Record<string, string>> {
  return withRedis(url, async (redis) => {
    const [, appendOnly] = await redis.config('GET', 'appendonly');
    return {
      'redis version': infoField(await redis.info('server'), 'redis_version'),
      'redis appendonly': appendOnly ?? '?',
    };
  });
}

async function redisPid(url: string): Promise<number> {
  return withRedis(url, async (redis) => Number(infoField(await redis.info('server'), 'process_id')));
}

function infoField(info: string, name: string): string {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '?';
}

async function withRedis<T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url);
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}
