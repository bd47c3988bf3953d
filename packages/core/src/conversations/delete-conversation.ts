import { AppError, type Actor } from '@causerie/contracts';
import { requireSide } from '../policy.ts';
import type { ChangeConversationDeps } from './change-conversation.ts';

/**
 * Removes a conversation for both people; only the professional may. Afterwards it is `not_found` at every door.
 * @throws AppError `wrong_side` for clients, `not_found`, and `conflict` while the other person blocks it.
 */
export async function deleteConversation(
  deps: ChangeConversationDeps,
  actor: Actor,
  { conversationId }: { conversationId: string },
): Promise<void> {
  requireSide(actor.person, 'professional');
  const removal = await deps.conversationChanges.remove({ conversationId, personId: actor.person.id });
  if (!removal.ok) throw new AppError(removal.code);
  const { conversation, audience } = removal;
  deps.accessCache?.forget(conversation.id);
  const event = { type: 'conversation.deleted' as const, conversation };
  // It is gone by now, whoever hears of it: see tellChange.
  await deps.announcer.announce([{ audience, event }]).catch(() => undefined);
}
