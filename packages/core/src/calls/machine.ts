import { AppError, type CallMedia, type Person } from '@causerie/contracts';
import { admit, askIn, invite, remove } from './machine-room.ts';
import { settle } from './machine-time.ts';
import type { CallHappening, CallState, CallStep, Party } from './state.ts';
import {
  ends,
  goesOn,
  gone,
  hasGivenUp,
  joined,
  joinedCount,
  mayRing,
  partyIn,
  replaced,
  unchanged,
} from './transition.ts';

/** Most people who take part at once. In a mesh everybody sends to everybody, which a telephone bears for so many. */
const SEATS = { mesh: 4, sfu: 12 } as const;

/** What can be done to a call; `by` and `participantId` name participants. */
export type CallAction =
  | { type: 'ring' | 'attach'; by: string; device: string }
  | { type: 'join'; by: string; device: string | null; takeOver: boolean; media?: CallMedia | undefined }
  | { type: 'decline' | 'leave' | 'end'; by: string }
  | { type: 'media'; by: string; media: CallMedia }
  /** Rings somebody; `id` is theirs if they are new. */
  | { type: 'invite'; by: string; id: string; person: Person }
  /** Somebody comes by code or link; who is not `known` waits. */
  | { type: 'ask-in'; id: string; person: Person | null; guestName: string | null; known: boolean }
  | { type: 'admit' | 'remove'; by: string; participantId: string }
  /** Nobody does anything, but time passes. */
  | { type: 'settle' };

/**
 * One step of the one state machine of calls, whichever way it was asked for. Pure: the same state, action and moment give the same step.
 * A call that is over, or past its end, changes no more (CALL-12).
 * @throws AppError `conflict` (it is over, full, answered on another device, or no longer rings), `forbidden` (who may not do this),
 * `not_found` (there is no such participant).
 */
export function stepCall(state: CallState, action: CallAction, nowMs: number): CallStep {
  if (action.type === 'settle') return settle(state, nowMs);
  if (state.status === 'ended' || nowMs >= state.expiresAtMs) {
    if (action.type === 'ring') return unchanged(state);
    throw new AppError('conflict', 'the call has ended');
  }
  switch (action.type) {
    case 'ring':
      return ring(state, partyIn(state, action.by), action.device, nowMs);
    case 'join':
      return join(state, partyIn(state, action.by), action, nowMs);
    case 'attach':
      return attach(state, partyIn(state, action.by), action.device, nowMs);
    case 'decline':
      return decline(state, partyIn(state, action.by), nowMs);
    case 'leave':
      return leave(state, partyIn(state, action.by), nowMs);
    case 'end':
      return end(state, partyIn(state, action.by), nowMs);
    case 'media':
      return setMedia(state, partyIn(state, action.by), action.media, nowMs);
    case 'invite':
      return invite(state, action, nowMs);
    case 'ask-in':
      return askIn(state, action, nowMs);
    case 'admit':
      return admit(state, action, nowMs);
    case 'remove':
      return remove(state, action, nowMs);
  }
}

function ring(state: CallState, me: Party, device: string, nowMs: number): CallStep {
  if (me.state !== 'invited' || !mayRing(me, nowMs)) return unchanged(state);
  const happening: CallHappening = { kind: 'rang', participantId: me.id, device };
  return goesOn(state, replaced(state, { ...me, state: 'ringing' }), [happening], nowMs);
}

function join(
  state: CallState,
  me: Party,
  { device, takeOver, media }: { device: string | null; takeOver: boolean; media?: CallMedia | undefined },
  nowMs: number,
): CallStep {
  requireOwnDevice(state, me, device);
  if (me.state === 'joined') return resume(state, me, device, takeOver, media ?? me.media, nowMs);
  requireMayJoin(state, me, nowMs);
  if (joinedCount(state) >= SEATS[state.topology]) throw new AppError('conflict', 'the call is full');
  const happening: CallHappening = { kind: 'joined', participantId: me.id, device: device ?? undefined };
  const sends = media ?? { audio: true, video: state.kind === 'video', screen: false };
  return goesOn(state, replaced(state, joined(me, device, sends, nowMs)), [happening], nowMs);
}

