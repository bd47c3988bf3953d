import { AppError, type Call } from '@causerie/contracts';
import { partOf, type CallDeps, type Caller } from './caller.ts';
import { viewCall } from './view-call.ts';

/** Calls of the caller that have not ended, as they may see them: what a new connection asks first. */
export async function listLiveCalls({ calls }: Pick<CallDeps, 'calls'>, caller: Caller): Promise<Call[]> {
  if ('person' in caller) {
    const states = await calls.liveOf(caller.person.id);
    return states.map((state) => viewCall(state, partOf(state, caller).id));
  }
  const state = await calls.find(caller.guest.callId);
  if (state === null || state.status === 'ended') return [];
  const party = state.parties.find(({ id }) => id === caller.guest.participantId);
  return party === undefined || party.state === 'removed' ? [] : [viewCall(state, party.id)];
}

/** One call, live or over, as the caller may see it. @throws AppError `not_found`. */
export async function getCall({ calls }: Pick<CallDeps, 'calls'>, caller: Caller, callId: string): Promise<Call> {
  const state = await calls.find(callId.toLowerCase());
  if (state === null) throw new AppError('not_found');
  return viewCall(state, partOf(state, caller).id);
}
