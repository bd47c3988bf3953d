import { AppError, Id, type Actor, type Message } from '@causerie/contracts';
import { getConversation, listMessages, readMessage, sendMessage } from '@causerie/core';
import {
  MedecinPatientMessage,
  MedecinPatientMessagesQuery,
  MedecinPatientSendBody,
  medecinPatientMessage,
  splitMetadata,
} from '@causerie/dialects';
import type { HttpApp } from '@causerie/service-kit';
import { z } from 'zod';
import { actorOf, sending, type Door } from '../door.ts';
import type { Files } from '../files/files.ts';
import { attachmentsOf } from '../files/named-files.ts';
import { clientKeyOf } from '../idempotency.ts';
import { tagged } from './conversations.ts';

const ById = z.object({ id: Id });

/** Messages of médecins and patients. */
export function medecinPatientMessageRoutes(app: HttpApp, door: Door, files: Files | undefined): void {
  app.get(
    '/conversations/:id/messages',
    {
      schema: {
        ...tagged('Messages, oldest first: the newest page, or the one before a message'),
        params: ById,
        querystring: MedecinPatientMessagesQuery,
        response: { 200: z.array(MedecinPatientMessage) },
      },
    },
    async (request) => {
      const actor = await actorOf(door, request);
      const { id: conversationId } = request.params;
      const { participants } = await getConversation(door, actor, conversationId);
      const { before, limit } = request.query;
      const beforeSeq = before === undefined ? undefined : await seqOf(door, actor, conversationId, before);
      const { items } = await listMessages(door, actor, { conversationId, before: beforeSeq, limit });
      return items.map((message) => medecinPatientMessage(message, participants));
    },
  );

  app.post(
    '/conversations/:id/messages',
    {
      schema: {
        ...tagged('Send a message; metadata.fileUrl names a file that was uploaded to the conversation before'),
        params: ById,
        body: MedecinPatientSendBody,
        response: { 200: MedecinPatientMessage, 201: MedecinPatientMessage },
      },
    },
    async (request, reply) => {
      const actor = await actorOf(door, request);
      const { content, clientMessageId, ...named } = request.body;
      const conversationId = request.params.id;
      const { links = [], ...rest } = splitMetadata(named);
      const found = await attachmentsOf(door, files, actor, { conversationId, links });
      const input = { conversationId, content, ...rest, ...found, ...clientKeyOf(request, clientMessageId) };
      const { message, created } = await sendMessage(sending(door), actor, input, request.id);
      return reply.code(created ? 201 : 200).send(await printed(door, actor, message));
    },
  );

  app.put(
    '/messages/:id/read',
    {
      schema: {
        ...tagged('Mark a message, and everything before it, as read'),
        params: ById,
        response: { 200: MedecinPatientMessage },
      },
    },
    async (request) => {
      const actor = await actorOf(door, request);
      const { message } = await readMessage(door, actor, { messageId: request.params.id });
      const own = await printed(door, actor, message);
      // Whoever marks a message of somebody else has read it, whatever the others in the conversation have done.
      return message.author?.id === actor.person.id ? own : { ...own, status: 'read' as const };
    },
  );
}

async function printed(door: Door, actor: Actor, message: Message): Promise<MedecinPatientMessage> {
  const { participants } = await getConversation(door, actor, message.conversationId);
  return medecinPatientMessage(message, participants);
}

/** The place of a message that must be in this conversation. @throws AppError `not_found`. */
async function seqOf(door: Door, actor: Actor, conversationId: string, messageId: string): Promise<number> {
  const found = await door.messageChanges.find(messageId, actor.person.id);
  if (found === null || found.conversation.id !== conversationId.toLowerCase()) throw new AppError('not_found');
  return found.message.seq;
}
