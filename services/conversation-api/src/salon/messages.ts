import type { Actor, Message } from '@causerie/contracts';
import { deleteMessage, listMessages, readMessage, sendMessage } from '@causerie/core';
import {
  SalonMessage,
  SalonMessagePage,
  SalonMessagesQuery,
  SalonSendBody,
  readAtOf,
  salonMessage,
  salonPage,
} from '@causerie/dialects';
import type { HttpApp } from '@causerie/service-kit';
import { z } from 'zod';
import { actorOf, sending, type Door } from '../door.ts';
import type { Files } from '../files/files.ts';
import { attachmentsOf } from '../files/named-files.ts';
import { clientKeyOf } from '../idempotency.ts';
import { ByConversationId, ByMessageId, tagged } from './schemas.ts';

/** Messages of the salon dialect. */
export function salonMessageRoutes(app: HttpApp, door: Door, files: Files | undefined): void {
  app.post(
    '/conversations/:conversationId/messages',
    {
      schema: {
        ...tagged('Send a message; attachments name files that were uploaded to the conversation before'),
        params: ByConversationId,
        body: SalonSendBody,
        response: { 200: SalonMessage, 201: SalonMessage },
      },
    },
    async (request, reply) => {
      const actor = await actorOf(door, request);
      const { conversationId } = request.params;
      const { content, attachments, clientMessageId } = request.body;
      const links = attachments.map(({ url, type }) => ({ url, mediaType: type }));
      const found = await attachmentsOf(door, files, actor, { conversationId, links });
      const input = { conversationId, content, ...found, ...clientKeyOf(request, clientMessageId) };
      const { message, created } = await sendMessage(sending(door), actor, input, request.id);
      return reply.code(created ? 201 : 200).send(await printedOne(door, actor, message));
    },
  );

  app.get(
    '/conversations/:conversationId/messages',
    {
      schema: {
        ...tagged('Messages: page 1 is the newest, and within a page the oldest comes first'),
        params: ByConversationId,
        querystring: SalonMessagesQuery,
        response: { 200: SalonMessagePage },
      },
    },
    async (request) => {
      const actor = await actorOf(door, request);
      const { page, limit } = request.query;
      const { items, total } = await numberedPage(door, actor, { ...request.params, ...request.query });
      return salonPage(await printed(door, actor, items), { page, limit, total });
    },
  );

  app.patch(
    '/messages/:messageId/read',
    {
      schema: {
        ...tagged('Mark a message, and everything before it, as read'),
        params: ByMessageId,
        response: { 200: SalonMessage },
      },
    },
    async (request) => {
      const actor = await actorOf(door, request);
      const { message } = await readMessage(door, actor, request.params);
      return printedOne(door, actor, message);
    },
  );

  app.delete(
    '/messages/:messageId',
    { schema: { ...tagged('Delete a message of mine'), params: ByMessageId, response: { 204: z.null() } } },
    async (request, reply) => {
      await deleteMessage(door, await actorOf(door, request), request.params);
      return reply.code(204).send(null);
    },
  );
}

/** A numbered page, counted from the end of the log; the number of a page is arithmetic, because `seq` has no gaps (DEL-2). */
async function numberedPage(
  door: Door,
  actor: Actor,
  { conversationId, page, limit }: { conversationId: string; page: number; limit: number },
): Promise<{ items: Message[]; total: number }> {
  const newest = await listMessages(door, actor, { conversationId, limit: page === 1 ? limit : 1 });
  const total = newest.lastSeq;
  if (page === 1) return { items: newest.items, total };
  const top = total - (page - 1) * limit;
  if (top < 1) return { items: [], total };
  const { items } = await listMessages(door, actor, { conversationId, before: top + 1, limit });
  return { items, total };
}

/** Prints messages of one conversation. */
async function printed(door: Door, actor: Actor, messages: readonly Message[]): Promise<SalonMessage[]> {
  const [first, last] = [messages[0], messages.at(-1)];
  return first === undefined || last === undefined ? [] : messages.map(await printer(door, actor, first, last));
}

async function printedOne(door: Door, actor: Actor, message: Message): Promise<SalonMessage> {
  return (await printer(door, actor, message, message))(message);
}

/** Prints the messages from one to another of the same conversation, each with the moment when it was read (DEL-9). */
async function printer(
  door: Door,
  { person }: Actor,
  first: Message,
  last: Message,
): Promise<(message: Message) => SalonMessage> {
  const range = { fromSeq: first.seq, toSeq: last.seq };
  const asked = { conversationId: first.conversationId, personId: person.id, ...range };
  const steps = (await door.receipts.readSteps(asked)) ?? [];
  return (message) => salonMessage(message, readAtOf(message, person.id, steps));
}
