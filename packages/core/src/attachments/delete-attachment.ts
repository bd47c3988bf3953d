import { AppError, type Actor } from '@causerie/contracts';
import type { Attachments } from './ports.ts';

/**
 * Deletes my file while no message has it; afterwards it goes with its message. The bytes are removed soon after.
 * @throws AppError `not_found`, and `conflict` when a message has it.
 */
export async function deleteAttachment(
  { attachments }: { attachments: Attachments },
  actor: Actor,
  id: string,
): Promise<void> {
  if (await attachments.withdraw(id, actor.person.id)) return;
  const kept = await attachments.find(id, actor.person.id);
  if (kept?.uploaderId === actor.person.id && kept.messageId !== null) {
    throw new AppError('conflict', 'the file belongs to a message and is deleted with it');
  }
  throw new AppError('not_found');
}
