import { AppError, type Actor, type MarkRead } from '@causerie/contracts';
import type { Announcer, Clock, MarkerMove, Receipts } from '../ports.ts';

/** What the marker verbs need. */
export interface MoveMarkerDeps {
  receipts: Receipts;
  announcer: Announcer;
  clock: Clock;
}

/** Moves my read marker forward and tells the participants (DEL-9). @throws AppError `not_found`. */
export async function markRead(deps: MoveMarkerDeps, actor: Actor, input: MarkRead): Promise<MarkerMove> {
  const move = await deps.receipts.markRead({ ...input, personId: actor.person.id });
  if (move === null) throw new AppError('not_found');
  if (!move.moved) return move;
  const { conversation, fromSeq, updatedCount, readMessages, participant, audience } = move;
  const event = {
    type: 'read.updated' as const,
    conversation,
    person: actor.person,
    fromSeq,
    upToSeq: participant.readSeq,
    updatedCount,
    ...(readMessages === undefined ? {} : { readMessages: [...readMessages] }),
    unread: participant.unread,
    at: participant.readAt ?? new Date(deps.clock.nowMs()).toISOString(),
  };
  await deps.announcer.announce([{ audience, event }]);
  return move;
}

/** Moves my delivered marker forward and tells the participants (DEL-9). @throws AppError `not_found`. */
export async function markDelivered(deps: MoveMarkerDeps, actor: Actor, input: MarkRead): Promise<MarkerMove> {
  const move = await deps.receipts.markDelivered({ ...input, personId: actor.person.id });
  if (move === null) throw new AppError('not_found');
  if (!move.moved) return move;
  const { conversation, participant, audience } = move;
  const at = participant.deliveredAt ?? new Date(deps.clock.nowMs()).toISOString();
  const event = {
    type: 'delivered.updated' as const,
    conversation,
    person: actor.person,
    upToSeq: participant.deliveredSeq,
    at,
  };
  await deps.announcer.announce([{ audience, event }]);
  return move;
}
