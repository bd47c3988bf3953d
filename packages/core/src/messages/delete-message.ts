import type { Actor, DeleteMessage, Message } from '@causerie/contracts';
import { tellChange, type ChangeMessageDeps } from './tell-change.ts';

/**
 * Deletes a message of mine for everybody and tells them; gives what is left of it, its place. Once more changes nothing.
 * @throws AppError `not_found`, `forbidden`.
 */
export async function deleteMessage(deps: ChangeMessageDeps, actor: Actor, input: DeleteMessage): Promise<Message> {
  const outcome = await deps.messageChanges.delete({ ...input, personId: actor.person.id });
  return tellChange(deps.announcer, 'message.deleted', outcome);
}
