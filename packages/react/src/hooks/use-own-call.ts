import {
  type Call,
  type CallParticipant,
  type CallPhase,
  type Calls,
  type CallsState,
  type LinkState,
  myPart,
  type OwnCall,
  phaseOf,
} from '@causerie/client/calls';
import { useCallSurroundings } from '../components/calls/calls-provider.tsx';
import type { CallSurroundings } from '../components/calls/shared-calls.ts';
import { useObservable } from './use-observable.ts';

/** Somebody else who takes part, with what arrives of them. */
export interface Other {
  participant: CallParticipant;
  /** Null while nothing has arrived yet. */
  stream: MediaStream | null;
  /** The connection over which it comes; null until there is one. */
  link: LinkState | null;
}

/** My call as a screen shows it. */
export interface OwnCallView {
  calls: Calls;
  state: CallsState;
  own: OwnCall | null;
  /** Null before the first snapshot of it was heard. */
  call: Call | null;
  mine: CallParticipant | null;
  phase: CallPhase | null;
  /** Who takes part beside me, in the order in which they came. */
  others: readonly Other[];
  /** Who asks to be let in. */
  waiting: readonly CallParticipant[];
  /** I may let people in and send them away. */
  mayAdmit: boolean;
  /** I may end it for everybody, where that is not what hanging up does anyway. */
  mayEnd: boolean;
}

/** My call, as it is now. */
export function useOwnCall(): OwnCallView {
  const surroundings = useCallSurroundings();
  return ownCallOf(surroundings, useObservable(surroundings.calls));
}

/** My call, as it is in a state of the calls. */
export function ownCallOf({ calls, line }: CallSurroundings, state: CallsState): OwnCallView {
  const { own } = state;
  const me = line.whoAmI();
  const call = own === null ? null : (state.calls[own.callId] ?? null);
  const mine = call === null ? null : (myPart(call, me) ?? null);
  const isHost = call !== null && mine?.id === call.hostId;
  return {
    calls,
    state,
    own,
    call,
    mine,
    phase: phaseOf(state, me),
    others: own === null || call === null ? [] : othersIn(own, call, mine),
    waiting: call?.participants.filter((one) => one.state === 'waiting' && one.id !== mine?.id) ?? [],
    mayAdmit: mine?.state === 'joined' && (isHost || mine.role === 'professional'),
    mayEnd: isHost && call.mode === 'room',
  };
}

function othersIn(own: OwnCall, call: Call, mine: CallParticipant | null): Other[] {
  const forwarded = own.links[call.id] ?? null;
  return call.participants
    .filter(({ id, state }) => state === 'joined' && id !== mine?.id)
    .toSorted((a, b) => (a.joinedAt ?? '').localeCompare(b.joinedAt ?? ''))
    .map((participant) => {
      const link = own.links[participant.id] ?? forwarded;
      return { participant, link, stream: link?.streams[participant.id] ?? null };
    });
}