/** Somebody who takes part joins again: on the same device that says nothing new, on another one it is too late (CALL-2). */
function resume(
  state: CallState,
  me: Party,
  device: string | null,
  takeOver: boolean,
  media: CallMedia,
  nowMs: number,
): CallStep {
  if (device !== null && device !== me.device) {
    if (me.device !== null && !takeOver) throw new AppError('conflict', 'another device of yours takes part');
    return moved(state, me, device, media, nowMs);
  }
  return setMedia(state, me, media, nowMs);
}

function moved(state: CallState, me: Party, device: string, media: CallMedia, nowMs: number): CallStep {
  const part = { ...joined(me, device, media, nowMs), joinedAtMs: me.joinedAtMs };
  return goesOn(state, replaced(state, part), [{ kind: 'took-over', participantId: me.id, device }], nowMs);
}

function attach(state: CallState, me: Party, device: string, nowMs: number): CallStep {
  if (me.state !== 'joined' || me.device === device) return unchanged(state);
  requireOwnDevice(state, me, device);
  if (me.device !== null) throw new AppError('conflict', 'another device of yours takes part');
  return moved(state, me, device, me.media, nowMs);
}

/** One device is one end of a connection: two people cannot share it. */
function requireOwnDevice({ parties }: CallState, me: Party, device: string | null): void {
  const isTaken = device !== null && parties.some((other) => other.id !== me.id && other.device === device);
  if (isTaken) throw new AppError('conflict', 'this device takes part for somebody else');
}

function requireMayJoin({ mode }: CallState, me: Party, nowMs: number): void {
  if (me.state === 'waiting') throw new AppError('forbidden', 'a professional in the call lets you in');
  if (hasGivenUp(me)) throw new AppError('forbidden', 'ask in again');
  if (me.state === 'removed') throw new AppError('not_found');
  if (mode === 'ring' && !mayRing(me, nowMs)) throw new AppError('conflict', 'the call no longer rings for you');
}

function decline(state: CallState, me: Party, nowMs: number): CallStep {
  if (me.state === 'joined') throw new AppError('conflict', 'you take part: leave instead');
  if (me.state !== 'invited' && me.state !== 'ringing') return unchanged(state);
  const parties = replaced(state, gone(me, 'declined', nowMs));
  const happenings: CallHappening[] = [{ kind: 'declined', participantId: me.id }];
  if (state.mode === 'ring') return ends({ ...state, parties }, 'declined', nowMs, happenings);
  return goesOn(state, parties, happenings, nowMs);
}

function leave(state: CallState, me: Party, nowMs: number): CallStep {
  if (me.state === 'invited' || me.state === 'ringing') return decline(state, me, nowMs);
  if (me.state !== 'joined' && me.state !== 'waiting') return unchanged(state);
  const parties = replaced(state, gone(me, 'left', nowMs));
  const happenings: CallHappening[] = [{ kind: 'left', participantId: me.id }];
  if (state.mode === 'room') return goesOn(state, parties, happenings, nowMs);
  const reason = state.answeredAtMs === null ? 'cancelled' : 'completed';
  return ends({ ...state, parties }, reason, nowMs, happenings);
}

function end(state: CallState, me: Party, nowMs: number): CallStep {
  if (state.mode === 'ring') return leave(state, me, nowMs);
  if (me.id !== state.hostId) throw new AppError('forbidden', 'only the host ends this call for everybody');
  return ends(state, state.answeredAtMs === null ? 'cancelled' : 'completed', nowMs);
}

function setMedia(state: CallState, me: Party, media: CallMedia, nowMs: number): CallStep {
  if (me.state !== 'joined') throw new AppError('conflict', 'you do not take part');
  const { audio, video, screen } = me.media;
  if (audio === media.audio && video === media.video && screen === media.screen) return unchanged(state);
  return goesOn(state, replaced(state, { ...me, media }), [{ kind: 'media', participantId: me.id }], nowMs);
}
