import type { FastifyRequest } from 'fastify';
import type { HttpApp, HttpAppOptions } from './http.ts';

const PATHS: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);

/** Whether a request came for one of the routes that operators and schedulers use. */
export function isOperatorRoute(request: FastifyRequest): boolean {
  return PATHS.has(request.routeOptions.url ?? '');
}

/**
 * `/healthz`: the process runs. `/readyz`: its dependencies answer (503 otherwise, and while draining).
 * `/metrics`: Prometheus text; the API gateway does not pass it on.
 */
export function addOperatorRoutes(app: HttpApp, { service, metrics, readiness }: HttpAppOptions): void {
  const hidden = { schema: { hide: true } };
  app.get('/healthz', hidden, async () => ({ ok: true, service }));
  app.get('/readyz', hidden, async (_request, reply) => {
    const report = await readiness.report();
    return reply.code(report.ready ? 200 : 503).send({ service, ...report });
  });
  app.get('/metrics', hidden, async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
}
