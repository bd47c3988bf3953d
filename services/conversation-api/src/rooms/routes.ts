import { AppError, MESSAGE_PAGE_DEFAULT, PAGE_MAX, type Actor, type Conversation } from '@causerie/contracts';
import { createConversation, getConversation, listMessages, listPeople, sendMessage } from '@causerie/core';
import { CreateBody, RoomNumber, SendBody, conversationRow, isReadByOthers, messageRow, userRow } from '@causerie/dialects';
import { toAppError, type HttpApp } from '@causerie/service-kit';
import { z } from 'zod';
import { actorOf, sending, type Door } from '../door.ts';
import { clientKeyOf } from '../idempotency.ts';

const ByNumber = z.object({ id: RoomNumber });
const Limit = z.coerce.number().int().min(1).max(PAGE_MAX);
const MessagesQuery = z.object({ limit: Limit.default(MESSAGE_PAGE_DEFAULT), before: z.coerce.number().int().min(1).optional() });
const UsersQuery = z.object({ q: z.string().max(100).optional(), limit: Limit.default(PAGE_MAX) });

/** The rooms dialect: eight routes under `/api/messaging`, integer ids, column names, and its own error body. */
export async function roomsRoutes(app: HttpApp, door: Door): Promise<void> {
  app.setErrorHandler((error, request, reply) => {
    const { status, detail, code, retryable, retryAfterSeconds } = toAppError(error);
    if (retryAfterSeconds !== undefined) void reply.header('retry-after', String(retryAfterSeconds));
    if (status >= 500) request.log.error({ code, error }, 'A request failed');
    return reply.code(status).send({ message: detail, code, retryable, requestId: request.id });
  });

  /** The conversation behind an integer id, as the caller sees it; unknown and foreign are the same `not_found`. */
  const conversationOf = async (actor: Actor, number: number): Promise<Conversation> => {
    const id = await door.accessCache.idOfNumber(number);
    if (id === null) throw new AppError('not_found');
    return getConversation(door, actor, id);
  };
  const tagged = (summary: string) => ({ tags: ['rooms'], summary });

  app.post('/conversations', { schema: { ...tagged('Create a conversation'), body: CreateBody } }, async (request, reply) => {
    const actor = await actorOf(door, request);
    const withSubject = otherEnd(actor, request.body);
    const { conversation, created } = await createConversation({ ...door, ...sending(door) }, actor, { withSubject }, request.id);
    return reply.code(created ? 201 : 200).send(conversationRow(conversation, actor.person.id));
  });

  app.get('/conversations', { schema: tagged('My conversations') }, async (request) => {
    const actor = await actorOf(door, request);
    const { items } = await door.conversations.list({ personId: actor.person.id, limit: PAGE_MAX });
    return items.map((conversation) => conversationRow(conversation, actor.person.id));
  });

  app.get('/conversations/:id', { schema: { ...tagged('One conversation'), params: ByNumber } }, async (request) => {
    const actor = await actorOf(door, request);
    return conversationRow(await conversationOf(actor, request.params.id), actor.person.id);
  });

  app.post(
    '/conversations/:id/messages',
    { schema: { ...tagged('Send a message'), params: ByNumber, body: SendBody } },
    async (request, reply) => {
      const actor = await actorOf(door, request);
      const conversationId = await door.accessCache.idOfNumber(request.params.id);
      if (conversationId === null) throw new AppError('not_found');
      const { content, clientMessageId } = request.body;
      const input = { conversationId, content, ...clientKeyOf(request, clientMessageId) };
      const { message, created } = await sendMessage(sending(door), actor, input, request.id);
      return reply.code(created ? 201 : 200).send(messageRow(message, request.params.id, false));
    },
  );

  app.get(
    '/conversations/:id/messages',
    { schema: { ...tagged('Messages, oldest first; `before` is a message id'), params: ByNumber, querystring: MessagesQuery } },
    async (request) => {
      const actor = await actorOf(door, request);
      const { id: conversationId, number, participants } = await conversationOf(actor, request.params.id);
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

  for (const [path, availableOnly, summary] of [
    ['/search-users', false, 'Search people I am linked with'],
    ['/available-users', true, 'People I am linked with who are available'],
  ] as const) {
    app.get(path, { schema: { ...tagged(summary), querystring: UsersQuery } }, async (request) => {
      const actor = await actorOf(door, request);
      const { q, limit } = request.query;
      const search = q === undefined || q === '' ? undefined : q;
      const people = await listPeople(door, actor, { search, availableOnly, limit });
      return people.map(userRow);
    });
  }
}

/** The other person of the pair. The caller's own id may be in the body, but must be the token's. */
function otherEnd(actor: Actor, body: z.output<typeof CreateBody>): string {
  const doctor = body.doctorId ?? body.medecinId;
  const [mine, other] = actor.person.side === 'professional' ? [doctor, body.patientId] : [body.patientId, doctor];
  if (mine !== undefined && mine !== actor.person.subject) throw new AppError('identity_mismatch');
  if (other === undefined) throw new AppError('invalid_input', 'patientId or doctorId of the other person is required');
  return other;
}
