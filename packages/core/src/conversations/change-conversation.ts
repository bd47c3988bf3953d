import { AppError, type Conversation } from '@causerie/contracts';
import type { Announcer } from '../ports.ts';
import type { ConversationChange, ConversationChanges } from './port.ts';

/** What the verbs of this folder need; a door's own memory of the conversation is dropped, where it keeps one. */
export interface ChangeConversationDeps {
  conversationChanges: ConversationChanges;
  announcer: Announcer;
  accessCache?: { forget(conversationId: string): void };
}

/**
 * Tells the participants what became of their conversation. @throws AppError with the code of the refusal. The change is committed
 * by now, so a lost announcement does not make the request fail: a repeat would find nothing to change, and tell nobody.
 */
export async function tellChange(deps: ChangeConversationDeps, change: ConversationChange): Promise<Conversation> {
  if (!change.ok) throw new AppError(change.code);
  const { changed, conversation, audience } = change;
  if (!changed) return conversation;
  deps.accessCache?.forget(conversation.id);
  const event = { type: 'conversation.updated' as const, conversation };
  await deps.announcer.announce([{ audience, event }]).catch(() => undefined);
  return conversation;
}
