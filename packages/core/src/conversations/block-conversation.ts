import type { Actor, Conversation } from '@causerie/contracts';
import { tellChange, type ChangeConversationDeps } from './change-conversation.ts';

/**
 * Blocks the other person: until I unblock them, nobody writes here (DOOR-7) and both may read. Doing it twice changes nothing.
 * @throws AppError `not_found`.
 */
export async function blockConversation(
  deps: ChangeConversationDeps,
  actor: Actor,
  { conversationId }: { conversationId: string },
): Promise<Conversation> {
  return tellChange(deps, await deps.conversationChanges.block({ conversationId, personId: actor.person.id }));
}

/** Takes my block back. @throws AppError `not_found`, and `forbidden` for whoever did not block. */
export async function unblockConversation(
  deps: ChangeConversationDeps,
  actor: Actor,
  { conversationId }: { conversationId: string },
): Promise<Conversation> {
  return tellChange(deps, await deps.conversationChanges.unblock({ conversationId, personId: actor.person.id }));
}
