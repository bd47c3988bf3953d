import type { Redis } from 'ioredis';
import { AppError } from '@causerie/contracts';
import { withDeadline } from './deadline.ts';
import type { Logger } from './logger.ts';

const INFO_TIMEOUT_MS = 2_000;

/** Which server answers, for `/readyz`. */
export interface RedisKind {
  kind: 'redis' | 'valkey';
  version: string;
}

/** What the server would lose or drop when it is killed or full. */
export interface Durability {
  durable: boolean;
  appendOnly: boolean;
  noEviction: boolean;
}

/** Asks the server what it is. Rejects with `unavailable` when it does not answer in time. */
export async function redisKind(redis: Redis): Promise<RedisKind> {
  const info = await readInfo(redis, 'server');
  const valkey = info.get('valkey_version');
  return valkey === undefined
    ? { kind: 'redis', version: info.get('redis_version') ?? 'unknown' }
    : { kind: 'valkey', version: valkey };
}

/**
 * Checks that a killed Redis keeps its queue (append-only file) and that a full one refuses instead of dropping jobs
 * (noeviction). With `production: true` a weak server is an error that stops the start; otherwise it is one warning.
 */
export async function checkDurability(
  redis: Redis,
  options: { production?: boolean; logger?: Logger } = {},
): Promise<Durability> {
  const info = new Map([...(await readInfo(redis, 'persistence')), ...(await readInfo(redis, 'memory'))]);
  const appendOnly = info.get('aof_enabled') === '1';
  const noEviction = info.get('maxmemory_policy') === 'noeviction';
  const durability = { durable: appendOnly && noEviction, appendOnly, noEviction };
  if (durability.durable) return durability;
  if (options.production === true) {
    throw new Error(
      `Redis is not durable: ${appendOnly ? '' : 'set appendonly yes; '}${noEviction ? '' : 'set maxmemory-policy noeviction'}`.trim(),
    );
  }
  options.logger?.warn({ appendOnly, noEviction }, 'Redis would lose queued work when it is killed or full');
  return durability;
}

/**
 * Share of memory in use, 0 to 1, of `maxmemory` or, without one, of the machine. Doors refuse new work above 0.6:
 * once a noeviction Redis is full its consumers cannot drain it either. 0 when the server does not tell.
 */
export async function memoryShare(redis: Redis): Promise<number> {
  const info = await readInfo(redis, 'memory');
  const used = Number(info.get('used_memory') ?? 0);
  const limit = Number(info.get('maxmemory') ?? 0) || Number(info.get('total_system_memory') ?? 0);
  return limit > 0 && Number.isFinite(used) ? Math.min(1, used / limit) : 0;
}

/** `INFO` needs no right to `CONFIG`, which managed servers refuse. */
async function readInfo(redis: Redis, section: 'server' | 'memory' | 'persistence'): Promise<Map<string, string>> {
  const text = await withDeadline(redis.info(section), INFO_TIMEOUT_MS).catch((cause: unknown) => {
    throw new AppError('unavailable', 'Redis does not answer', { cause });
  });
  const pairs = text.split(/\r?\n/).map((line) => line.split(':', 2));
  return new Map(
    pairs.flatMap(([key, value]) => (key === undefined || value === undefined ? [] : [[key, value] as const])),
  );
}
