import { AppError, type Actor, type ConversationStatus } from '@causerie/contracts';
import {
  archiveConversation,
  deleteConversation,
  getConversation,
  listConversationPage,
  markRead,
  openConversation,
  requireSide,
  updateConversation,
} from '@causerie/core';
import {
  SalonConversation,
  SalonConversationPage,
  SalonConversationsQuery,
  SalonCreateBody,
  SalonUpdateBody,
  salonConversation,
  salonPage,
} from '@causerie/dialects';
import type { HttpApp } from '@causerie/service-kit';
import { z } from 'zod';
import { actorOf, sending, type Door } from '../door.ts';
import { clientKeyOf } from '../idempotency.ts';
import { ById, tagged } from './schemas.ts';

/** What the two states of this dialect are here: a blocked conversation counts as put away. */
const STATUSES: Readonly<Record<'ACTIVE' | 'ARCHIVED', readonly ConversationStatus[]>> = {
  ACTIVE: ['active'],
  ARCHIVED: ['archived', 'blocked'],
};
const NOTHING = { 204: z.null() };

/** Conversations of the salon dialect. */
export function salonConversationRoutes(app: HttpApp, door: Door): void {
  readRoutes(app, door);
  changeRoutes(app, door);

  app.post(
    '/conversations',
    {
      schema: {
        ...tagged('Open a conversation (201), or get the one of this pair or appointment (200)'),
        body: SalonCreateBody,
        response: { 200: SalonConversation, 201: SalonConversation },
      },
    },
    async (request, reply) => {
      const actor = await actorOf(door, request);
      const { subject, firstMessage, appointmentId, clientMessageId } = request.body;
      const input = {
        withSubject: await otherEnd(door, actor, request.body),
        subject: subject || undefined,
        appointmentId: appointmentId ?? undefined,
        firstMessage: firstMessage ?? undefined,
        ...clientKeyOf(request, clientMessageId),
      };
      const deps = { ...door, ...sending(door) };
      const { conversation, created } = await openConversation(deps, actor, input, request.id);
      return reply.code(created ? 201 : 200).send(salonConversation(conversation, actor.person.id));
    },
  );
}

function readRoutes(app: HttpApp, door: Door): void {
  app.get(
    '/conversations',
    {
      schema: {
        ...tagged('My conversations, last active first'),
        querystring: SalonConversationsQuery,
        response: { 200: SalonConversationPage },
      },
    },
    async (request) => {
      const actor = await actorOf(door, request);
      const { page, limit, status } = request.query;
      const asked = { page, limit, status: status && STATUSES[status] };
      const { items, total } = await listConversationPage(door, actor, asked);
      const data = items.map((conversation) => salonConversation(conversation, actor.person.id));
      return salonPage(data, { page, limit, total });
    },
  );

  app.get(
    '/conversations/:id',
    { schema: { ...tagged('One conversation'), params: ById, response: { 200: SalonConversation } } },
    async (request) => {
      const actor = await actorOf(door, request);
      return salonConversation(await getConversation(door, actor, request.params.id), actor.person.id);
    },
  );
}

function changeRoutes(app: HttpApp, door: Door): void {
  app.patch(
    '/conversations/:id',
    {
      schema: {
        ...tagged('Change the subject, or the status (salon only)'),
        params: ById,
        body: SalonUpdateBody,
        response: { 200: SalonConversation },
      },
    },
    async (request) => {
      const actor = await actorOf(door, request);
      const { subject, status } = request.body;
      if (status !== undefined) requireSide(actor.person, 'professional');
      const changed = await updateConversation(door, actor, {
        conversationId: request.params.id,
        ...(subject === undefined ? {} : { subject: subject === '' ? null : subject }),
        ...(status === undefined ? {} : { status: status === 'ACTIVE' ? 'active' : 'archived' }),
      });
      return salonConversation(changed, actor.person.id);
    },
  );

  app.patch(
    '/conversations/:id/archive',
    { schema: { ...tagged('Put a conversation away (salon only)'), params: ById, response: NOTHING } },
    async (request, reply) => {
      const actor = await actorOf(door, request);
      requireSide(actor.person, 'professional');
      await archiveConversation(door, actor, { conversationId: request.params.id });
      return reply.code(204).send(null);
    },
  );

  app.patch(
    '/conversations/:id/mark-read',
    { schema: { ...tagged('Mark everything in a conversation as read'), params: ById, response: NOTHING } },
    async (request, reply) => {
      const actor = await actorOf(door, request);
      // Beyond the end of the log the marker is clamped to it.
      await markRead(door, actor, { conversationId: request.params.id, upToSeq: Number.MAX_SAFE_INTEGER });
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/conversations/:id',
    { schema: { ...tagged('Remove a conversation for both (salon only)'), params: ById, response: NOTHING } },
    async (request, reply) => {
      const actor = await actorOf(door, request);
      await deleteConversation(door, actor, { conversationId: request.params.id });
      return reply.code(204).send(null);
    },
  );
}

/** The other person. Callers may name themselves too, but only themselves; a client with one salon need not name it. */
async function otherEnd(door: Door, { person }: Actor, body: SalonCreateBody): Promise<string | undefined> {
  const { salonId, clientUserId } = body;
  const isSalon = person.side === 'professional';
  const [mine, other] = isSalon ? [salonId, clientUserId] : [clientUserId, salonId];
  if (mine != null && mine !== person.subject) throw new AppError('identity_mismatch');
  if (other != null) return other;
  if (isSalon) throw new AppError('invalid_input', 'clientUserId is required');
  if (body.appointmentId != null) return undefined;
  const { items } = await door.directory.people({ personId: person.id, limit: 2 });
  const [only, ...more] = items;
  if (only === undefined || more.length > 0) throw new AppError('invalid_input', 'salonId is required');
  return only.subject;
}
