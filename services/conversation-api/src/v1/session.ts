import { DirectoryUserParams } from '@causerie/contracts';
import { endSessions, logout } from '@causerie/core';
import type { HttpApp } from '@causerie/service-kit';
import { z } from 'zod';
import { actorOf, identityOf, type Door } from '../door.ts';

/** Withdrawing tokens: by the person, or for them by a back end (ID-12). */
export function sessionRoutes(app: HttpApp, door: Door): void {
  const deps = { ...door, withdraw: door.actors.withdraw };

  app.post(
    '/logout',
    {
      schema: {
        tags: ['session'],
        summary: 'Withdraw all my tokens that were issued up to now',
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await logout(deps, await actorOf(door, request));
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/directory/users/:side/:subject/sessions',
    {
      schema: {
        tags: ['session'],
        summary: 'Withdraw all tokens of a person that were issued up to now (service token)',
        params: DirectoryUserParams,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await endSessions(deps, await identityOf(door, request), request.params);
      return reply.code(204).send(null);
    },
  );
}
