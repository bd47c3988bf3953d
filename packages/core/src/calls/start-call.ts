import { AppError, type Call, type Person, type StartCall } from '@causerie/contracts';
import { requireSide } from '../policy.ts';
import { requireLinked, targetOf, type CallTarget, type CallTargetDeps, type Callee } from './call-target.ts';
import { requireOpen, windowOf, type CallWindowDeps } from './call-window.ts';
import type { CallDeps } from './caller.ts';
import { afterSave, changeCall, settleOthers } from './change-call.ts';
import { enterCall } from './enter-call.ts';
import { nextDueMs, settle } from './machine-time.ts';
import { busyCall, newCall, type NewCall } from './new-call.ts';
import type { CallState, CallStep } from './state.ts';
import { viewCall } from './view-call.ts';

/** What {@link startCall} needs. `codes` gives human codes as `formatCallCode` prints them. */
export interface StartCallDeps extends CallDeps, CallTargetDeps, CallWindowDeps {
  codes: { next(): string };
}

/** A call that was begun, or the one that lives already. */
export interface StartedCall {
  call: Call;
  created: boolean;
}

/** Others may begin or end a call of the same conversation while we do; so often we look again. */
const ATTEMPTS = 5;

/**
 * Begins a call: with the other person of a conversation, with a person, or, for professionals, a room for whoever is invited. A
 * conversation has one live call (CALL-1): who begins a second one answers or joins the first.
 * @throws AppError `not_found`, `conversation_closed`, `not_linked`, `wrong_side`, `conflict` (not available, outside the window of the
 * appointment, answered on another device, or the caller takes part elsewhere), `unavailable`.
 */
export async function startCall(deps: StartCallDeps, person: Person, input: StartCall): Promise<StartedCall> {
  const target = await targetOf(deps, person, input);
  const invited = await invitedBy(deps, person, input.invite);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const live = target.conversationId === null ? null : await deps.calls.liveIn(target.conversationId);
    const started =
      live === null
        ? await begin(deps, person, input, target, invited)
        : await settleOrEnter(deps, person, input, target, live);
    if (started !== null) return started;
  }
  throw new AppError('unavailable');
}

async function invitedBy(deps: StartCallDeps, person: Person, ids: readonly string[]): Promise<Callee[]> {
  if (ids.length > 0) requireSide(person, 'professional');
  const wanted = new Set(ids.map((id) => id.toLowerCase()));
  return Promise.all([...wanted].map((id) => requireLinked(deps, person, id)));
}

/** Null when somebody else began a call in this conversation meanwhile. */
async function begin(
  deps: StartCallDeps,
  person: Person,
  input: StartCall,
  target: CallTarget,
  invited: readonly Callee[],
): Promise<StartedCall | null> {
  const nowMs = deps.clock.nowMs();
  const closesAtMs = await requireMayCall(deps, person, target);
  const callees = [...(target.callee === null ? [] : [target.callee]), ...invited].map((one) => one.person);
  const plan: NewCall = {
    id: deps.ids.next(),
    conversationId: target.conversationId,
    kind: input.kind,
    mode: input.mode,
    topology: input.topology,
    title: input.title ?? null,
    code: deps.codes.next(),
    initiator: person,
    device: input.device ?? null,
    ring: [...new Map(callees.map((one) => [one.id, one])).values()],
    closesAtMs,
    nextId: () => deps.ids.next(),
  };
  if (input.mode === 'room' || !(await isBusy(deps, target, nowMs))) {
    return keep(deps, person, newCall(plan, nowMs), nowMs);
  }
  const isBusyMyself = await isElsewhere(deps, person.id, nowMs);
  // Whoever is busy with this very conversation is calling us: the two meet in that call.
  const glare = target.conversationId === null ? null : await deps.calls.liveIn(target.conversationId);
  if (glare !== null) return null;
  if (isBusyMyself) throw new AppError('conflict', 'you take part in another call');
  return keep(deps, person, busyCall(plan, nowMs), nowMs);
}

/**
 * Clients may call who is available, and about an appointment in its window (CALL-11). @returns the end of that window.
 * @throws AppError `conflict`.
 */
async function requireMayCall(
  deps: StartCallDeps,
  person: Person,
  { conversationId, callee }: CallTarget,
): Promise<number | null> {
  const window = conversationId === null ? null : await windowOf(deps, conversationId);
  requireOpen(window, person, deps.clock.nowMs());
  if (person.side === 'client' && callee?.available === false) {
    throw new AppError('conflict', 'this professional is not available');
  }
  return window?.closesAtMs ?? null;
}

async function keep(
  deps: StartCallDeps,
  person: Person,
  { state, happenings }: CallStep,
  nowMs: number,
): Promise<StartedCall | null> {
  let kept = await deps.calls.create(state, happenings);
  if (kept === 'busy') {
    await settleOthers(deps, [person.id], null, nowMs);
    kept = await deps.calls.create(state, happenings);
  }
  if (kept === 'busy') throw new AppError('conflict', 'you take part in another call');
  if (!kept.created) return null;
  await afterSave(deps, null, state, deps.clock.nowMs());
  return { call: viewCall(state, state.initiatorId), created: true };
}

async function isBusy(deps: StartCallDeps, { callee }: CallTarget, nowMs: number): Promise<boolean> {
  return callee !== null && isElsewhere(deps, callee.person.id, nowMs);
}

/** Whether somebody takes part in a call, other than one of which nobody is heard any more. */
async function isElsewhere(deps: StartCallDeps, personId: string, nowMs: number): Promise<boolean> {
  if (!(await deps.calls.isElsewhere(personId, null))) return false;
  await settleOthers(deps, [personId], null, nowMs);
  return deps.calls.isElsewhere(personId, null);
}

/** Null when the live call was over without anybody having noticed, or ended meanwhile. */
async function settleOrEnter(
  deps: StartCallDeps,
  person: Person,
  input: StartCall,
  target: CallTarget,
  live: CallState,
): Promise<StartedCall | null> {
  const nowMs = deps.clock.nowMs();
  const dueMs = nextDueMs(live);
  if (dueMs === null || dueMs <= nowMs) {
    await changeCall(deps, live.id, deps.clock.nowMs, settle);
    return null;
  }
  const mayCall = (): Promise<unknown> => requireMayCall(deps, person, target);
  const call = await enterCall(
    deps,
    { person, callee: target.callee?.person ?? null, device: input.device ?? null, mayCall },
    live,
  );
  return call === null ? null : { call, created: false };
}
