import { createAnnouncer, createPresences, createSendLanes, laneQueueNames, watchIntake } from '@causerie/bus';
import { createRepositories, migrate } from '@causerie/db';
import {
  createLogger,
  createMetrics,
  createPool,
  createQueue,
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

/** Reads of one replica that may be at the database at once. */
const POOL_MAX = 8;

const logger = createLogger({ service: 'realtime-gateway', level: env.LOG_LEVEL, replicaId: env.REPLICA_ID });
const metrics = createMetrics('realtime-gateway');
const readiness = createReadiness();
const pool = createPool({ url: env.DATABASE_URL, name: 'realtime-gateway', max: POOL_MAX, logger, metrics });
const commands = createRedis({ url: env.REDIS_URL, name: 'realtime-gateway', logger, role: 'commands' });
const subscriber = createRedis({ url: env.REDIS_URL, name: 'realtime-gateway-bus', logger, role: 'subscriber' });
await untilAvailable(() => migrate(pool, { logger }), { logger, what: 'postgres' });
readiness.add('postgres', async () => void (await pool.query('select 1')));
readiness.add('redis', async () => ({ ...(await redisKind(commands)) }));

const prefix = env.REDIS_PREFIX;
const clock = { nowMs: Date.now };
const intake = watchIntake(commands, logThrottled(logger, 'The memory of Redis could not be read'));
const lanes = await createSendLanes({
  queues: laneQueueNames(env.LANES).map((name) => createQueue(name, { connection: commands, prefix, logger })),
  subscriber,
  prefix,
  doorId: `${env.REPLICA_ID}-${v7()}`,
  intakeOpen: intake.isOpen,
  onError: logThrottled(logger, 'The send lanes reported an error'),
});
const { app, close } = await buildApp({
  ...createRepositories(pool),
  logger,
  metrics,
  readiness,
  announcer: createAnnouncer(commands, prefix),
  lanes,
  clock,
  presences: createPresences({ redis: commands, prefix, replicaId: env.REPLICA_ID, clock }),
  ids: { next: v7 },
  subscriber,
  redisUrl: env.REDIS_URL,
  prefix,
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
    ['lanes', async () => (intake.stop(), lanes.close())],
    ['redis', async () => [commands, subscriber].forEach((redis) => redis.disconnect())],
    ['postgres', async () => pool.end()],
  ],
});
