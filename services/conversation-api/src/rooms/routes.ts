import { PAGE_MAX } from '@causerie/contracts';
import { listPeople } from '@causerie/core';
import { userRow } from '@causerie/dialects';
import { toAppError, type HttpApp } from '@causerie/service-kit';
import { z } from 'zod';
import { actorOf, type Door } from '../door.ts';
import { roomsConversationRoutes, tagged } from './conversations.ts';
import { roomsMessageRoutes } from './messages.ts';

const UsersQuery = z.object({
  q: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(PAGE_MAX),
});

/** The rooms dialect: eight routes under `/api/messaging`, integer ids, column names, and its own error body. */
export async function roomsRoutes(app: HttpApp, door: Door): Promise<void> {
  app.setErrorHandler((error, request, reply) => {
    const { status, detail, code, retryable, retryAfterSeconds } = toAppError(error);
    if (retryAfterSeconds !== undefined) void reply.header('retry-after', String(retryAfterSeconds));
    if (status >= 500) request.log.error({ code, error }, 'A request failed');
    return reply.code(status).send({ message: detail, code, retryable, requestId: request.id });
  });
  roomsConversationRoutes(app, door);
  roomsMessageRoutes(app, door);

  for (const [path, availableOnly, summary] of [
    ['/search-users', false, 'Search people I am linked with'],
    ['/available-users', true, 'People I am linked with who are available'],
  ] as const) {
    app.get(path, { schema: { ...tagged(summary), querystring: UsersQuery } }, async (request) => {
      const actor = await actorOf(door, request);
      const { q, limit } = request.query;
      const search = q === undefined || q === '' ? undefined : q;
      const people = await listPeople(door, actor, { search, availableOnly, limit });
      return people.map(userRow);
    });
  }
}
