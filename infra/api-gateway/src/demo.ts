import type { FastifyInstance } from 'fastify';
import { sendProblem } from './problem.ts';

const ANSWER_TIMEOUT_MS = 2_000;
const LOCAL_NAMES = new Set(['localhost', '127.0.0.1', '::1']);

/**
 * `GET /demo/people`: the demo people with a token each, so that the page can offer "choose a person". The gateway cannot
 * make tokens; it asks the process of the two-command start. Never registered in production.
 */
export function serveDemoPeople(app: FastifyInstance, peopleUrl: string, host: string): void {
  app.get('/demo/people', async (request, reply) => {
    // A foreign page could point its own name at this machine and read the answer: only local names are served.
    if (LOCAL_NAMES.has(host) && !LOCAL_NAMES.has(hostnameOf(request.headers.host))) {
      return sendProblem(reply, 404, 'not_found', 'Nothing is here');
    }
    const answer = await fetch(peopleUrl, { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) }).catch(() => undefined);
    if (!answer?.ok) return sendProblem(reply, 503, 'unavailable', 'The demo people are not there');
    return reply
      .header('cache-control', 'no-store')
      .type('application/json')
      .send(await answer.text());
  });
}

function hostnameOf(hostHeader: string | undefined): string {
  const name = /^(?:\[([^\]]+)\]|([^:]*))(?::\d+)?$/.exec(hostHeader ?? '');
  return name?.[1] ?? name?.[2] ?? '';
}
