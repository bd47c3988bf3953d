import { AppError, type Call, type Person } from '@causerie/contracts';
import { partOf, type CallDeps } from './caller.ts';
import { act } from './change-call.ts';
import type { CallState, Party } from './state.ts';
import { mayRing } from './transition.ts';
import { viewCall } from './view-call.ts';

type EnterCallDeps = Pick<CallDeps, 'calls' | 'timers' | 'announcer' | 'clock' | 'ids'>;

/** Somebody who calls where a call lives already. `mayCall` throws `conflict` when they may not ring the other now. */
export interface Entering {
  person: Person;
  callee: Person | null;
  device: string | null;
  mayCall(): Promise<unknown>;
}

/**
 * Enters the live call of a conversation instead of beginning one: who rings answers (CALL-1), who takes part gets it as it is, and in a
 * room the other person is rung again when they are not there. @returns null when it ended meanwhile.
 * @throws AppError `conflict` (sent away, or taking part elsewhere).
 */
export async function enterCall(deps: EnterCallDeps, entering: Entering, live: CallState): Promise<Call | null> {
  const me = live.parties.find((party) => party.person?.id === entering.person.id);
  if (me === undefined || me.state === 'removed') throw new AppError('conflict', 'a call goes on without you');
  const entered =
    me.state === 'joined' ? { state: live, call: viewCall(live, me.id) } : await join(deps, entering, live);
  if (entered === null || entered.state.mode === 'ring') return entered?.call ?? null;
  return ringAgain(deps, entering, entered);
}

/** A call that somebody takes part in. */
interface Entered {
  state: CallState;
  call: Call;
}

async function join(deps: EnterCallDeps, { person, device }: Entering, { id }: CallState): Promise<Entered | null> {
  const caller = { person };
  return act(deps, caller, id, (me) => ({ type: 'join', by: me.id, device, takeOver: false })).catch(
    async (error: unknown) => {
      const fresh = await stillLive(deps, id, error);
      const mine = fresh === null ? null : partOf(fresh, caller);
      // Another device of theirs may have been faster.
      if (fresh === null || mine === null) return null;
      if (mine.state !== 'joined') throw error;
      return { state: fresh, call: viewCall(fresh, mine.id) };
    },
  );
}

/** Rings the other person of a room again who is not there, as far as the caller may. */
async function ringAgain(
  deps: EnterCallDeps,
  { person, callee, mayCall }: Entering,
  { state, call }: Entered,
): Promise<Call | null> {
  const other = state.parties.find((party) => party.person?.id === callee?.id);
  if (callee === null || isThere(other, deps.clock.nowMs())) return call;
  try {
    await mayCall();
    const id = deps.ids.next();
    return (await act(deps, { person }, state.id, (me) => ({ type: 'invite', by: me.id, id, person: callee }))).call;
  } catch (error) {
    return (await stillLive(deps, state.id, error)) === null ? null : call;
  }
}

/** The call after a conflict; null when that was because it ended. Throws what is no conflict. */
async function stillLive({ calls }: EnterCallDeps, callId: string, error: unknown): Promise<CallState | null> {
  if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
  const fresh = await calls.find(callId);
  return fresh === null || fresh.status === 'ended' ? null : fresh;
}

function isThere(party: Party | undefined, nowMs: number): boolean {
  return party !== undefined && (party.state === 'joined' || party.state === 'removed' || mayRing(party, nowMs));
}
