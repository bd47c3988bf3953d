import type { Call, CallParticipant } from '@causerie/contracts';
import type { Session } from '../session.ts';

/** What one connection knows of a live call of its person. */
export interface CallPlace {
  /** The newest snapshot it was told; what is older says nothing. */
  version: number;
  /** Its person's participant, while this connection is the device that takes part: the lease is renewed for it. */
  served: string | null;
  /** For clients that cannot ask whether they may ring: the question that was asked for them. What comes meanwhile waits for the answer. */
  asked: Promise<unknown> | null;
}

const LIVE_STATES: ReadonlySet<CallParticipant['state']> = new Set(['invited', 'ringing', 'waiting', 'joined']);

/** The participant that is this person. */
export function participantOf({ participants }: Call, personId: string): CallParticipant | undefined {
  return participants.find(({ person }) => person?.id === personId);
}

/**
 * Notes what a call has become, and whether this connection serves its person's part: the one with the same device does, and of clients
 * that know no devices every one does for a part that has none. Undefined when the call is over for its person.
 */
export function follow({ calls, device, dialect, person }: Session, call: Call): CallPlace | undefined {
  const known = calls.get(call.id);
  if (known !== undefined && call.version < known.version) return known;
  const mine = participantOf(call, person.id);
  if (call.status === 'ended' || mine === undefined || !LIVE_STATES.has(mine.state)) {
    calls.delete(call.id);
    return undefined;
  }
  const knowsWho = device !== null || dialect.calls === 'gateway';
  const served = knowsWho && mine.state === 'joined' && mine.device === device ? mine.id : null;
  const place: CallPlace = { version: call.version, served, asked: known?.asked ?? null };
  calls.set(call.id, place);
  return place;
}

/** Whether devices of this person may ask to ring. */
export function mayRing(call: Call, personId: string, nowMs: number): boolean {
  const mine = participantOf(call, personId);
  const isInvited = mine?.state === 'invited' || mine?.state === 'ringing';
  return call.status !== 'ended' && isInvited && mine.ringUntil !== null && Date.parse(mine.ringUntil) > nowMs;
}
