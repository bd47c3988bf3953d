import {
  CallParams,
  CreatedShareToken,
  CreateShareTokenBody,
  ShareTokenList,
  ShareTokenParams,
} from '@causerie/contracts';
import { createShareToken, listShareTokens, revokeShareToken } from '@causerie/core';
import type { HttpApp } from '@causerie/service-kit';
import { z } from 'zod';
import { personOf, sharing, type CallDoor } from '../door.ts';
import { described } from './calls.ts';

/** Links into a room (CALL-9): for its host and professionals who take part. */
export function shareTokenRoutes(app: HttpApp, door: CallDoor): void {
  app.post(
    '/calls/:callId/share-tokens',
    {
      schema: {
        ...described('Make a link into a room; its token is told now and never again'),
        params: CallParams,
        body: CreateShareTokenBody,
        response: { 201: CreatedShareToken },
      },
    },
    async (request, reply) => {
      const person = await personOf(door, request);
      const created = await createShareToken(sharing(door), person, { ...request.params, ...request.body });
      return reply.code(201).header('cache-control', 'no-store').send(created);
    },
  );

  app.get(
    '/calls/:callId/share-tokens',
    { schema: { ...described('The links into a room'), params: CallParams, response: { 200: ShareTokenList } } },
    async (request) => {
      const person = await personOf(door, request);
      return { items: await listShareTokens(door, person, request.params.callId) };
    },
  );

  app.delete(
    '/calls/:callId/share-tokens/:shareTokenId',
    { schema: { ...described('Withdraw a link'), params: ShareTokenParams, response: { 204: z.null() } } },
    async (request, reply) => {
      await revokeShareToken(door, await personOf(door, request), request.params);
      return reply.code(204).send(null);
    },
  );
}
