import { AppError, CALL_LEASE_MS, RING_TIMEOUT_MS, type CallEndReason, type CallMedia } from '@causerie/contracts';
import type { CallHappening, CallState, CallStep, Party } from './state.ts';

/*
 * What every step of the machine is made of. A step keeps these true: who takes part has a lease, nobody else has a lease or a device,
 * and only who is invited or ringing has a ring.
 */

/** Nothing is sent. */
export const MEDIA_OFF: CallMedia = { audio: false, video: false, screen: false };

/** Most people in a call, whatever their state: who asks in without end is refused. */
const PARTIES_MAX = 50;

/** Whether somebody's devices may ring at that moment (CALL-3). */
export function mayRing({ state, ringUntilMs }: Party, nowMs: number): boolean {
  return (state === 'invited' || state === 'ringing') && ringUntilMs !== null && nowMs < ringUntilMs;
}

/** Whether somebody waited, and left before they were let in: they are where they were before they asked (CALL-8). */
export function hasGivenUp({ state, joinedAtMs }: Party): boolean {
  return state === 'left' && joinedAtMs === null;
}

/** How many take part. */
export function joinedCount({ parties }: Pick<CallState, 'parties'>): number {
  return parties.filter(({ state }) => state === 'joined').length;
}

/** The participant with this id. @throws AppError `not_found`. */
export function partyIn(state: CallState, participantId: string): Party {
  const party = state.parties.find(({ id }) => id === participantId);
  if (party === undefined) throw new AppError('not_found');
  return party;
}

/** Somebody new. @throws AppError `conflict` when there are too many. */
export function withParty(state: CallState, party: Party): Party[] {
  if (state.parties.length >= PARTIES_MAX) throw new AppError('conflict', 'too many people are in this call');
  return [...state.parties, party];
}

/** The parties with this one in its new state. */
export function replaced({ parties }: CallState, party: Party): Party[] {
  return parties.map((one) => (one.id === party.id ? party : one));
}

/** Somebody who is in a call from now on, without taking part yet. */
export function newParty(who: Pick<Party, 'id' | 'person' | 'guestName' | 'role'>, state: Party['state']): Party {
  return {
    ...who,
    state,
    ringUntilMs: null,
    device: null,
    media: MEDIA_OFF,
    leaseUntilMs: null,
    admittedById: null,
    joinedAtMs: null,
    leftAtMs: null,
  };
}

/** Somebody whose devices may ring from now on (CALL-4). */
export function rung(party: Party, nowMs: number): Party {
  return { ...party, state: 'invited', ringUntilMs: nowMs + RING_TIMEOUT_MS };
}

/** Somebody who takes part from now on. */
export function joined(party: Party, device: string | null, media: CallMedia, nowMs: number): Party {
  const lease = { leaseUntilMs: nowMs + CALL_LEASE_MS, ringUntilMs: null };
  return { ...party, ...lease, state: 'joined', device, media, joinedAtMs: nowMs, leftAtMs: null };
}

/** Somebody who does not take part, or no longer. */
export function gone(party: Party, state: 'missed' | 'declined' | 'left' | 'removed', nowMs: number): Party {
  const leftAtMs = party.state === 'joined' ? nowMs : party.leftAtMs;
  return { ...party, state, device: null, media: MEDIA_OFF, leaseUntilMs: null, ringUntilMs: null, leftAtMs };
}

/** A step in which nothing happens. */
export function unchanged(state: CallState): CallStep {
  return { state, happenings: [] };
}

/** A step after which the call goes on. Whether it is active follows from who is in it. */
export function goesOn(
  state: CallState,
  parties: readonly Party[],
  happenings: readonly CallHappening[],
  nowMs: number,
): CallStep {
  const count = joinedCount({ parties });
  const isActive = count >= 2;
  const waiting = parties.some((party) => party.state === 'ringing') ? 'ringing' : 'pending';
  const next: CallState = {
    ...state,
    parties,
    status: isActive ? 'active' : waiting,
    version: state.version + 1,
    answeredAtMs: state.answeredAtMs ?? (isActive ? nowMs : null),
    emptySinceMs: count > 0 ? null : (state.emptySinceMs ?? nowMs),
  };
  return { state: next, happenings };
}

/** The last step: nobody takes part, nobody rings, and whoever was rung in vain has missed it. */
export function ends(
  state: CallState,
  reason: CallEndReason,
  nowMs: number,
  happenings: readonly CallHappening[] = [],
): CallStep {
  const parties = state.parties.map((party) => {
    if (party.state === 'joined' || party.state === 'waiting') return gone(party, 'left', nowMs);
    if (party.state !== 'invited' && party.state !== 'ringing') return party;
    return gone(party, party.ringUntilMs === null ? 'left' : 'missed', nowMs);
  });
  const missed = parties.filter((party, at) => party.state === 'missed' && state.parties[at]?.state !== 'missed');
  const last = { status: 'ended', endReason: reason, endedAtMs: nowMs, emptySinceMs: null } as const;
  return {
    state: { ...state, ...last, parties, version: state.version + 1 },
    happenings: [
      ...happenings,
      ...missed.map(({ id }): CallHappening => ({ kind: 'missed', participantId: id })),
      { kind: 'ended', participantId: null, reason },
    ],
  };
}
