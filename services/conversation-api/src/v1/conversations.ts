import {
  Conversation,
  ConversationPage,
  CreateConversationBody,
  Id,
  ListConversationsQuery,
} from '@causerie/contracts';
import { createConversation, getConversation } from '@causerie/core';
import type { HttpApp } from '@causerie/service-kit';
import { z } from 'zod';
import { actorOf, sending, type Door } from '../door.ts';
import { clientKeyOf } from '../idempotency.ts';

const ById = z.object({ id: Id });

/** Conversations of the v1 dialect. */
export function conversationRoutes(app: HttpApp, door: Door): void {
  app.post(
    '/conversations',
    {
      schema: {
        tags: ['conversations'],
        summary: 'Open the conversation with somebody, or get the one that exists',
        body: CreateConversationBody,
        response: { 200: Conversation, 201: Conversation },
      },
    },
    async (request, reply) => {
      const actor = await actorOf(door, request);
      const input = { ...request.body, ...clientKeyOf(request, request.body.clientMessageId) };
      const { conversation, created } = await createConversation(
        { ...door, ...sending(door) },
        actor,
        input,
        request.id,
      );
      return reply.code(created ? 201 : 200).send(conversation);
    },
  );

  app.get(
    '/conversations',
    {
      schema: {
        tags: ['conversations'],
        summary: 'My conversations, last active first',
        querystring: ListConversationsQuery,
        response: { 200: ConversationPage },
      },
    },
    async (request) => {
      const actor = await actorOf(door, request);
      return door.conversations.list({ personId: actor.person.id, ...request.query });
    },
  );

  app.get(
    '/conversations/:id',
    { schema: { tags: ['conversations'], summary: 'One conversation', params: ById, response: { 200: Conversation } } },
    async (request) => getConversation(door, await actorOf(door, request), request.params.id),
  );
}
