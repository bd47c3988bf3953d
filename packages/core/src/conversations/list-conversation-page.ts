import type { Actor, Conversation } from '@causerie/contracts';
import type { ConversationChanges, ConversationPageQuery } from './port.ts';

/** A numbered page of my conversations, last active first, for dialects without cursors; `total` counts all that match. */
export function listConversationPage(
  deps: { conversationChanges: Pick<ConversationChanges, 'page'> },
  actor: Actor,
  query: ConversationPageQuery,
): Promise<{ items: Conversation[]; total: number }> {
  return deps.conversationChanges.page({ ...query, personId: actor.person.id });
}
