import { AppError, type Call, type Person } from '@causerie/contracts';
import { partOf, type CallDeps } from './caller.ts';
import { act } from './change-call.ts';
import type { CallState, Party } from './state.ts';
import { mayRing } from './transition.ts';
import { viewCall } from './view-call.ts';

type EnterCallDeps = Pick<CallDeps, 'calls' | 'timers' | 'announcer' | 'clock' | 'ids'>;

/** Somebody who calls where a call lives already. `mayCall` throws when they may not ring the other now. */
export interface Entering {
  person: Person;
  callee: Person | null;
  device: string | null;
  mayCall(): Promise<unknown>;
}

/**
 * Enters the live call of a conversation instead of beginning one: who rings answers (CALL-1), who takes part gets it as it is, and in a
 * room the other person is rung again when they are not there. @returns null when it ended meanwhile.
 * @throws AppError `conflict` (sent away, or taking part elsewhere), and what `mayCall` throws.
 */
export async function enterCall(deps: EnterCallDeps, entering: Entering, live: CallState): Promise<Call | null> {
  const { person, device } = entering;
  const caller = { person };
  const me = live.parties.find((party) => party.person?.id === person.id);
  if (me === undefined || me.state === 'removed') throw new AppError('conflict', 'a call goes on without you');
  try {
    const now =
      me.state === 'joined'
        ? { state: live, call: viewCall(live, me.id) }
        : await act(deps, caller, live.id, ({ id }) => ({ type: 'join', by: id, device, takeOver: false }));
    return await ringAgain(deps, entering, now);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
    const fresh = await deps.calls.find(live.id);
    if (fresh === null || fresh.status === 'ended') return null;
    const mine = partOf(fresh, caller);
    // Another device of theirs was faster.
    if (me.state !== 'joined' && mine.state === 'joined') return viewCall(fresh, mine.id);
    throw error;
  }
}

async function ringAgain(
  deps: EnterCallDeps,
  { person, callee, mayCall }: Entering,
  now: { state: CallState; call: Call },
): Promise<Call> {
  const other = now.state.parties.find((party) => party.person?.id === callee?.id);
  if (callee === null || now.state.mode !== 'room' || isThere(other, deps.clock.nowMs())) return now.call;
  await mayCall();
  const id = deps.ids.next();
  const rung = await act(deps, { person }, now.state.id, (me) => ({ type: 'invite', by: me.id, id, person: callee }));
  return rung.call;
}

function isThere(party: Party | undefined, nowMs: number): boolean {
  return party !== undefined && (party.state === 'joined' || party.state === 'removed' || mayRing(party, nowMs));
}
