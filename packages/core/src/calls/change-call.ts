import { AppError, type Call } from '@causerie/contracts';
import type { Clock } from '../ports.ts';
import { partOf, type CallDeps, type Caller } from './caller.ts';
import { nextDueMs, settle } from './machine-time.ts';
import { stepCall, type CallAction } from './machine.ts';
import type { CallHappening, CallState, CallStep, Party } from './state.ts';
import { announcementsOf, tell } from './tell-call.ts';
import { mayRing } from './transition.ts';
import { viewCall } from './view-call.ts';

/** A ring that no device has acknowledged is repeated after so long, in milliseconds. */
export const RING_AGAIN_MS = 3000;
/** Others may change the call while we do; so often we look again. */
const ATTEMPTS = 10;

/** What every change of a call needs. */
export type ChangeCallDeps = Pick<CallDeps, 'calls' | 'timers' | 'announcer'>;

/** What a change did. */
interface Changed {
  state: CallState;
  happenings: readonly CallHappening[];
}

/**
 * Load, decide, save if nobody was faster, tell. `decide` is asked again with what the call has become when somebody was.
 * @throws AppError what `decide` throws, `not_found` (no such call), `conflict` (somebody in it takes part in another one, CALL-7),
 * `unavailable` (others were faster each time).
 */
export async function changeCall(
  deps: ChangeCallDeps,
  callId: string,
  now: Clock['nowMs'],
  decide: (state: CallState, nowMs: number) => CallStep,
): Promise<Changed> {
  let hasSettledOthers = false;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = await deps.calls.find(callId);
    if (before === null) throw new AppError('not_found');
    // Whoever waited for the database decides by the time that it is now.
    const nowMs = now();
    const step = decide(before, nowMs);
    if (step.happenings.length === 0) return step;
    const saved = await deps.calls.save(step.state, before.version, step.happenings);
    if (saved === 'saved') {
      await afterSave(deps, before, step.state, now());
      return step;
    }
    if (saved === 'stale') continue;
    if (hasSettledOthers) throw new AppError('conflict', 'you take part in another call');
    hasSettledOthers = true;
    await settleOthers(deps, joinedPeople(step.state), callId, nowMs);
  }
  throw new AppError('unavailable');
}

/** Carries out an action of the caller, and gives the call as they may see it. @throws AppError as {@link changeCall} and the machine do. */
export async function act(
  deps: ChangeCallDeps & Pick<CallDeps, 'clock'>,
  caller: Caller,
  callId: string,
  actionOf: (me: Party) => CallAction,
): Promise<{ state: CallState; me: Party; call: Call }> {
  const { state } = await changeCall(deps, callId.toLowerCase(), deps.clock.nowMs, (now, nowMs) =>
    stepCall(now, actionOf(partOf(now, caller)), nowMs),
  );
  const me = partOf(state, caller);
  return { state, me, call: viewCall(state, me.id) };
}

/**
 * Settles what is due in other calls of these people, so that a call of which nobody is heard any more does not keep them from this one.
 */
export async function settleOthers(
  deps: ChangeCallDeps,
  personIds: readonly string[],
  exceptCallId: string | null,
  nowMs: number,
): Promise<void> {
  for (const personId of personIds) {
    for (const other of await deps.calls.liveOf(personId)) {
      const dueMs = nextDueMs(other);
      if (other.id === exceptCallId || dueMs === null || dueMs > nowMs) continue;
      await changeCall(deps, other.id, () => nowMs, settle);
    }
  }
}

/** Tells of a step that was saved and sees to it that somebody looks again when something is due. `before` is null for a new call. */
export async function afterSave(
  { timers, announcer }: Pick<CallDeps, 'timers' | 'announcer'>,
  before: CallState | null,
  after: CallState,
  nowMs: number,
): Promise<void> {
  await tell(announcer, announcementsOf(before, after, nowMs));
  // The sweep finds what a lost timer would have found.
  const at = async (dueMs: number, what: 'due' | 'ring-again'): Promise<void> =>
    timers.at(after.id, dueMs, what).catch(() => undefined);
  const dueMs = nextDueMs(after);
  if (dueMs !== null && (before === null || dueMs !== nextDueMs(before))) await at(dueMs, 'due');
  // Who missed it is notified by whoever settles the call, also when it was this step that ended the ring.
  if (after.parties.some(({ id, state }) => state === 'missed' && partyOf(before, id)?.state !== 'missed')) {
    await at(nowMs, 'due');
  }
  const isNewRing = (party: Party): boolean =>
    mayRing(party, nowMs) && partyOf(before, party.id)?.ringUntilMs !== party.ringUntilMs;
  if (after.parties.some(isNewRing)) await at(nowMs + RING_AGAIN_MS, 'ring-again');
}

function partyOf(state: CallState | null, id: string): Party | undefined {
  return state?.parties.find((party) => party.id === id);
}

function joinedPeople({ parties }: CallState): string[] {
  return parties.flatMap(({ state, person }) => (state === 'joined' && person !== null ? [person.id] : []));
}
