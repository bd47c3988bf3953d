import type { Actor, EditMessage, Message } from '@causerie/contracts';
import { tellChange, type ChangeMessageDeps } from './tell-change.ts';

/**
 * Says something else in a message of mine and tells the participants; what it said before is kept.
 * @throws AppError `not_found`, `forbidden`, `conflict` (it is deleted), `conversation_closed`.
 */
export async function editMessage(deps: ChangeMessageDeps, actor: Actor, input: EditMessage): Promise<Message> {
  const outcome = await deps.messageChanges.edit({ ...input, personId: actor.person.id });
  return tellChange(deps.announcer, 'message.updated', outcome);
}
