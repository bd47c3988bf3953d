import { AppError, type Actor, type MessageEdit } from '@causerie/contracts';
import type { MessageChanges } from './port.ts';

/** What a message said before its edits, oldest first; nothing for a deleted one. @throws AppError `not_found`. */
export async function listEdits(
  deps: { messageChanges: Pick<MessageChanges, 'edits'> },
  actor: Actor,
  messageId: string,
): Promise<MessageEdit[]> {
  const edits = await deps.messageChanges.edits(messageId, actor.person.id);
  if (edits === null) throw new AppError('not_found');
  return edits;
}
