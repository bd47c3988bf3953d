import { ConnectionStats, MessagingStats, StatsQuery } from '@causerie/contracts';
import { connectionStats, messagingStats } from '@causerie/core';
import type { HttpApp } from '@causerie/service-kit';
import { type Door, identityOf, personOf } from '../door.ts';

/** Statistics of messaging. */
export function statsRoutes(app: HttpApp, door: Door): void {
  app.get(
    '/stats/messaging',
    {
      schema: {
        tags: ['statistics'],
        summary: 'My conversations, messages and response times; of everybody for an operator (admin token)',
        querystring: StatsQuery,
        response: { 200: MessagingStats },
      },
    },
    async (request) => {
      const identity = await identityOf(door, request);
      // An operator is no person: what they see is the whole deployment.
      const personId = identity.role === 'admin' ? null : (await personOf(door, request, identity)).person.id;
      return messagingStats(door, personId, request.query);
    },
  );

  app.get(
    '/stats/connections',
    {
      schema: {
        tags: ['statistics'],
        summary: 'Sockets over all replicas, for operators and back ends',
        response: { 200: ConnectionStats },
      },
    },
    async (request) => connectionStats(door, await identityOf(door, request)),
  );
}
