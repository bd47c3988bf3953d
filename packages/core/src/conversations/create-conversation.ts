import { AppError, type Actor, type Conversation, type CreateConversationBody } from '@causerie/contracts';
import { sendMessage, type SendMessageDeps } from '../messages/send-message.ts';
import { otherSide, requireOppositeSides } from '../policy.ts';
import type { Announcer, Conversations, Directory } from '../ports.ts';

/** What {@link createConversation} needs. */
export interface CreateConversationDeps extends SendMessageDeps {
  conversations: Conversations;
  directory: Directory;
  announcer: Announcer;
}

/**
 * Opens the one conversation of a pair, or returns the one that exists, then sends the first message if there is one.
 * The two people must be linked.
 * @throws AppError `not_linked` (also when there is no such person, or one of the same side), and those of sending.
 */
export async function createConversation(
  deps: CreateConversationDeps,
  actor: Actor,
  input: CreateConversationBody,
  requestId: string | null,
): Promise<{ conversation: Conversation; created: boolean }> {
  const other = await findOther(deps.directory, actor, input);
  const { professional, client } = requireOppositeSides(actor.person, other);
  if (!(await deps.directory.areLinked(professional.id, client.id))) throw new AppError('not_linked');
  const opened = await deps.conversations.openPair({
    id: deps.ids.next(),
    professionalId: professional.id,
    clientId: client.id,
    subject: input.subject ?? null,
  });
  const { conversation, created } = opened;
  if (created) {
    const audience = conversation.participants.map((participant) => participant.person.id);
    await deps.announcer.announce([{ audience, event: { type: 'conversation.created', conversation } }]);
  }
  if (input.firstMessage === undefined) return opened;
  const first = { conversationId: conversation.id, content: input.firstMessage };
  const key = input.clientMessageId === undefined ? {} : { clientMessageId: input.clientMessageId };
  await sendMessage(deps, actor, { ...first, ...key }, requestId);
  const fresh = await deps.conversations.get(conversation.id, actor.person.id);
  return { conversation: fresh ?? conversation, created };
}

async function findOther(directory: Directory, actor: Actor, input: CreateConversationBody) {
  const found =
    input.withPersonId === undefined
      ? await directory.find(otherSide(actor.person.side), input.withSubject ?? '')
      : await directory.findById(input.withPersonId);
  // A stranger, of either side, and an unknown person get the same answer, so that the directory cannot be probed.
  if (found === null || found.side === actor.person.side) throw new AppError('not_linked');
  return found;
}
