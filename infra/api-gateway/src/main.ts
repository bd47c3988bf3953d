import { createLogger, createReadiness, logThrottled, runUntilSignal } from '@causerie/service-kit';
import { buildApp } from './app.ts';
import { readEnv } from './env.ts';
import { createReplicas } from './replicas.ts';
import { routes } from './routes.ts';

const env = readEnv();
const logger = createLogger({ service: 'api-gateway', level: env.LOG_LEVEL, replicaId: env.REPLICA_ID });
const readiness = createReadiness();
let draining = false;
/** One throttled line per upstream: an outage must not fill the disk. */
const reports = new Map(
  [...new Set(routes.map((route) => route.upstream))].map((upstream) => [
    upstream as string,
    logThrottled(logger, 'An upstream does not answer', { kind: upstream }),
  ]),
);

const app = await buildApp({
  upstreams: {
    conversationApi: env.CONVERSATION_API_URL,
    signaling: env.SIGNALING_URL,
    messageWorker: env.MESSAGE_WORKER_URL,
    replicas: createReplicas(env.REALTIME_GATEWAY_URLS),
  },
  webRoot: env.WEB_ROOT,
  demo: env.DEMO && env.DEMO_URL ? { url: env.DEMO_URL, host: env.HOST } : undefined,
  isDraining: () => draining,
  logger,
  reportAway: (upstream, error) => reports.get(upstream)?.(error),
});

await app.listen({ host: env.HOST, port: env.PORT });

runUntilSignal({
  logger,
  readiness: {
    ...readiness,
    drain: () => {
      draining = true;
    },
  },
  steps: [['http', () => app.close()]],
  timeoutMs: env.SHUTDOWN_TIMEOUT_MS,
});
