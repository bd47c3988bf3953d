import { ERRORS, type AppError } from '@causerie/contracts';
import type { FastifyReply } from 'fastify';

/** Answers with an error as RFC 9457 problem+json. The body is sent as text, so no response schema can reshape it. */
export function sendProblem(reply: FastifyReply, error: AppError): FastifyReply {
  if (error.retryAfterSeconds !== undefined) reply.header('retry-after', String(Math.ceil(error.retryAfterSeconds)));
  return reply
    .code(error.status)
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: `urn:causerie:error:${error.code}`,
        title: ERRORS[error.code].title,
        status: error.status,
        code: error.code,
        detail: error.detail,
        retryable: error.retryable,
        requestId: reply.request.id,
      }),
    );
}
