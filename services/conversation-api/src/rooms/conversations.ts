import { AppError, type Actor, type Conversation } from '@causerie/contracts';
import { createConversation, getConversation } from '@causerie/core';
import { CreateBody, RoomNumber, conversationRow } from '@causerie/dialects';
import type { HttpApp } from '@causerie/service-kit';
import { z } from 'zod';
import { allConversations } from '../all-conversations.ts';
import { actorOf, sending, type Door } from '../door.ts';

/** Path of everything about one conversation: its integer id. */
export const ByNumber = z.object({ id: RoomNumber });

/** What the OpenAPI document says of a route of this dialect. */
export const tagged = (summary: string) => ({ tags: ['rooms'], summary });

/** The UUID behind an integer id. @throws AppError `not_found`. */
export async function idOf(door: Door, number: number): Promise<string> {
  const id = await door.accessCache.idOfNumber(number);
  if (id === null) throw new AppError('not_found');
  return id;
}

/** The conversation behind an integer id, as the caller sees it; unknown and foreign are the same `not_found`. */
export async function conversationOf(door: Door, actor: Actor, number: number): Promise<Conversation> {
  return getConversation(door, actor, await idOf(door, number));
}

/** Conversations of the rooms dialect. */
export function roomsConversationRoutes(app: HttpApp, door: Door): void {
  app.post(
    '/conversations',
    { schema: { ...tagged('Create a conversation, or get the one of the pair'), body: CreateBody } },
    async (request, reply) => {
      const actor = await actorOf(door, request);
      const input = { withSubject: otherEnd(actor, request.body) };
      const deps = { ...door, ...sending(door) };
      const { conversation, created } = await createConversation(deps, actor, input, request.id);
      return reply.code(created ? 201 : 200).send(conversationRow(conversation, actor.person.id));
    },
  );

  app.get('/conversations', { schema: tagged('My conversations, last active first') }, async (request) => {
    const actor = await actorOf(door, request);
    const all = await allConversations(door, actor);
    return all.map((conversation) => conversationRow(conversation, actor.person.id));
  });

  app.get('/conversations/:id', { schema: { ...tagged('One conversation'), params: ByNumber } }, async (request) => {
    const actor = await actorOf(door, request);
    return conversationRow(await conversationOf(door, actor, request.params.id), actor.person.id);
  });
}

/** The other person of the pair. The caller's own id may be in the body, but must be the token's. */
function otherEnd(actor: Actor, body: z.output<typeof CreateBody>): string {
  const doctor = body.doctorId ?? body.medecinId;
  const [mine, other] = actor.person.side === 'professional' ? [doctor, body.patientId] : [body.patientId, doctor];
  if (mine != null && mine !== actor.person.subject) throw new AppError('identity_mismatch');
  if (other == null) throw new AppError('invalid_input', 'patientId or doctorId of the other person is required');
  return other;
}
