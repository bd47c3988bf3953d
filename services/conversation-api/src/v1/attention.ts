import { Id, MarkerBody, MarkerResult, TypingBody, UnreadTotals } from '@causerie/contracts';
import { markDelivered, markRead, setTyping } from '@causerie/core';
import type { HttpApp } from '@causerie/service-kit';
import { z } from 'zod';
import { actorOf, type Door } from '../door.ts';

const ById = z.object({ id: Id });

/** What people do in a conversation beside writing: read, receive, type. */
export function attentionRoutes(app: HttpApp, door: Door): void {
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
