import { AppError, type Actor, type Message, type SetReaction } from '@causerie/contracts';
import { REACTION_EMOJI_MAX } from './port.ts';
import { tellChange, type ChangeMessageDeps } from './tell-change.ts';

/**
 * Puts an emoji of mine on a message, or takes it back, and tells the participants.
 * @throws AppError `not_found`, `conflict` (the message is deleted), `conversation_closed`, `unprocessable` (too many emoji).
 */
export async function setReaction(deps: ChangeMessageDeps, actor: Actor, input: SetReaction): Promise<Message> {
  const outcome = await deps.messageChanges.setReaction({ ...input, personId: actor.person.id });
  if (!outcome.ok && outcome.code === 'unprocessable') {
    throw new AppError('unprocessable', `a message has at most ${REACTION_EMOJI_MAX} different emoji`);
  }
  return tellChange(deps.announcer, 'message.updated', outcome);
}
