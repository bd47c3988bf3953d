import { AppError, MESSAGE_PAGE_DEFAULT, PAGE_MAX } from '@causerie/contracts';
import { listMessages, sendMessage } from '@causerie/core';
import { SendBody, isReadByOthers, messageRow } from '@causerie/dialects';
import type { HttpApp } from '@causerie/service-kit';
import { z } from 'zod';
import { actorOf, sending, type Door } from '../door.ts';
import { clientKeyOf } from '../idempotency.ts';
import { ByNumber, conversationOf, idOf, tagged } from './conversations.ts';

const MessagesQuery = z.object({
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(MESSAGE_PAGE_DEFAULT),
  before: z.coerce.number().int().min(1).optional(),
});

/** Messages of the rooms dialect. */
export function roomsMessageRoutes(app: HttpApp, door: Door): void {
  app.post(
    '/conversations/:id/messages',
    { schema: { ...tagged('Send a message'), params: ByNumber, body: SendBody } },
    async (request, reply) => {
      const actor = await actorOf(door, request);
      const { content, clientMessageId } = request.body;
      const conversationId = await idOf(door, request.params.id);
      const input = { conversationId, content, ...clientKeyOf(request, clientMessageId) };
      const { message, created } = await sendMessage(sending(door), actor, input, request.id);
      return reply.code(created ? 201 : 200).send(messageRow(message, request.params.id, false));
    },
  );

  app.get(
    '/conversations/:id/messages',
    {
      schema: {
        ...tagged('Messages, oldest first; `before` is a message id'),
        params: ByNumber,
        querystring: MessagesQuery,
      },
    },
    async (request) => {
      const actor = await actorOf(door, request);
      const { id: conversationId, number, participants } = await conversationOf(door, actor, request.params.id);
      const { limit, before } = request.query;
      const beforeSeq = before === undefined ? undefined : await door.messages.seqOfNumber(conversationId, before);
      if (beforeSeq === null) throw new AppError('not_found');
      const { items } = await listMessages(door, actor, { conversationId, before: beforeSeq, limit });
      return items.map((message) => messageRow(message, number, isReadByOthers(message, participants)));
    },
  );

  app.get('/unread-count', { schema: tagged('How many messages I have not read') }, async (request) => {
    const actor = await actorOf(door, request);
    return { unreadCount: (await door.conversations.unread(actor.person.id)).total };
  });
}
