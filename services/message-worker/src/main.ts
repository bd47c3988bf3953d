import { createRepositories, migrate } from '@causerie/db';
import {
  createLogger,
  createMetrics,
  createPool,
  createReadiness,
  createRedis,
  checkDurability,
  redisKind,
  runUntilSignal,
  untilAvailable,
} from '@causerie/service-kit';
import { buildApp } from './app.ts';
import { env } from './env.ts';

const logger = createLogger({ service: 'message-worker', level: env.LOG_LEVEL, replicaId: env.REPLICA_ID });
const metrics = createMetrics('message-worker');
const readiness = createReadiness();
const pool = createPool({ url: env.DATABASE_URL, name: 'message-worker', max: env.LANES + 2, logger, metrics });
const commands = createRedis({ url: env.REDIS_URL, name: 'message-worker', logger, role: 'commands' });
const blocking = createRedis({ url: env.REDIS_URL, name: 'message-worker-lanes', logger, role: 'blocking' });
await untilAvailable(() => migrate(pool, { logger }), { logger, what: 'postgres' });
const production = env.NODE_ENV === 'production';
await untilAvailable(() => checkDurability(commands, { logger, production }), { logger, what: 'redis' });
readiness.add('postgres', async () => void (await pool.query('select 1')));
readiness.add('redis', async () => ({ ...(await redisKind(commands)) }));

const { app, close } = await buildApp({
  logger,
  metrics,
  readiness,
  messages: createRepositories(pool).messages,
  commands,
  blocking,
  prefix: env.REDIS_PREFIX,
  lanes: env.LANES,
  trustProxy: env.TRUST_PROXY,
});
await app.listen({ host: env.HOST, port: env.PORT });
logger.info({ port: env.PORT }, 'message-worker is ready');

runUntilSignal({
  logger,
  readiness,
  timeoutMs: env.SHUTDOWN_TIMEOUT_MS,
  steps: [
    ['http', async () => app.close()],
    ['lanes', close],
    ['redis', async () => [commands, blocking].forEach((redis) => redis.disconnect())],
    ['postgres', async () => pool.end()],
  ],
});
