import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import cors from '@fastify/cors';
import helmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import underPressure from '@fastify/under-pressure';
import { AppError } from '@causerie/contracts';
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance, type RawServerDefault } from 'fastify';
import { validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { ZodType } from 'zod';
import { toAppError } from './app-error.ts';
import { boundClose } from './bound-close.ts';
import { describeError } from './describe-error.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';
import { addOpenApi, type OpenApiOptions } from './openapi.ts';
import { addOperatorRoutes, isOperatorRoute } from './operator-routes.ts';
import { sendProblem } from './problem.ts';
import type { Readiness } from './readiness.ts';

const BODY_LIMIT_BYTES = 1_048_576;
const PATH_PARAMETER_LIMIT_CHARS = 256;
const KEEP_ALIVE_TIMEOUT_MS = 5_000;
/** Long enough for an upload over a slow line; a line that falls silent is cut earlier. */
const REQUEST_TIMEOUT_MS = 60_000;
/** A caller hears back within three seconds (DEL-5), whatever the handler waits for. */
const HANDLER_TIMEOUT_MS = 2_700;
const CONNECTION_TIMEOUT_MS = 30_000;
const MAX_EVENT_LOOP_DELAY_MS = 1_000;
const RETRY_AFTER_SECONDS = 2;
const PREFLIGHT_MAX_AGE_SECONDS = 600;
const DURATION_BUCKETS_SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** A UUID or a run of hexadecimal digits: what a proxy makes, and nothing a person could hide a word in. */
const REQUEST_ID_PATTERN = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{16,64})$/i;

/** A Fastify server whose routes declare zod schemas. */
export type HttpApp = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** How an HTTP door is made. `trustProxy` is a list of networks; `contentSecurityPolicy` only concerns doors that serve pages. */
export interface HttpAppOptions {
  service: string;
  logger: Logger;
  metrics: Metrics;
  readiness: Readiness;
  corsOrigins: readonly string[];
  trustProxy: readonly string[];
  bodyLimitBytes?: number;
  contentSecurityPolicy?: FastifyHelmetOptions['contentSecurityPolicy'];
  openApi?: OpenApiOptions;
}

/**
 * Creates the HTTP door of a service: request ids, security headers, exact CORS origins, limits on everything,
 * `/healthz`, `/readyz`, `/metrics`, and every error as problem+json with a stable code.
 * Routes are added to the result; a child plugin may set an error handler of its own and use `toAppError` in it.
 */
export async function createHttpApp(options: HttpAppOptions): Promise<HttpApp> {
  // Typed here, so that the routes of a door do not depend on which logger is behind it.
  const loggerInstance: FastifyBaseLogger = options.logger;
  const app: HttpApp = fastify({
    loggerInstance,
    genReqId: requestIdOf,
    // The framework's own lines name addresses and messages; a line per request is written below.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    bodyLimit: options.bodyLimitBytes ?? BODY_LIMIT_BYTES,
    trustProxy: [...options.trustProxy],
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    handlerTimeout: HANDLER_TIMEOUT_MS,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    routerOptions: { maxParamLength: PATH_PARAMETER_LIMIT_CHARS },
    return503OnClosing: true,
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(({ schema }) => serializerOf(schema as ZodType));
  takeEmptyJson(app);
  answerErrors(app);
  observe(app, options);
  boundClose(app);
  await app.register(helmet, {
    contentSecurityPolicy: options.contentSecurityPolicy ?? API_CONTENT_SECURITY_POLICY,
    // Pages of other origins read through CORS; without it browsers would hide attachments from them.
    crossOriginResourcePolicy: { policy: 'cross-origin' },
  });
  await app.register(cors, {
    origin: [...options.corsOrigins],
    credentials: true,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: ['x-request-id', 'retry-after'],
    maxAge: PREFLIGHT_MAX_AGE_SECONDS,
  });
  await app.register(underPressure, {
    maxEventLoopDelay: MAX_EVENT_LOOP_DELAY_MS,
    // Operators must be able to look at a process exactly when it is overloaded.
    pressureHandler: (request) => {
      if (isOperatorRoute(request)) return;
      throw new AppError('unavailable', 'Too much work at the moment', { retryAfterSeconds: RETRY_AFTER_SECONDS });
    },
  });
  if (options.openApi !== undefined) await addOpenApi(app, options.openApi);
  addOperatorRoutes(app, options);
  return app;
}

const API_CONTENT_SECURITY_POLICY = {
  useDefaults: false,
  directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
};

/**
 * Only what the schema describes leaves, and an answer of another shape is our fault. Parsing forward is what zod compiles;
 * the type provider's own serializer encodes backward, which took four times as long for a page of messages.
 */
function serializerOf(schema: ZodType): (answer: unknown) => string {
  return (answer) => {
    const checked = schema.safeParse(answer);
    if (!checked.success) throw new AppError('internal', undefined, { cause: checked.error });
    return JSON.stringify(checked.data);
  };
}

/** Many clients say `application/json` of every request, and send nothing where a route takes no body. */
function takeEmptyJson(app: HttpApp): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parse(request, body as string, done);
  });
}

function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID_PATTERN.test(given) ? given : randomUUID();
}

function answerErrors(app: HttpApp): void {
  app.setErrorHandler((error, request, reply) => {
    const known = toAppError(error);
    if (known.status >= 500) {
      const fields = {
        code: known.code,
        method: request.method,
        route: request.routeOptions.url,
        error: describeError(error),
      };
      request.log.error(fields, 'A request failed');
    }
    return sendProblem(reply, known);
  });
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, new AppError('not_found')));
}

function observe(app: HttpApp, { metrics }: HttpAppOptions): void {
  const durations = metrics.histogram(
    'http_request_duration_seconds',
    'Time from the first byte of a request to the end of its answer',
    DURATION_BUCKETS_SECONDS,
    ['method', 'route', 'status'],
  );
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  app.addHook('onResponse', async (request, reply) => {
    const { method } = request;
    // The declared pattern, not the address: ids and search words stay out of the log and of the labels.
    const route = request.routeOptions.url ?? 'unknown';
    const status = reply.statusCode;
    durations.observe({ method, route, status }, reply.elapsedTime / 1_000);
    request.log.debug({ method, route, status, durationMs: Math.round(reply.elapsedTime) }, 'A request was answered');
  });
}
