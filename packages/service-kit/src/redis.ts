import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from './logger.ts';
import { logThrottled } from './throttle.ts';

/**
 * What a connection is for.
 * - `commands`: fails fast when Redis is down, so that callers can answer within their own deadline.
 * - `subscriber`: waits for Redis for ever and subscribes again by itself.
 * - `blocking`: for BullMQ workers, whose waiting commands must survive a reconnect.
 */
export type RedisRole = 'commands' | 'subscriber' | 'blocking';

const CONNECT_TIMEOUT_MS = 2_000;
const COMMAND_TIMEOUT_MS = 2_000;
const KEEP_ALIVE_DELAY_MS = 10_000;
const RECONNECT_BASE_MS = 50;
const RECONNECT_CAP_MS = 2_000;
/** Longer than the longest blocking read of BullMQ (10 s), so only a dead line stays silent for this long. */
const SILENT_LINE_TIMEOUT_MS = 15_000;
const SUBSCRIBER_PING_INTERVAL_MS = 3_000;
const SUBSCRIBER_PING_TIMEOUT_MS = 2_000;

/**
 * Opens a Redis connection with the guards every connection needs: an error listener (a missing one ends the process),
 * reconnection with jitter, and throttled logging. `name` shows up in CLIENT LIST and in the log.
 */
export function createRedis({
  url,
  name,
  logger,
  role,
}: {
  url: string;
  name: string;
  logger: Logger;
  role: RedisRole;
}): Redis {
  const redis = new Redis(url, { ...COMMON, ...BY_ROLE[role], connectionName: name });
  const logError = logThrottled(logger, 'A Redis connection failed', { connection: name });
  redis.on('error', logError);
  if (role === 'commands') {
    // Commands may wait for the very first connection; later a queue would only make them late and surprising.
    redis.once('ready', () => {
      redis.options.enableOfflineQueue = false;
    });
  }
  if (role === 'subscriber') keepProving(redis);
  return redis;
}

const COMMON = {
  connectTimeout: CONNECT_TIMEOUT_MS,
  keepAlive: KEEP_ALIVE_DELAY_MS,
  autoResubscribe: true,
  retryStrategy: reconnectDelayMs,
} satisfies RedisOptions;

/** With `enableAutoPipelining`, what one turn of the event loop sends leaves in one write: writes cost more than commands. */
const BY_ROLE = {
  commands: {
    enableAutoPipelining: true,
    commandTimeout: COMMAND_TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    socketTimeout: SILENT_LINE_TIMEOUT_MS,
  },
  subscriber: { maxRetriesPerRequest: null },
  blocking: { enableAutoPipelining: true, maxRetriesPerRequest: null, socketTimeout: SILENT_LINE_TIMEOUT_MS },
} satisfies Record<RedisRole, RedisOptions>;

/** Full jitter under a doubling ceiling: replicas that lost Redis together must not come back in the same millisecond. */
export function reconnectDelayMs(attempt: number): number {
  const ceilingMs = Math.min(RECONNECT_CAP_MS, RECONNECT_BASE_MS * 2 ** Math.min(attempt, 10));
  return Math.round(RECONNECT_BASE_MS + Math.random() * (ceilingMs - RECONNECT_BASE_MS));
}

/** A subscriber that hears nothing cannot tell silence from a dead line, so it asks. */
function keepProving(redis: Redis): void {
  const timer = setInterval(() => {
    if (redis.status !== 'ready') return;
    const { stream } = redis;
    const answered = redis.ping();
    const late = setTimeout(() => stream.destroy(), SUBSCRIBER_PING_TIMEOUT_MS).unref();
    answered.then(
      () => clearTimeout(late),
      () => clearTimeout(late),
    );
  }, SUBSCRIBER_PING_INTERVAL_MS).unref();
  redis.once('end', () => clearInterval(timer));
}
