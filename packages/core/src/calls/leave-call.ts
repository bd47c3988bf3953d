import type { Call } from '@causerie/contracts';
import type { CallDeps, Caller } from './caller.ts';
import { act } from './change-call.ts';

type LeaveCallDeps = Pick<CallDeps, 'calls' | 'timers' | 'announcer' | 'clock'>;

/** Refuses a ring, which ends a call between two. @throws AppError `not_found`, `conflict` (over, or the caller takes part). */
export async function declineCall(deps: LeaveCallDeps, caller: Caller, input: { callId: string }): Promise<Call> {
  return goodbye(deps, caller, input.callId, 'decline');
}

/**
 * Leaves: a call between two is over by it, and before the answer it is cancelled or declined. Who waits, waits no longer.
 * @throws AppError `not_found`, `conflict` (over).
 */
export async function leaveCall(deps: LeaveCallDeps, caller: Caller, input: { callId: string }): Promise<Call> {
  return goodbye(deps, caller, input.callId, 'leave');
}

/** Ends a call for everybody: either of two, or the host of a room. @throws AppError `not_found`, `forbidden`, `conflict` (over). */
export async function endCall(deps: LeaveCallDeps, caller: Caller, input: { callId: string }): Promise<Call> {
  return goodbye(deps, caller, input.callId, 'end');
}

async function goodbye(
  deps: LeaveCallDeps,
  caller: Caller,
  callId: string,
  type: 'decline' | 'leave' | 'end',
): Promise<Call> {
  const { call } = await act(deps, caller, callId, ({ id }) => ({ type, by: id }));
  return call;
}
