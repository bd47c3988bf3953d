import { AppError, type Actor, type ChangesPage } from '@causerie/contracts';
import type { MessageChanges } from './port.ts';

/**
 * Messages of a conversation that changed after a revision (DEL-11): what a client that was away applies to what it holds.
 * @throws AppError `not_found` for unknown and foreign conversations alike.
 */
export async function listChanges(
  deps: { messageChanges: Pick<MessageChanges, 'changes'> },
  actor: Actor,
  query: { conversationId: string; after: number; limit: number },
): Promise<ChangesPage> {
  const page = await deps.messageChanges.changes({ ...query, personId: actor.person.id });
  if (page === null) throw new AppError('not_found');
  return page;
}
