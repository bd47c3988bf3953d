import {
  Conversation,
  ConversationPage,
  CreateConversationBody,
  Id,
  ListConversationsQuery,
  UpdateConversationBody,
} from '@causerie/contracts';
import {
  archiveConversation,
  blockConversation,
  createConversation,
  deleteConversation,
  getConversation,
  unarchiveConversation,
  unblockConversation,
  updateConversation,
} from '@causerie/core';
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
        summary: 'My conversations, last active first unless `sort` says otherwise',
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

const REMOVAL = `For professionals. The conversation ceases to exist for both people: it is \`not_found\` at every door, its
messages are found by no search, its files are purged, and its notifications disappear. The two may open a new one. It is
refused with \`conflict\` while the client blocks it, because a new one would undo the block.`;

/** What can be done to a conversation as a whole. */
export function conversationChangeRoutes(app: HttpApp, door: Door): void {
  app.patch(
    '/conversations/:id',
    {
      schema: {
        tags: ['conversations'],
        summary: 'Change the subject, put a conversation away or take it back; `conflict` while it is blocked',
        params: ById,
        body: UpdateConversationBody,
        response: { 200: Conversation },
      },
    },
    async (request) =>
      updateConversation(door, await actorOf(door, request), { conversationId: request.params.id, ...request.body }),
  );

  for (const [path, change, summary] of [
    ['archive', archiveConversation, 'Put a conversation away: it takes no messages; `conflict` while it is blocked'],
    ['unarchive', unarchiveConversation, 'Take a conversation back from the archive; `conflict` while it is blocked'],
    ['block', blockConversation, 'Block the other person: nobody writes until I unblock them, both may read'],
    ['unblock', unblockConversation, 'Take my block back; `forbidden` for whoever did not block'],
  ] as const) {
    app.post(
      `/conversations/:id/${path}`,
      { schema: { tags: ['conversations'], summary, params: ById, response: { 200: Conversation } } },
      async (request) => change(door, await actorOf(door, request), { conversationId: request.params.id }),
    );
  }

  app.delete(
    '/conversations/:id',
    {
      schema: {
        tags: ['conversations'],
        summary: 'Remove a conversation for both people',
        description: REMOVAL,
        params: ById,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await deleteConversation(door, await actorOf(door, request), { conversationId: request.params.id });
      return reply.code(204).send(null);
    },
  );
}
