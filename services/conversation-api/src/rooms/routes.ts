import { AppError, PAGE_MAX, storableText } from '@causerie/contracts';
import { listPeople } from '@causerie/core';
import { userRow } from '@causerie/dialects';
import { describeError, toAppError, type HttpApp } from '@causerie/service-kit';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { actorOf, type Door } from '../door.ts';
import { roomsConversationRoutes, tagged } from './conversations.ts';
import { roomsMessageRoutes } from './messages.ts';
import { roomsStatsRoutes } from './stats.ts';

/** Longest text to search people with. */
const SEARCH_MAX_LENGTH = 100;

const UsersQuery = z.object({
  q: storableText(SEARCH_MAX_LENGTH, 0).optional(),
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(PAGE_MAX),
});

/** The rooms dialect: nine routes under `/api/messaging`, integer ids, column names, and its own error body. */
export async function roomsRoutes(app: HttpApp, door: Door): Promise<void> {
  app.setErrorHandler((error, request, reply) => {
    const known = toAppError(error);
    if (known.status >= 500) request.log.error({ code: known.code, error: describeError(error) }, 'A request failed');
    return refuse(reply, known, request.id);
  });
  app.setNotFoundHandler((request, reply) => refuse(reply, new AppError('not_found'), request.id));
  roomsConversationRoutes(app, door);
  roomsMessageRoutes(app, door);
  roomsStatsRoutes(app, door);

  for (const [path, availableOnly, summary] of [
    ['/search-users', false, 'Search people I am linked with'],
    ['/available-users', true, 'People I am linked with who are available'],
  ] as const) {
    app.get(path, { schema: { ...tagged(summary), querystring: UsersQuery } }, async (request) => {
      const actor = await actorOf(door, request);
      const { q, limit } = request.query;
      const search = q === undefined || q === '' ? undefined : q;
      const { items } = await listPeople(door, actor, { search, availableOnly, limit });
      return items.map(userRow);
    });
  }
}

function refuse(reply: FastifyReply, error: AppError, requestId: string) {
  const { status, detail: message, code, retryable, retryAfterSeconds } = error;
  if (retryAfterSeconds !== undefined) void reply.header('retry-after', String(Math.ceil(retryAfterSeconds)));
  return reply.code(status).send({ message, code, retryable, requestId });
}
