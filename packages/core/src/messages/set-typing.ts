import type { Actor, Announcement, SetTyping } from '@causerie/contracts';
import { requireParticipant } from '../policy.ts';
import type { Conversations } from '../ports.ts';

/**
 * The announcement that tells the others that the actor types or stopped; volatile (DEL-10).
 * The door chooses how it travels: sockets through the adapter, REST over the bus.
 * @throws AppError `not_found`.
 */
export async function setTyping(
  deps: { access: Conversations['access'] },
  actor: Actor,
  input: SetTyping,
): Promise<Announcement> {
  const access = requireParticipant(await deps.access(input.conversationId), actor.person.id);
  const conversation = { id: access.id, number: access.number };
  return {
    audience: access.participantIds.filter((id) => id !== actor.person.id),
    event: { type: 'typing', conversation, person: actor.person, active: input.active },
  };
}
