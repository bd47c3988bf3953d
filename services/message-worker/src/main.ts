import { createAnnouncer } from '@causerie/bus';
import {
  createAppointments,
  createAttachments,
  createMessageSearch,
  createNotificationRepositories,
  createRepositories,
  createUnreadChecks,
  migrate,
} from '@causerie/db';
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
import { v7 } from 'uuid';
import { buildApp } from './app.ts';
import { appointmentJob } from './appointments.ts';
import { openAttachmentJobs } from './attachments.ts';
import { env } from './env.ts';
import { startNotify } from './notify/start-notify.ts';
import { startPrivacy } from './privacy/start-privacy.ts';
import { searchIndexJob } from './search-index.ts';
import { unreadCheckJob } from './unread-check.ts';

/** Connections of one process for work that nobody waits for. */
const JOBS_POOL_MAX = 4;

const logger = createLogger({ service: 'message-worker', level: env.LOG_LEVEL, replicaId: env.REPLICA_ID });
const metrics = createMetrics('message-worker');
const readiness = createReadiness();
const pool = createPool({ url: env.DATABASE_URL, name: 'message-worker', max: env.LANES + 2, logger, metrics });
// Background work waits for connections of its own: messages never wait for it.
const jobsPool = createPool({
  url: env.DATABASE_URL,
  name: 'message-worker-jobs',
  max: JOBS_POOL_MAX,
  logger,
  metrics,
});
const commands = createRedis({ url: env.REDIS_URL, name: 'message-worker', logger, role: 'commands' });
const blocking = createRedis({ url: env.REDIS_URL, name: 'message-worker-lanes', logger, role: 'blocking' });
await untilAvailable(() => migrate(pool, { logger }), { logger, what: 'postgres' });
const production = env.NODE_ENV === 'production';
await untilAvailable(() => checkDurability(commands, { logger, production }), { logger, what: 'redis' });
readiness.add('postgres', async () => void (await pool.query('select 1')));
readiness.add('redis', async () => ({ ...(await redisKind(commands)) }));

const announcer = createAnnouncer(commands, env.REDIS_PREFIX);
const told = createNotificationRepositories(jobsPool);
const notify = startNotify(env, { repositories: told, commands, logger });
const fileJobs = openAttachmentJobs(env, { attachments: createAttachments(jobsPool), announcer });
const appointments = appointmentJob({
  appointments: createAppointments(jobsPool),
  announcer,
  ids: { next: v7 },
  notifications: told.notifications,
  defaultTimeZone: env.DEFAULT_TIME_ZONE,
  logger,
});
const privacy = startPrivacy(env, {
  pool: jobsPool,
  commands,
  prefix: env.REDIS_PREFIX,
  announcer,
  logger,
  metrics,
});
const { app, close } = await buildApp({
  logger,
  metrics,
  readiness,
  messages: createRepositories(pool).messages,
  commands,
  blocking,
  prefix: env.REDIS_PREFIX,
  lanes: env.LANES,
  jobs: [
    ...fileJobs,
    ...notify.kinds,
    ...privacy.kinds,
    appointments,
    searchIndexJob({ messageSearch: createMessageSearch(jobsPool), metrics }),
    unreadCheckJob({ unreadChecks: createUnreadChecks(jobsPool), logger, metrics }),
  ],
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
    ['notify', notify.close],
    ['privacy', privacy.close],
    ['redis', async () => [commands, blocking].forEach((redis) => redis.disconnect())],
    ['postgres', async () => void (await Promise.all([pool.end(), jobsPool.end()]))],
  ],
});
