import { announceCommitted, createAnnouncer, createCallTimers } from '@causerie/bus';
import {
  createAudit,
  createCallAppointments,
  createCallCensus,
  createCalls,
  createForwardedCalls,
  createNotificationRepositories,
  createPrivacyRepositories,
  createRepositories,
  createShareTokens,
  migrate,
} from '@causerie/db';
import {
  countCalls,
  createAuditTrail,
  createCallLimits,
  createLogger,
  createMetrics,
  createPool,
  createRateLimits,
  createReadiness,
  createRedis,
  logThrottled,
  redisKind,
  runUntilSignal,
  untilAvailable,
} from '@causerie/service-kit';
import { v7 } from 'uuid';
import { buildApp } from './app.ts';
import { env } from './env.ts';
import { createGuestTokens } from './guest-tokens.ts';
import { createIceServers } from './ice/ice-servers.ts';
import { startForwarding } from './sfu/start-forwarding.ts';

/** Requests, frames and timers of one process that may be at the database at once. */
const POOL_MAX = 10;

const logger = createLogger({ service: 'signaling', level: env.LOG_LEVEL, replicaId: env.REPLICA_ID });
const metrics = createMetrics('signaling');
const readiness = createReadiness();
const pool = createPool({ url: env.DATABASE_URL, name: 'signaling', max: POOL_MAX, logger, metrics });
await untilAvailable(() => migrate(pool, { logger }), { logger, what: 'postgres' });
readiness.add('postgres', async () => void (await pool.query('select 1')));

const commands = createRedis({ url: env.REDIS_URL, name: 'signaling', logger, role: 'commands' });
const blocking = createRedis({ url: env.REDIS_URL, name: 'signaling-timers', logger, role: 'blocking' });
const subscriber = createRedis({ url: env.REDIS_URL, name: 'signaling-bus', logger, role: 'subscriber' });
readiness.add('redis', async () => ({ ...(await redisKind(commands)) }));

const prefix = env.REDIS_PREFIX;
const counted = { redis: commands, prefix, logger, metrics };
const signals = createAnnouncer(commands, prefix);
const lost = metrics.counter('announcements_lost_total', 'Announcements of committed events that Redis did not take');
const logLost = logThrottled(logger, 'An announcement was lost; clients ask for their calls when they connect');
const timers = createCallTimers({ connection: commands, prefix, logger });
const trail = createAuditTrail({ write: createAudit(pool).write, logger, metrics });

const clock = { nowMs: Date.now };
const calls = countCalls(createCalls(pool), metrics);
const forwarding = startForwarding({
  calls,
  forwarded: createForwardedCalls(pool),
  signals,
  commands,
  prefix,
  ownerId: `${env.REPLICA_ID}-${v7()}`,
  entry: process.argv[1] ?? '',
  logger,
  metrics,
});
const { app, close } = await buildApp({
  ...createRepositories(pool),
  calls,
  forwarding,
  census: createCallCensus(pool),
  appointments: createCallAppointments(pool),
  shareTokens: createShareTokens(pool),
  notifications: createNotificationRepositories(pool).notifications,
  revocations: createPrivacyRepositories(pool).revocations,
  announcer: announceCommitted(signals, (error, count) => {
    lost.inc(count);
    logLost(error);
  }),
  signals,
  timers,
  guests: createGuestTokens(env),
  limits: createRateLimits(env, counted),
  callLimits: createCallLimits(env, counted),
  trail,
  clock,
  iceServers: createIceServers(env, clock),
  ids: { next: v7 },
  logger,
  metrics,
  readiness,
  commands,
  blocking,
  subscriber,
  prefix,
  replicaId: env.REPLICA_ID,
  tokens: env,
  corsOrigins: env.CORS_ORIGINS,
  trustProxy: env.TRUST_PROXY,
});
await app.listen({ host: env.HOST, port: env.PORT });
logger.info({ port: env.PORT }, 'signaling is ready');

runUntilSignal({
  logger,
  readiness,
  timeoutMs: env.SHUTDOWN_TIMEOUT_MS,
  steps: [
    ['calls', close],
    ['forwarding', forwarding.close],
    ['http', async () => app.close()],
    ['timers', timers.close],
    ['audit', trail.close],
    ['redis', async () => [commands, blocking, subscriber].forEach((redis) => redis.disconnect())],
    ['postgres', async () => pool.end()],
  ],
});
