import type { Call, CallEndReason, CallParticipant } from '@causerie/contracts';
import type { Ladder } from './ladder.ts';
import type { MediaState } from './media-state.ts';
import type { LinkView } from './link.ts';
import type { LineQuality } from './quality.ts';
import type { CallLine } from './transport.ts';

/** A connection of my call with how good it is; the score goes from 1 to 5, null before it was measured. */
export interface LinkState extends LinkView {
  quality: LineQuality | null;
  score: number | null;
}

/** The call in which this device takes part, or asks to. */
export interface OwnCall {
  callId: string;
  media: MediaState;
  /** By participant; under the call's own id where the server forwards. */
  links: Readonly<Record<string, LinkState>>;
  ladder: Ladder;
  /** From answering to the first picture or sound, in milliseconds; null until there is one. */
  setupMs: number | null;
}

/**
 * Why this device is not in a call any more: the call's own reason, or only my part is over: I `left`, somebody `removed` me,
 * I went on with another device (`moved`), or the call is not there for me any more (`gone`).
 */
export type OverReason = CallEndReason | 'left' | 'removed' | 'moved' | 'gone';

/** Everything an interface shows of calls. Immutable, like the state of the messenger. */
export interface CallsState {
  /** Whether signals pass at the moment. Sound and pictures do not depend on it. */
  signaling: boolean;
  /** Calls that have not ended, in the newest version that was heard of. */
  calls: Readonly<Record<string, Call>>;
  /** Highest version of calls that are not held any more: what is older than that never comes back. */
  forgotten: Readonly<Record<string, number>>;
  /** Calls for which this device sounds, and until when (milliseconds since the epoch). */
  rings: Readonly<Record<string, number>>;
  own: OwnCall | null;
  /** The last call that was over for this device. */
  over: { callId: string; reason: OverReason; call: Call | null } | null;
  /** The last call that was heard to have ended, whether or not this device took part: one that was missed, for example. */
  lastEnded: Call | null;
}

/** Before anything was heard. */
export const noCalls: CallsState = {
  signaling: false,
  calls: {},
  forgotten: {},
  rings: {},
  own: null,
  over: null,
  lastEnded: null,
};

/** My own part of a call. */
export function myPart(call: Call, me: ReturnType<CallLine['whoAmI']>): CallParticipant | undefined {
  if (me === null) return undefined;
  return call.participants.find((one) =>
    'personId' in me ? one.person?.id === me.personId : one.id === me.participantId,
  );
}

/** Calls that somebody began and that I have not answered. Those in {@link CallsState.rings} sound in this tab. */
export function incomingCalls({ calls, own }: CallsState, me: ReturnType<CallLine['whoAmI']>): Call[] {
  return Object.values(calls).filter((call) => {
    const mine = myPart(call, me);
    return (
      call.id !== own?.callId && (mine?.state === 'invited' || mine?.state === 'ringing') && mine.ringUntil !== null
    );
  });
}

/** Where my call stands, in one word for a screen. */
export type CallPhase = 'starting' | 'waiting' | 'calling' | 'alone' | 'connecting' | 'connected' | 'interrupted';

/** The phase of my call; null without one. */
export function phaseOf({ own, calls }: CallsState, me: ReturnType<CallLine['whoAmI']>): CallPhase | null {
  if (own === null) return null;
  const call = calls[own.callId];
  const mine = call === undefined ? undefined : myPart(call, me);
  if (call === undefined || mine === undefined || mine.state === 'invited' || mine.state === 'ringing')
    return 'starting';
  if (mine.state === 'waiting') return 'waiting';
  const states = Object.values(own.links).map(({ state }) => state);
  if (states.includes('connected')) return 'connected';
  if (states.includes('interrupted')) return 'interrupted';
  if (states.length > 0) return 'connecting';
  const rung = call.participants.some(
    ({ id, state }) => id !== mine.id && (state === 'invited' || state === 'ringing'),
  );
  return rung ? 'calling' : 'alone';
}
