import { AppError, FORWARDING_AUDIENCE, type Announcement, type Person, type Signal } from '@causerie/contracts';
import { partOf, type CallDeps, type Caller } from './caller.ts';
import { act } from './change-call.ts';
import type { CallState, Party } from './state.ts';
import { listenerOf } from './tell-call.ts';

/** Input of {@link relaySignal}. */
export interface RelaySignalInput {
  callId: string;
  /** A participant, the call's own id for the forwarding server, or a person by their subject; null names the only other one. */
  to: { participantId: string } | { subject: string | null };
  signal: Signal;
  /** Who the payload says it is from: a subject. */
  claimedFrom?: string | undefined;
  /** For wires without an event for answering: a sender who is rung takes part by it. */
  joins?: boolean | undefined;
  /** The device that speaks, where the wire knows it. */
  device?: string | null | undefined;
}

/**
 * Passes a signal of somebody who takes part to one other participant (CALL-5). Doors hand over the signals of one sender one after another.
 * Nothing is kept: whoever was not told to repeat it was told that it left.
 * @throws AppError `not_found` (no such call or addressee), `conflict` (over, or one of the two does not take part, or on another device),
 * `identity_mismatch` (ID-7), `unavailable`, and those of joining.
 */
export async function relaySignal(
  deps: Pick<CallDeps, 'calls' | 'timers' | 'announcer' | 'clock'>,
  caller: Caller,
  input: RelaySignalInput,
): Promise<void> {
  const { device = null, claimedFrom } = input;
  const kept = await deps.calls.find(input.callId.toLowerCase());
  if (kept === null) throw new AppError('not_found');
  const part = partOf(kept, caller);
  if (claimedFrom !== undefined && claimedFrom !== part.person?.subject) throw new AppError('identity_mismatch');
  requireLive(kept, deps.clock.nowMs());
  const joins = input.joins === true && (part.state === 'invited' || part.state === 'ringing');
  const { state, me } = joins
    ? await act(deps, caller, kept.id, ({ id }) => ({ type: 'join', by: id, device, takeOver: false }))
    : { state: kept, me: part };
  requireSpeaks(me, device);
  const announcement = announcementOf(state, me, addresseeOf(state, me, input.to), input.signal);
  await deps.announcer.announce([announcement]).catch((cause: unknown) => {
    throw new AppError('unavailable', undefined, { cause });
  });
}

function requireLive({ status, expiresAtMs }: CallState, nowMs: number): void {
  if (status === 'ended' || nowMs >= expiresAtMs) throw new AppError('conflict', 'the call has ended');
}

function requireSpeaks(me: Party, device: string | null): void {
  if (me.state !== 'joined') throw new AppError('conflict', 'you do not take part');
  // A connection that has not said which device it is speaks for none.
  if (me.device !== null && device !== me.device) {
    throw new AppError('conflict', 'another device of yours takes part');
  }
}

/** Null for the forwarding server. */
function addresseeOf(state: CallState, me: Party, to: RelaySignalInput['to']): Party | null {
  if ('participantId' in to && to.participantId.toLowerCase() === state.id) {
    if (state.topology !== 'sfu') throw new AppError('not_found');
    return null;
  }
  const party = 'participantId' in to ? byId(state, to.participantId) : bySubject(state, me, to.subject);
  if (party === undefined || party.id === me.id) throw new AppError('not_found');
  if (!hears(party)) throw new AppError('conflict', 'the other one does not take part');
  return party;
}

function byId({ parties }: CallState, participantId: string): Party | undefined {
  return parties.find(({ id }) => id === participantId.toLowerCase());
}

/** The same subject may name two people, one on each side: the one opposite is meant. */
function bySubject({ parties }: CallState, me: Party, subject: string | null): Party | undefined {
  const others = parties.filter(({ id, person }) => id !== me.id && person !== null);
  if (subject !== null) {
    const named = others.filter(({ person }) => person?.subject === subject);
    return named.find(({ role }) => role !== me.role) ?? named[0];
  }
  const listening = others.filter(hears);
  return listening.length === 1 ? listening[0] : undefined;
}

function hears({ state }: Party): boolean {
  return state === 'invited' || state === 'ringing' || state === 'joined';
}

function announcementOf({ id, parties }: CallState, me: Party, to: Party | null, signal: Signal): Announcement {
  // Guests learn of nobody who they are beyond their names (CALL-8), so an event that one of them hears names no people.
  const namesPeople = to?.person !== null || to === null;
  const person = (party: Party | null): Person | null => (namesPeople ? (party?.person ?? null) : null);
  return {
    audience: [to === null ? FORWARDING_AUDIENCE : listenerOf(to)],
    event: {
      type: 'call.signal',
      callId: id,
      to: to?.id ?? id,
      toDevice: to?.device ?? null,
      from: { participantId: me.id, device: me.device },
      fromPerson: person(parties.find((party) => party.id === me.id) ?? null),
      toPerson: person(to),
      signal,
    },
  };
}
