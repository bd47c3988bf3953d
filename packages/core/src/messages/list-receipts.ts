import { AppError, type Actor, type MessageReceipt } from '@causerie/contracts';
import type { MessageChanges } from './port.ts';

/** When everybody in the conversation but the author received and read a message (DEL-9). @throws AppError `not_found`. */
export async function listReceipts(
  deps: { messageChanges: Pick<MessageChanges, 'receipts'> },
  actor: Actor,
  messageId: string,
): Promise<MessageReceipt[]> {
  const receipts = await deps.messageChanges.receipts(messageId, actor.person.id);
  if (receipts === null) throw new AppError('not_found');
  return receipts;
}
