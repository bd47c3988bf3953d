import { AppError, type Actor, type Side } from '@causerie/contracts';
import { createConversation, requireSide } from '@causerie/core';
import { MedecinPatientConversation, MedecinPatientCreateBody, medecinPatientConversation } from '@causerie/dialects';
import type { HttpApp } from '@causerie/service-kit';
import { z } from 'zod';
import { allConversations } from '../all-conversations.ts';
import { actorOf, sending, type Door } from '../door.ts';
import { clientKeyOf } from '../idempotency.ts';

/** What the OpenAPI document says of a route of this dialect. */
export const tagged = (summary: string) => ({ tags: ['medecin-patient'], summary });

const SIDES: ReadonlyArray<[path: string, side: Side]> = [
  ['/patient/conversations', 'client'],
  ['/medecin/conversations', 'professional'],
];

/** Conversations of médecins and patients. */
export function medecinPatientConversationRoutes(app: HttpApp, door: Door): void {
  for (const [path, side] of SIDES) {
    app.get(
      path,
      {
        schema: {
          ...tagged('My conversations, last active first; each side has its own route'),
          response: { 200: z.array(MedecinPatientConversation) },
        },
      },
      async (request) => {
        const actor = await actorOf(door, request);
        requireSide(actor.person, side);
        const all = await allConversations(door, actor);
        return all.map((conversation) => medecinPatientConversation(conversation, actor.person.id));
      },
    );
  }

  app.post(
    '/conversations',
    {
      schema: {
        ...tagged('Create a conversation (201), or get the one of the pair (200)'),
        body: MedecinPatientCreateBody,
        response: { 200: MedecinPatientConversation, 201: MedecinPatientConversation },
      },
    },
    async (request, reply) => {
      const actor = await actorOf(door, request);
      const { subject, firstMessage } = request.body;
      const input = {
        withSubject: otherEnd(actor, request.body),
        subject: subject ?? undefined,
        firstMessage: firstMessage ?? undefined,
        ...clientKeyOf(request, undefined),
      };
      const { conversation, created } = await createConversation(
        { ...door, ...sending(door) },
        actor,
        input,
        request.id,
      );
      return reply.code(created ? 201 : 200).send(medecinPatientConversation(conversation, actor.person.id));
    },
  );
}

/** The other person of the pair. The caller's own id may be in the body, but must be the token's. */
function otherEnd({ person }: Actor, { medecinId, patientId }: z.output<typeof MedecinPatientCreateBody>): string {
  const [mine, other] = person.side === 'professional' ? [medecinId, patientId] : [patientId, medecinId];
  if (mine != null && mine !== person.subject) throw new AppError('identity_mismatch');
  if (other == null) throw new AppError('invalid_input', 'patientId or medecinId of the other person is required');
  return other;
}
