import { Id, ListMessagesQuery, Message, MessagePage, SendMessageBody } from '@causerie/contracts';
import { listMessages, sendMessage } from '@causerie/core';
import type { HttpApp } from '@causerie/service-kit';
import { z } from 'zod';
import { actorOf, sending, type Door } from '../door.ts';
import { clientKeyOf } from '../idempotency.ts';

const ById = z.object({ id: Id });

/** Messages of the v1 dialect. */
export function messageRoutes(app: HttpApp, door: Door): void {
  app.post(
    '/conversations/:id/messages',
    {
      schema: {
        tags: ['messages'],
        summary: 'Send a message; answered once it is committed (201), or with the one committed before (200)',
        params: ById,
        body: SendMessageBody,
        response: { 200: Message, 201: Message },
      },
    },
    async (request, reply) => {
      const actor = await actorOf(door, request);
      const key = clientKeyOf(request, request.body.clientMessageId);
      const input = { ...request.body, ...key, conversationId: request.params.id };
      const { message, created } = await sendMessage(sending(door), actor, input, request.id);
      return reply.code(created ? 201 : 200).send(message);
    },
  );

  app.get(
    '/conversations/:id/messages',
    {
      schema: {
        tags: ['messages'],
        summary: 'A page of the log, ascending: the newest, or before or after a seq',
        params: ById,
        querystring: ListMessagesQuery,
        response: { 200: MessagePage },
      },
    },
    async (request) => {
      const actor = await actorOf(door, request);
      return listMessages(door, actor, { conversationId: request.params.id, ...request.query });
    },
  );
}
