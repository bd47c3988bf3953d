import type { IncomingMessage } from 'node:http';
import httpProxy from '@fastify/http-proxy';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { forwardedHeaders } from './forwarded.ts';
import { sendProblem } from './problem.ts';
import { bodyToPassOn, whenRead } from './request-body.ts';
import { routes, type Route } from './routes.ts';
import { chooseTarget, pathOf, type Target, type Tried, type Upstreams } from './upstreams.ts';

/** Longer than the 25 s a Socket.IO poll may stay open. */
const ANSWER_TIMEOUT_MS = 60_000;
const CONNECT_TIMEOUT_MS = 2_000;
/** Connections kept to each upstream. */
const CONNECTIONS = 128;

/** What was chosen for a request, so that a failure can choose again. */
interface Attempt {
  target: Target;
  tried: Tried;
}

/** Passes plain requests of every route on to its upstream. */
export async function proxyRoutes(
  app: FastifyInstance,
  upstreams: Upstreams,
  reportAway: (upstream: string, error: Error) => void,
): Promise<void> {
  for (const route of routes) {
    const attempts = new WeakMap<object, Attempt>();
    await app.register(httpProxy, {
      prefix: route.prefix,
      rewritePrefix: route.prefix,
      upstream: '',
      disableRequestLogging: true,
      // The plugin writes a line per request that an upstream refused: in an outage that fills the disk, and `reportAway`
      // says the same once in a while.
      logLevel: 'error',
      undici: {
        connections: CONNECTIONS,
        headersTimeout: ANSWER_TIMEOUT_MS,
        bodyTimeout: ANSWER_TIMEOUT_MS,
        connect: { timeout: CONNECT_TIMEOUT_MS },
      },
      preHandler: (request, reply, done) => {
        const target = chooseTarget(upstreams, route, request.raw.url ?? '/');
        if (!target) {
          void sendProblem(reply, 503, 'unavailable', 'No realtime gateway answers');
          return;
        }
        attempts.set(request.raw, { target, tried: new Set() });
        if (request.body === request.raw) request.body = bodyToPassOn(request.raw);
        done();
      },
      replyOptions: replyOptions(upstreams, route, attempts, reportAway),
    });
  }
}

function replyOptions(
  upstreams: Upstreams,
  route: Route,
  attempts: WeakMap<object, Attempt>,
  reportAway: (upstream: string, error: Error) => void,
) {
  const options = {
    getUpstream: (request: { raw: object }) => attempts.get(request.raw)?.target.origin ?? '',
    rewriteRequestHeaders: (request: { raw: unknown }, headers: object) => ({
      ...headers,
      // The plugin's types leave HTTP/2 open, which this server does not speak.
      ...forwardedHeaders(request.raw as IncomingMessage),
    }),
    // A 503 belongs to the caller, who is told when to retry; holding it back here would only hide it.
    retryDelay: () => null,
    onResponse: (request: { raw: unknown }, reply: unknown, { stream }: { stream: unknown }) => {
      const raw = request.raw as IncomingMessage;
      void whenRead(raw).then(() => {
        // The plugin closes the connection of a client that has not sent everything.
        if (raw.complete) (reply as FastifyReply).removeHeader('connection');
        return (reply as FastifyReply).send(stream);
      });
    },
    onError: (reply: unknown, { error }: { error: Error }) => {
      recover(reply as FastifyReply, error);
    },
  };
  const recover = (reply: FastifyReply, error: Error): void => {
    const attempt = attempts.get(reply.request.raw);
    if (attempt && wasRefused(error) && attempt.target.replica) {
      const { target, tried } = attempt;
      upstreams.replicas.report(attempt.target.replica, false);
      tried.add(attempt.target.replica);
      const other =
        target.mayMove && isRepeatable(reply.request) && chooseTarget(upstreams, route, urlOf(reply), tried);
      if (other) {
        attempts.set(reply.request.raw, { target: other, tried });
        reply.from(pathOf(urlOf(reply)), options);
        return;
      }
    }
    reportAway(route.upstream, error);
    const timedOut = (error as { statusCode?: number }).statusCode === 504;
    void sendProblem(reply, timedOut ? 504 : 503, 'unavailable', `${route.upstream} does not answer`);
  };
  return options;
}

function urlOf(reply: FastifyReply): string {
  return reply.request.raw.url ?? '/';
}

/** A new session is asked for with a GET, which has no body that could have been half sent. */
function isRepeatable(request: FastifyRequest): boolean {
  return request.method === 'GET';
}

/** True when nobody took the connection, so that nothing of the request was seen by anyone. */
function wasRefused(error: Error): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ECONNREFUSED' || code === 'UND_ERR_CONNECT_TIMEOUT') return true;
  }
  return false;
}
