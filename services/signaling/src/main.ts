import {
  createLogger,
  createMetrics,
  createReadiness,
  createRedis,
  redisKind,
  runUntilSignal,
} from '@causerie/service-kit';
import { buildApp } from './app.ts';
import { env } from './env.ts';

const logger = createLogger({ service: 'signaling', level: env.LOG_LEVEL, replicaId: env.REPLICA_ID });
const metrics = createMetrics('signaling');
const readiness = createReadiness();
const commands = createRedis({ url: env.REDIS_URL, name: 'signaling', logger, role: 'commands' });
readiness.add('redis', async () => ({ ...(await redisKind(commands)) }));

const app = await buildApp({ logger, metrics, readiness, corsOrigins: env.CORS_ORIGINS, trustProxy: env.TRUST_PROXY });
await app.listen({ host: env.HOST, port: env.PORT });
logger.info({ port: env.PORT }, 'signaling is ready');

runUntilSignal({
  logger,
  readiness,
  timeoutMs: env.SHUTDOWN_TIMEOUT_MS,
  steps: [
    ['http', async () => app.close()],
    ['redis', async () => commands.disconnect()],
  ],
});
