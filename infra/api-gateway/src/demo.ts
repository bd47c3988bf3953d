import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from './problem.ts';

/** Longer than the demonstration waits for the product. */
const ANSWER_TIMEOUT_MS = 8_000;
const LOCAL_NAMES = new Set(['localhost', '127.0.0.1', '::1']);
const PREFIX = '/demo';
/** What the demonstration offers: people with tokens, what an operator sees, and bookings. */
const ROUTES: ReadonlyArray<[method: 'GET' | 'POST' | 'PATCH', path: string]> = [
  ['GET', '/people'],
  ['GET', '/operator'],
  ['POST', '/appointments'],
  ['PATCH', '/appointments/:id'],
  ['POST', '/appointments/:id/cancel'],
];

/**
 * The routes under `/demo`, so that the page can offer "choose a person", book and show how services are. The gateway cannot make
 * tokens; it asks the process of the two-command start. Never registered in production.
 */
export function serveDemo(app: FastifyInstance, url: string, host: string): void {
  for (const [method, path] of ROUTES) {
    app.route({
      method,
      url: PREFIX + path,
      handler: async (request, reply) => {
        // A foreign page could point its own name at this machine and read the answer: only local names are served.
        if (LOCAL_NAMES.has(host) && !LOCAL_NAMES.has(hostnameOf(request.headers.host))) {
          return sendProblem(reply, 404, 'not_found', 'Nothing is here');
        }
        // Pages of other origins can send text and forms without asking, JSON they cannot.
        if (method !== 'GET' && !(request.body instanceof Object)) {
          return sendProblem(reply, 400, 'invalid_input', 'The body is not JSON');
        }
        return passOn(request, reply, `${url}${request.url.slice(PREFIX.length)}`);
      },
    });
  }
}

async function passOn(request: FastifyRequest, reply: FastifyReply, target: string): Promise<FastifyReply> {
  const { method, body } = request;
  const answer = await fetch(target, {
    method,
    ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  }).catch(() => undefined);
  if (answer === undefined) return sendProblem(reply, 503, 'unavailable', 'The demonstration is not there');
  return reply
    .code(answer.status)
    .header('cache-control', 'no-store')
    .type('application/json')
    .send(await answer.text());
}

function hostnameOf(hostHeader: string | undefined): string {
  const name = /^(?:\[([^\]]+)\]|([^:]*))(?::\d+)?$/.exec(hostHeader ?? '');
  return name?.[1] ?? name?.[2] ?? '';
}
