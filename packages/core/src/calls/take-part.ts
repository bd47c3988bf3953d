import { CALL_LEASE_MS, type Call, type CallMedia, type RingAnswer } from '@causerie/contracts';
import type { CallDeps, Caller } from './caller.ts';
import { act } from './change-call.ts';
import type { Party } from './state.ts';
import { mayRing } from './transition.ts';

/** What taking part needs. */
export type TakePartDeps = Pick<CallDeps, 'calls' | 'timers' | 'announcer' | 'clock'>;

/** Input of {@link joinCall}; `device` is null on wires that know no devices: the first that attaches has the part. */
export interface JoinCallInput {
  callId: string;
  device: string | null;
  takeOver?: boolean | undefined;
  media?: CallMedia | undefined;
}

/**
 * Asks whether a device may ring for a call, and until when (CALL-3). That it asked shows the caller that it rings.
 * It may not once the call is over or answered, whatever it heard before. @throws AppError `not_found`.
 */
export async function ringCall(
  deps: TakePartDeps,
  caller: Caller,
  { callId, device }: { callId: string; device: string },
): Promise<RingAnswer> {
  const { me } = await act(deps, caller, callId, ({ id }) => ({ type: 'ring', by: id, device }));
  const ring = mayRing(me, deps.clock.nowMs());
  return { ring, ringUntil: ring && me.ringUntilMs !== null ? new Date(me.ringUntilMs).toISOString() : null };
}

/**
 * Answers a call, joins a room, or comes back. The first device has the part (CALL-2) unless another takes it over.
 * @throws AppError `not_found`, `forbidden` (not let in yet), `conflict` (over, full, answered on another device, the ring is over, or the
 * person takes part in another call).
 */
export async function joinCall(deps: TakePartDeps, caller: Caller, input: JoinCallInput): Promise<Call> {
  const { device, takeOver = false, media } = input;
  const joined = await act(deps, caller, input.callId, ({ id }) => ({
    type: 'join',
    by: id,
    device,
    takeOver,
    media,
  }));
  await keepAlive(deps, joined.me);
  return joined.call;
}

/**
 * Says that a connection serves this device of the caller: their lease is renewed, and a part without a device gets this one. Who does not
 * take part sees the call. @throws AppError `not_found`, `conflict` (over, or another device takes part).
 */
export async function attachCall(
  deps: TakePartDeps,
  caller: Caller,
  { callId, device }: { callId: string; device: string },
): Promise<Call> {
  const attached = await act(deps, caller, callId, ({ id }) => ({ type: 'attach', by: id, device }));
  await keepAlive(deps, attached.me);
  return attached.call;
}

/** Says what the caller sends now. @throws AppError `not_found`, `conflict` (over, or they do not take part). */
export async function setCallMedia(
  deps: TakePartDeps,
  caller: Caller,
  { callId, media }: { callId: string; media: CallMedia },
): Promise<Call> {
  const { call } = await act(deps, caller, callId, ({ id }) => ({ type: 'media', by: id, media }));
  return call;
}

/** A step that changed nothing else renewed no lease either. */
async function keepAlive({ calls, clock }: TakePartDeps, { id, state }: Party): Promise<void> {
  if (state === 'joined') await calls.renew([id], clock.nowMs() + CALL_LEASE_MS);
}
