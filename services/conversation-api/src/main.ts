import { openDoorBus } from '@causerie/bus';
import {
  createAppointments,
  createAttachments,
  createAudit,
  createMessageSearch,
  createMessagingStatistics,
  createNotificationRepositories,
  createPrivacyRepositories,
  createRepositories,
  migrate,
} from '@causerie/db';
import {
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
import { v7 } from 'uuid';
import { buildApp } from './app.ts';
import { env } from './env.ts';
import { openFiles } from './files/files.ts';
import { workAsker } from './v1/privacy.ts';

/** Requests of one process that may be at the database at once. */
const POOL_MAX = 10;

const logger = createLogger({ service: 'conversation-api', level: env.LOG_LEVEL, replicaId: env.REPLICA_ID });
const metrics = createMetrics('conversation-api');
const readiness = createReadiness();
const pool = createPool({ url: env.DATABASE_URL, name: 'conversation-api', max: POOL_MAX, logger, metrics });
await untilAvailable(() => migrate(pool, { logger }), { logger, what: 'postgres' });
readiness.add('postgres', async () => void (await pool.query('select 1')));

const clock = { nowMs: Date.now };
const bus = await openDoorBus({
  url: env.REDIS_URL,
  name: 'conversation-api',
  prefix: env.REDIS_PREFIX,
  laneCount: env.LANES,
  doorId: `${env.REPLICA_ID}-${v7()}`,
  clock,
  logger,
  metrics,
});
readiness.add('redis', async () => ({ ...(await redisKind(bus.commands)) }));

const audit = createAudit(pool);
const trail = createAuditTrail({ write: audit.write, logger, metrics });
const limits = createRateLimits(env, { redis: bus.commands, prefix: env.REDIS_PREFIX, logger, metrics });

const privacyRepositories = createPrivacyRepositories(pool);
const queueOptions = { connection: bus.commands, prefix: env.REDIS_PREFIX, logger };

const app = await buildApp({
  ...createRepositories(pool),
  revocations: privacyRepositories.revocations,
  messageSearch: createMessageSearch(pool),
  statistics: createMessagingStatistics(pool),
  appointments: createAppointments(pool),
  defaultTimeZone: env.DEFAULT_TIME_ZONE,
  ...createNotificationRepositories(pool),
  ...bus,
  lanes: limitSends(bus.lanes, limits),
  limits,
  audit,
  trail,
  logger,
  metrics,
  readiness,
  clock,
  ids: { next: v7 },
  pushPublicKey: env.VAPID_PUBLIC_KEY ?? null,
  tokens: env,
  files: openFiles(env, createAttachments(pool), queueOptions),
  privacy: {
    privacyRequests: privacyRepositories.privacyRequests,
    askForWork: workAsker(queueOptions),
    tokenLifeMs: env.JWT_MAX_AGE_SECONDS * 1000,
    erasureNeedsConfirmation: env.ERASURE_NEEDS_CONFIRMATION,
  },
  corsOrigins: env.CORS_ORIGINS,
  trustProxy: env.TRUST_PROXY,
});
await app.listen({ host: env.HOST, port: env.PORT });
logger.info({ port: env.PORT }, 'conversation-api is ready');

runUntilSignal({
  logger,
  readiness,
  timeoutMs: env.SHUTDOWN_TIMEOUT_MS,
  steps: [
    ['http', async () => app.close()],
    ['audit', trail.close],
    ['bus', bus.close],
    ['postgres', async () => pool.end()],
  ],
});
