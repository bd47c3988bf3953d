import { AppError, type Person } from '@causerie/contracts';
import type { CallHappening, CallState, CallStep, Party } from './state.ts';
import {
  goesOn,
  gone,
  hasGivenUp,
  mayRing,
  newParty,
  partyIn,
  replaced,
  rung,
  unchanged,
  withParty,
} from './transition.ts';

/** Rings somebody, for the first time or again. Who waited is let in by it. The host may be rung by any person who takes part. */
export function invite(
  state: CallState,
  { by, id, person }: { by: string; id: string; person: Person },
  nowMs: number,
): CallStep {
  const known = state.parties.find((one) => one.person?.id === person.id);
  const inviter = known?.id === state.hostId ? requireTakesPart(state, by) : requireInCharge(state, by);
  const happenings: CallHappening[] = [{ kind: 'invited', participantId: known?.id ?? id }];
  if (known === undefined) {
    const party = newParty({ id, person, guestName: null, role: person.side }, 'invited');
    return goesOn(state, withParty(state, rung(party, nowMs)), happenings, nowMs);
  }
  if (known.state === 'removed') throw new AppError('conflict', 'this person was sent away');
  if (known.state === 'joined' || mayRing(known, nowMs)) return unchanged(state);
  const admittedById = known.state === 'waiting' ? (inviter.person?.id ?? null) : known.admittedById;
  return goesOn(state, replaced(state, { ...rung(known, nowMs), admittedById }), happenings, nowMs);
}

/** Somebody comes by code or link. Who is in it already stays what they are. */
export function askIn(
  state: CallState,
  { id, person, guestName, known }: { id: string; person: Person | null; guestName: string | null; known: boolean },
  nowMs: number,
): CallStep {
  if (state.mode !== 'room') throw new AppError('not_found');
  const stands = known ? 'invited' : 'waiting';
  const there = person === null ? undefined : state.parties.find((one) => one.person?.id === person.id);
  if (there !== undefined) {
    if (!hasGivenUp(there)) return unchanged(state);
    const again: CallHappening = { kind: 'asked-in', participantId: there.id };
    return goesOn(state, replaced(state, { ...there, state: stands }), [again], nowMs);
  }
  const who = { id, person, guestName, role: person?.side ?? 'guest' } as const;
  const party = newParty(who, stands);
  return goesOn(state, withParty(state, party), [{ kind: 'asked-in', participantId: id }], nowMs);
}

/** Lets somebody in who waits (CALL-8). */
export function admit(
  state: CallState,
  { by, participantId }: { by: string; participantId: string },
  nowMs: number,
): CallStep {
  const admitter = requireInCharge(state, by);
  const party = partyIn(state, participantId);
  if (party.state !== 'waiting') return unchanged(state);
  const admitted: Party = { ...party, state: 'invited', admittedById: admitter.person?.id ?? null };
  return goesOn(state, replaced(state, admitted), [{ kind: 'admitted', participantId }], nowMs);
}

/** Sends somebody away for good. */
export function remove(
  state: CallState,
  { by, participantId }: { by: string; participantId: string },
  nowMs: number,
): CallStep {
  requireInCharge(state, by);
  const party = partyIn(state, participantId);
  if (party.state === 'removed') return unchanged(state);
  if (party.id === state.hostId) throw new AppError('forbidden', 'the host cannot be sent away');
  const parties = replaced(state, gone(party, 'removed', nowMs));
  return goesOn(state, parties, [{ kind: 'removed', participantId }], nowMs);
}

/** Rooms have people in charge: the host, and professionals who take part. @throws AppError `forbidden`, `conflict` in rings. */
export function requireInCharge(state: CallState, by: string): Party {
  const party = partyIn(state, by);
  if (state.mode !== 'room') throw new AppError('conflict', 'this is for rooms');
  const isInCharge = party.id === state.hostId || (party.role === 'professional' && party.state === 'joined');
  if (!isInCharge) throw new AppError('forbidden', 'this is for the host and for professionals who take part');
  return party;
}

function requireTakesPart(state: CallState, by: string): Party {
  const party = partyIn(state, by);
  if (state.mode !== 'room') throw new AppError('conflict', 'this is for rooms');
  if (party.person === null || party.state !== 'joined') throw new AppError('forbidden', 'this is for who takes part');
  return party;
}
