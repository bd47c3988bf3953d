import { AppError, type Actor, type MessagePage } from '@causerie/contracts';
import type { Messages } from '../ports.ts';

/** A page of a conversation's log, ascending. @throws AppError `not_found` for unknown and foreign conversations alike. */
export async function listMessages(
  deps: { messages: Pick<Messages, 'page'> },
  actor: Actor,
  query: { conversationId: string; before?: number | undefined; after?: number | undefined; limit: number },
): Promise<MessagePage> {
  const page = await deps.messages.page({ ...query, personId: actor.person.id });
  if (page === null) throw new AppError('not_found');
  return page;
}
