import { AppError, type Actor, type Message } from '@causerie/contracts';
import type { MarkerMove } from '../ports.ts';
import { markRead, type MoveMarkerDeps } from './move-marker.ts';
import type { MessageChanges } from './port.ts';

/** What {@link readMessage} needs. */
export interface ReadMessageDeps extends MoveMarkerDeps {
  messageChanges: Pick<MessageChanges, 'find' | 'receipts'>;
}

/**
 * Says that I have read everything up to a message (DEL-9) and tells the participants. `readAt` is when I read this message, which
 * stays the same when I say so again. @throws AppError `not_found`.
 */
export async function readMessage(
  deps: ReadMessageDeps,
  actor: Actor,
  input: { messageId: string },
): Promise<{ message: Message; readAt: string; move: MarkerMove }> {
  const found = await deps.messageChanges.find(input.messageId, actor.person.id);
  if (found === null) throw new AppError('not_found');
  const { message } = found;
  const move = await markRead(deps, actor, { conversationId: message.conversationId, upToSeq: message.seq });
  const now = new Date(deps.clock.nowMs()).toISOString();
  if (move.moved) return { message, move, readAt: move.participant.readAt ?? now };
  const receipts = await deps.messageChanges.receipts(input.messageId, actor.person.id);
  const mine = receipts?.find(({ person }) => person.id === actor.person.id);
  return { message, move, readAt: mine?.readAt ?? move.participant.readAt ?? now };
}
