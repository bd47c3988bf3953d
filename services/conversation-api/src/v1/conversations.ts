import {
  Conversation,
  ConversationPage,
  CreateConversationBody,
  Id,
  ListConversationsQuery,
  MarkerBody,
  MarkerResult,
  TypingBody,
  UnreadTotals,
} from '@causerie/contracts';
import { createConversation, getConversation, markDelivered, markRead, setTyping } from '@causerie/core';
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
      const { conversation, created } = await createConversation({ ...door, ...sending(door) }, actor, input, request.id);
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

  for (const [path, move, summary] of [
    ['read', markRead, 'Move my read marker forward'],
    ['delivered', markDelivered, 'Say that a device of mine holds everything up to a message'],
  ] as const) {
    app.post(
      `/conversations/:id/${path}`,
      { schema: { tags: ['conversations'], summary, params: ById, body: MarkerBody, response: { 200: MarkerResult } } },
      async (request) => {
        const input = { conversationId: request.params.id, upToSeq: request.body.upToSeq };
        return (await move(door, await actorOf(door, request), input)).participant;
      },
    );
  }

  app.post(
    '/conversations/:id/typing',
    {
      schema: {
        tags: ['conversations'],
        summary: 'Say that I type, for clients without a socket',
        params: ById,
        body: TypingBody,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const input = { conversationId: request.params.id, active: request.body.active };
      const announcement = await setTyping({ access: door.accessCache.access }, await actorOf(door, request), input);
      await door.announcer.announce([announcement]);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/unread',
    { schema: { tags: ['conversations'], summary: 'My unread messages', response: { 200: UnreadTotals } } },
    async (request) => door.conversations.unread((await actorOf(door, request)).person.id),
  );
}
