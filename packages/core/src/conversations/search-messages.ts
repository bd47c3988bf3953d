import type { Actor, SearchPage } from '@causerie/contracts';
import { requireParticipant } from '../policy.ts';
import type { Conversations } from '../ports.ts';
import type { MessageSearch, MessageSearchQuery } from './search-port.ts';

/**
 * Messages of my conversations that hold all the words, newest first. @throws AppError `not_found` for a conversation that is
 * unknown or foreign, `page_out_of_range` for a cursor that is not one of ours.
 */
export async function searchMessages(
  deps: { messageSearch: Pick<MessageSearch, 'search'>; conversations: Pick<Conversations, 'access'> },
  actor: Actor,
  query: Omit<MessageSearchQuery, 'personId'>,
): Promise<SearchPage> {
  if (query.conversationId !== undefined)
    requireParticipant(await deps.conversations.access(query.conversationId), actor.person.id);
  return deps.messageSearch.search({ ...query, personId: actor.person.id });
}
