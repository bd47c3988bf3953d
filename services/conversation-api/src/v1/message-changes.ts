import {
  ChangesPage,
  EditMessageBody,
  Id,
  ListChangesQuery,
  Message,
  MessageEdits,
  MessageRead,
  MessageReceipts,
  ReactionParams,
} from '@causerie/contracts';
import {
  deleteMessage,
  editMessage,
  getMessage,
  listChanges,
  listEdits,
  listReceipts,
  readMessage,
  setReaction,
} from '@causerie/core';
import type { HttpApp } from '@causerie/service-kit';
import { z } from 'zod';
import { actorOf, type Door } from '../door.ts';

const ById = z.object({ id: Id });

/** What happens to messages after they were sent. */
export function messageChangeRoutes(app: HttpApp, door: Door): void {
  changeRoutes(app, door);
  historyRoutes(app, door);
}

function changeRoutes(app: HttpApp, door: Door): void {
  const schema = (summary: string) => ({ tags: ['messages'], summary, response: { 200: Message } });

  app.patch(
    '/messages/:id',
    { schema: { ...schema('Say something else in a message of mine'), params: ById, body: EditMessageBody } },
    async (request) => {
      const input = { messageId: request.params.id, content: request.body.content };
      return editMessage(door, await actorOf(door, request), input);
    },
  );

  app.delete(
    '/messages/:id',
    { schema: { ...schema('Delete a message of mine for everybody; what is left of it'), params: ById } },
    async (request) => deleteMessage(door, await actorOf(door, request), { messageId: request.params.id }),
  );

  for (const [method, active, summary] of [
    ['put', true, 'Put an emoji on a message'],
    ['delete', false, 'Take my emoji back'],
  ] as const) {
    app[method](
      '/messages/:id/reactions/:emoji',
      { schema: { ...schema(summary), params: ReactionParams } },
      async (request) => {
        const { id: messageId, emoji } = request.params;
        return setReaction(door, await actorOf(door, request), { messageId, emoji, active });
      },
    );
  }
}

function historyRoutes(app: HttpApp, door: Door): void {
  const schema = <T>(summary: string, answer: T) => ({
    schema: { tags: ['messages'], summary, params: ById, response: { 200: answer } },
  });

  app.get('/messages/:id', schema('One message as it now is', Message), async (request) =>
    getMessage(door, await actorOf(door, request), request.params.id),
  );

  app.get('/messages/:id/edits', schema('What a message said before, oldest first', MessageEdits), async (request) => ({
    items: await listEdits(door, await actorOf(door, request), request.params.id),
  }));

  app.get(
    '/messages/:id/receipts',
    schema('Who received and read a message, and when', MessageReceipts),
    async (request) => ({
      items: await listReceipts(door, await actorOf(door, request), request.params.id),
    }),
  );

  app.post(
    '/messages/:id/read',
    schema('Say that I have read everything up to a message', MessageRead),
    async (request) => {
      const { readAt, move } = await readMessage(door, await actorOf(door, request), { messageId: request.params.id });
      return { readAt, participant: move.participant };
    },
  );

  app.get(
    '/conversations/:id/changes',
    {
      schema: {
        tags: ['messages'],
        summary: 'Messages that changed after a revision, by their last change',
        params: ById,
        querystring: ListChangesQuery,
        response: { 200: ChangesPage },
      },
    },
    async (request) =>
      listChanges(door, await actorOf(door, request), { conversationId: request.params.id, ...request.query }),
  );
}
