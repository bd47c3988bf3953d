export { createGuardedAdapter, type AdapterOptions } from './adapter.ts';
export { toAppError } from './app-error.ts';
export { createAuditTrail, type AuditTrail } from './audit-trail.ts';
export { withDeadline } from './deadline.ts';
export { createDeadlines, type Deadlines } from './deadlines.ts';
export { describeError, type ErrorDescription } from './describe-error.ts';
export { loadEnv } from './env.ts';
export { renderEnvExample } from './env-example.ts';
export { createHttpApp, type HttpApp, type HttpAppOptions } from './http.ts';
export { createLogger, type Logger, type LoggerOptions } from './logger.ts';
export { createMetrics, type Metrics } from './metrics.ts';
export type { OpenApiOptions } from './openapi.ts';
export { isOperatorRoute } from './operator-routes.ts';
export { createPool, type PoolOptions } from './postgres.ts';
export { sendProblem } from './problem.ts';
export { createQueue, createWorker, JOB_RETRIES, type QueueOptions } from './queues.ts';
export { createClientAddress } from './client-address.ts';
export {
  createRateLimits,
  limitRequests,
  limitSends,
  rateLimitKeys,
  type RateLimits,
  type RateLimitSettings,
} from './rate-limits.ts';
export { createReadiness, type Readiness, type ReadinessFacts, type ReadinessReport } from './readiness.ts';
export { createRedis, type RedisRole } from './redis.ts';
export { checkDurability, memoryShare, redisKind, type Durability, type RedisKind } from './redis-server.ts';
export { settings } from './settings.ts';
export { runUntilSignal, type ShutdownOptions, type ShutdownStep } from './shutdown.ts';
export { guardSlowConsumer, SLOW_CONSUMER_LIMIT_BYTES, type SlowConsumerCut } from './slow-consumer.ts';
export { createSocketServer, type SocketServer, type SocketServerOptions } from './sockets.ts';
export { logThrottled } from './throttle.ts';
export { untilAvailable } from './until-available.ts';
export { watchWorker, type WatchOptions } from './watch-worker.ts';
