import { AppError, type Actor, type Conversation, type Person } from '@causerie/contracts';
import { sendMessage } from '../messages/send-message.ts';
import { otherSide, requireOppositeSides } from '../policy.ts';
import type { CreateConversationDeps } from './create-conversation.ts';

/** Client key of the first message of an appointment: a repeat of the request does not say it twice (DEL-3). */
const FIRST_MESSAGE_KEY = 'first-message-of-appointment';

/**
 * Input of {@link openConversation}; `withSubject` is the other person's id in the product team's system, which a client need not
 * know of an appointment.
 */
export interface OpenConversation {
  withSubject?: string | undefined;
  subject?: string | undefined;
  appointmentId?: string | undefined;
  firstMessage?: string | undefined;
  clientMessageId?: string | undefined;
}

/**
 * Opens a conversation in the manner of businesses whose professionals write to any client they can name, link or none; a client
 * writes only to professionals they are linked with. There is one conversation per appointment, and one per pair
 * without an appointment; whoever opens it again gets that one. Clients do not make appointments: they get the
 * conversation of one that they have.
 * @throws AppError `not_found` (no such client, no such appointment), `not_linked`, `conflict` when the appointment is
 * somebody else's, and those of sending.
 */
export async function openConversation(
  deps: CreateConversationDeps,
  actor: Actor,
  input: OpenConversation,
  requestId: string | null,
): Promise<{ conversation: Conversation; created: boolean }> {
  const opened = await open(deps, actor, input);
  const { conversation, created } = opened;
  if (created) {
    const audience = conversation.participants.map((participant) => participant.person.id);
    await deps.announcer.announce([{ audience, event: { type: 'conversation.created', conversation } }]);
  }
  const { firstMessage, appointmentId } = input;
  // Who asks again for the conversation of an appointment wants to have it, closed or not.
  const isOver = appointmentId !== undefined && conversation.status !== 'active';
  if (firstMessage === undefined || isOver) return opened;
  const key = input.clientMessageId ?? (appointmentId === undefined ? undefined : FIRST_MESSAGE_KEY);
  const first = { conversationId: conversation.id, content: firstMessage };
  await sendMessage(deps, actor, key === undefined ? first : { ...first, clientMessageId: key }, requestId);
  const fresh = await deps.conversations.get(conversation.id, actor.person.id);
  return { conversation: fresh ?? conversation, created };
}

/** A stranger and an unknown person get the same answer where only linked people may be met. */
async function findOther({ directory }: CreateConversationDeps, { person }: Actor, subject: string): Promise<Person> {
  const other = await directory.find(otherSide(person.side), subject);
  if (person.side === 'professional') {
    if (other === null) throw new AppError('not_found');
    return other;
  }
  if (other === null || !(await directory.areLinked(person.id, other.id))) throw new AppError('not_linked');
  return other;
}

async function open(
  deps: CreateConversationDeps,
  actor: Actor,
  input: OpenConversation,
): Promise<{ conversation: Conversation; created: boolean }> {
  const { conversations, ids } = deps;
  const { appointmentId, subject = null } = input;
  if (appointmentId !== undefined && actor.person.side === 'client') {
    // A client who could make up appointments would take the conversations of those that are still to come.
    const conversation = await conversations.ofAppointment(appointmentId, actor.person.id);
    if (conversation === null) throw new AppError('not_found');
    return { conversation, created: false };
  }
  const other = await findOther(deps, actor, input.withSubject ?? '');
  const { professional, client } = requireOppositeSides(actor.person, other);
  const pair = { id: ids.next(), professionalId: professional.id, clientId: client.id, subject };
  return appointmentId === undefined
    ? conversations.openPair(pair)
    : conversations.openForAppointment({ ...pair, appointmentId });
}
