import { createAnnouncer, createCallTimers, openDoorBus } from '@causerie/bus';
import {
  createAttachments,
  createAudit,
  createCalls,
  createPrivacyRepositories,
  createRepositories,
  migrate,
} from '@causerie/db';
import {
  countCalls,
  createAuditTrail,
  createLogger,
  createMetrics,
  createPool,
  createRateLimits,
  createReadiness,
  limitSends,
  redisKind,
  runUntilSignal,
  untilAvailable,
} from '@causerie/service-kit';
import { createLinkTokens } from '@causerie/storage';
import { v7 } from 'uuid';
import { buildApp } from './app.ts';
import { env } from './env.ts';

/** Reads of one replica that may be at the database at once. */
const POOL_MAX = 8;

const logger = createLogger({ service: 'realtime-gateway', level: env.LOG_LEVEL, replicaId: env.REPLICA_ID });
const metrics = createMetrics('realtime-gateway');
const readiness = createReadiness();
const pool = createPool({ url: env.DATABASE_URL, name: 'realtime-gateway', max: POOL_MAX, logger, metrics });
await untilAvailable(() => migrate(pool, { logger }), { logger, what: 'postgres' });
readiness.add('postgres', async () => void (await pool.query('select 1')));

const clock = { nowMs: Date.now };
const bus = await openDoorBus({
  url: env.REDIS_URL,
  name: 'realtime-gateway',
  prefix: env.REDIS_PREFIX,
  laneCount: env.LANES,
  doorId: `${env.REPLICA_ID}-${v7()}`,
  clock,
  logger,
  metrics,
});
readiness.add('redis', async () => ({ ...(await redisKind(bus.commands)) }));

const timers = createCallTimers({ connection: bus.commands, prefix: env.REDIS_PREFIX, logger });
const limits = createRateLimits(env, { redis: bus.commands, prefix: env.REDIS_PREFIX, logger, metrics });
const audit = createAuditTrail({ write: createAudit(pool).write, logger, metrics });

const { app, close } = await buildApp({
  ...createRepositories(pool),
  revocations: createPrivacyRepositories(pool).revocations,
  ...bus,
  signals: createAnnouncer(bus.commands, env.REDIS_PREFIX),
  calls: countCalls(createCalls(pool), metrics),
  timers,
  lanes: limitSends(bus.lanes, limits),
  limits,
  audit,
  logger,
  metrics,
  readiness,
  clock,
  ids: { next: v7 },
  presenceGraceMs: env.PRESENCE_GRACE_MS,
  files: {
    attachments: createAttachments(pool),
    linkTokens: createLinkTokens(env),
    allowForeignLinks: env.ALLOW_FOREIGN_LINKS,
  },
  redisUrl: env.REDIS_URL,
  prefix: env.REDIS_PREFIX,
  replicaId: env.REPLICA_ID,
  tokens: env,
  corsOrigins: env.CORS_ORIGINS,
  trustProxy: env.TRUST_PROXY,
});
await app.listen({ host: env.HOST, port: env.PORT });
logger.info({ port: env.PORT }, 'realtime-gateway is ready');

runUntilSignal({
  logger,
  readiness,
  timeoutMs: env.SHUTDOWN_TIMEOUT_MS,
  steps: [
    ['sockets', close],
    ['http', async () => app.close()],
    ['audit', audit.close],
    ['timers', timers.close],
    ['bus', bus.close],
    ['postgres', async () => pool.end()],
  ],
});
