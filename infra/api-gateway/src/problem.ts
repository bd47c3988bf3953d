import type { FastifyReply } from 'fastify';

const RETRYABLE_FROM_STATUS = 500;

/** Answers with the same error shape as the services: RFC 9457 problem details with a stable code. */
export function sendProblem(reply: FastifyReply, status: number, code: string, detail: string): FastifyReply {
  return reply
    .code(status)
    .type('application/problem+json')
    .send(problemText(status, code, detail, reply.request.id));
}

/** The body of a problem, as text. */
export function problemText(status: number, code: string, detail: string, requestId: string): string {
  const retryable = status >= RETRYABLE_FROM_STATUS;
  return JSON.stringify({ type: 'about:blank', title: code, status, code, detail, retryable, requestId });
}
