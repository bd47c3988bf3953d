import { AppError, type Person, type Role, type Side } from '@causerie/contracts';
import type { ConversationAccess } from './ports.ts';

/*
 * May before do: pure decisions, called first by every use-case. A refusal is thrown as an AppError whose text names
 * no object, so that a foreign conversation and an unknown one get the same answer.
 */

/** Throws `not_found` unless the person is in the conversation at this moment. */
export function requireParticipant(access: ConversationAccess | null, personId: string): ConversationAccess {
  if (access === null || !access.participantIds.includes(personId)) throw new AppError('not_found');
  return access;
}

/** Throws `not_found` for outsiders and `conversation_closed` when the conversation takes no messages. */
export function requireMaySend(access: ConversationAccess | null, personId: string): ConversationAccess {
  const known = requireParticipant(access, personId);
  if (known.status !== 'active') throw new AppError('conversation_closed');
  return known;
}

/** Throws `wrong_side` unless the two people stand on the two sides; returns who is who. */
export function requireOppositeSides(a: Person, b: Person): { professional: Person; client: Person } {
  if (a.side === b.side) throw new AppError('wrong_side', 'a conversation joins a professional and a client');
  return a.side === 'professional' ? { professional: a, client: b } : { professional: b, client: a };
}

/** Throws `wrong_side` unless the person stands on the side. */
export function requireSide(person: Person, side: Side): void {
  if (person.side !== side) throw new AppError('wrong_side');
}

/** Throws `forbidden` unless the role is one of the allowed ones. */
export function requireRole(role: Role, ...allowed: readonly Role[]): void {
  if (!allowed.includes(role)) throw new AppError('forbidden');
}

/** The other side of a side. */
export function otherSide(side: Side): Side {
  return side === 'professional' ? 'client' : 'professional';
}
