import { fastify, LogController, type FastifyBaseLogger, type FastifyInstance, type FastifyReply } from 'fastify';
import { serveDemo } from './demo.ts';
import { askServices, watchReplicas } from './health.ts';
import { sendProblem } from './problem.ts';
import { proxyRoutes } from './proxy.ts';
import { tunnelWebsockets } from './tunnel.ts';
import type { Upstreams } from './upstreams.ts';
import { serveWeb } from './web.ts';

/** Idle connections are cut soon, so that closing does not wait for them. */
const KEEP_ALIVE_TIMEOUT_MS = 5_000;
/** A request must have arrived whole by then; an upload may be slow, and a service ends it earlier. */
const REQUEST_TIMEOUT_MS = 660_000;

/** What the gateway is made of. */
export interface GatewayDeps {
  upstreams: Upstreams;
  /** Folder of the built web app. */
  webRoot?: string | undefined;
  /** Only in the two-command start: where the demonstration is, and the address listened on. */
  demo?: { url: string; host: string } | undefined;
  /** True once the process is about to end. */
  isDraining?: () => boolean;
  logger?: FastifyBaseLogger;
  /** Hears every request that an upstream did not answer. */
  reportAway?: (upstream: string, error: Error) => void;
}

/** Builds the gateway of the two-command start: one origin for the API, the sockets and the web app. */
export async function buildApp(deps: GatewayDeps): Promise<FastifyInstance> {
  const app: FastifyInstance = fastify({
    ...(deps.logger ? { loggerInstance: deps.logger } : {}),
    logController: new LogController({ disableRequestLogging: true }),
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
    // An address that cannot be decoded never reaches a route.
    frameworkErrors: (error, _request, reply) => void refuse(error, reply),
  });
  app.setErrorHandler((error, _request, reply) => refuse(error, reply));
  const tunnels = tunnelWebsockets(app.server, deps.upstreams);
  const stopWatching = watchReplicas(deps.upstreams.replicas);
  app.addHook('preClose', async () => {
    stopWatching();
    tunnels.close();
  });

  app.get('/healthz', async () => ({ ok: true, service: 'api-gateway' }));
  app.get('/readyz', async (_request, reply) => {
    const report = await askServices(deps.upstreams);
    const ready = report.ready && !(deps.isDraining?.() ?? false);
    return reply.code(ready ? 200 : 503).send({ service: 'api-gateway', ...report, ready });
  });
  if (deps.demo) serveDemo(app, deps.demo.url, deps.demo.host);
  await proxyRoutes(app, deps.upstreams, deps.reportAway ?? (() => undefined));
  await serveWeb(app, deps.webRoot);
  return app;
}

/** What the gateway itself refuses looks like what the services refuse: a walk out of the tree, or a broken address. */
function refuse(error: unknown, reply: FastifyReply): FastifyReply {
  const { statusCode = 500 } = error as { statusCode?: number };
  const isTheirs = statusCode < 500 || error instanceof URIError;
  return isTheirs
    ? sendProblem(reply, statusCode < 500 ? statusCode : 400, 'invalid_input', 'The request cannot be read')
    : sendProblem(reply, 500, 'internal', 'The gateway failed');
}
