import { AppError, type Actor, type Conversation } from '@causerie/contracts';
import type { Conversations } from '../ports.ts';

/** One conversation as the actor sees it. @throws AppError `not_found` for unknown and foreign ones alike. */
export async function getConversation(
  deps: { conversations: Pick<Conversations, 'get'> },
  actor: Actor,
  conversationId: string,
): Promise<Conversation> {
  const conversation = await deps.conversations.get(conversationId, actor.person.id);
  if (conversation === null) throw new AppError('not_found');
  return conversation;
}
