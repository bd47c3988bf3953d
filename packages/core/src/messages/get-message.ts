import { AppError, type Actor, type Message } from '@causerie/contracts';
import type { MessageChanges } from './port.ts';

/** One message as it now is. @throws AppError `not_found` for unknown and foreign messages alike. */
export async function getMessage(
  deps: { messageChanges: Pick<MessageChanges, 'find'> },
  actor: Actor,
  messageId: string,
): Promise<Message> {
  const found = await deps.messageChanges.find(messageId, actor.person.id);
  if (found === null) throw new AppError('not_found');
  return found.message;
}
