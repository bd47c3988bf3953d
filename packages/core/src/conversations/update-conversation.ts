import type { Actor, Conversation } from '@causerie/contracts';
import { tellChange, type ChangeConversationDeps } from './change-conversation.ts';

/** Input of {@link updateConversation}; what is absent stays, `subject: null` takes it away. */
export interface UpdateConversation {
  conversationId: string;
  subject?: string | null | undefined;
  status?: 'active' | 'archived' | undefined;
}

/**
 * Changes the subject, or puts a conversation away and back; either participant may. An archived one takes no messages (DOOR-7).
 * @throws AppError `not_found`, and `conflict` while it is blocked.
 */
export async function updateConversation(
  deps: ChangeConversationDeps,
  actor: Actor,
  input: UpdateConversation,
): Promise<Conversation> {
  return tellChange(deps, await deps.conversationChanges.update({ ...input, personId: actor.person.id }));
}

/** Puts a conversation away: see {@link updateConversation}. */
export function archiveConversation(
  deps: ChangeConversationDeps,
  actor: Actor,
  { conversationId }: { conversationId: string },
): Promise<Conversation> {
  return updateConversation(deps, actor, { conversationId, status: 'archived' });
}

/** Takes a conversation back from the archive: see {@link updateConversation}. */
export function unarchiveConversation(
  deps: ChangeConversationDeps,
  actor: Actor,
  { conversationId }: { conversationId: string },
): Promise<Conversation> {
  return updateConversation(deps, actor, { conversationId, status: 'active' });
}
