import { AppError } from '@causerie/contracts';
import { toAppError, type HttpApp } from '@causerie/service-kit';
import type { FastifyReply } from 'fastify';
import type { Door } from '../door.ts';
import type { Files } from '../files/files.ts';
import { salonConversationRoutes } from './conversations.ts';
import { salonMessageRoutes } from './messages.ts';

/** The salon dialect: eleven routes under `/messaging`, camelCase column names, numbered pages, and its own error body. */
export async function salonRoutes(app: HttpApp, door: Door, files: Files | undefined): Promise<void> {
  app.setErrorHandler((error, request, reply) => {
    const known = toAppError(error);
    if (known.status >= 500) request.log.error({ code: known.code, error }, 'A request failed');
    return refuse(reply, known);
  });
  app.setNotFoundHandler((_request, reply) => refuse(reply, new AppError('not_found')));
  salonConversationRoutes(app, door);
  salonMessageRoutes(app, door, files);
}

/** Sent as text, so that no response schema can reshape it. */
function refuse(reply: FastifyReply, { status: statusCode, detail: message, code, retryAfterSeconds }: AppError) {
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(Math.ceil(retryAfterSeconds)));
  return reply
    .code(statusCode)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ message, code, statusCode }));
}
