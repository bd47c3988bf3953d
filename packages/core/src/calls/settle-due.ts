import { AppError, RING_TIMEOUT_MS } from '@causerie/contracts';
import { notify } from '../notifications/notify.ts';
import type { Notifications } from '../notifications/ports.ts';
import type { CallDeps } from './caller.ts';
import { changeCall, RING_AGAIN_MS } from './change-call.ts';
import { nextDueMs, settle } from './machine-time.ts';
import type { CallState, Party } from './state.ts';
import { incomingFor, tell } from './tell-call.ts';
import { mayRing } from './transition.ts';

/** What {@link settleDue} needs. */
export type SettleDueDeps = Pick<CallDeps, 'calls' | 'timers' | 'announcer' | 'clock' | 'ids'> & {
  notifications: Pick<Notifications, 'add'>;
};

/**
 * Carries out what time alone does to a call: rings that are over, people who are lost, empty rooms and ends (CALL-4, CALL-6). Rings again where
 * no device has asked yet, also on devices that have to be woken, and notifies once of what was missed. For every kind of timer and for the sweep;
 * it may run at any time, late, and twice. @throws AppError `unavailable`; whoever runs it tries again.
 */
export async function settleDue(deps: SettleDueDeps, callId: string, nowMs: number): Promise<void> {
  const settled = await changeCall(deps, callId, () => nowMs, settle).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') return null;
    throw error;
  });
  if (settled === null) return;
  const { state, happenings } = settled;
  // Reading may have taken a while: nobody is called after the end of their ring.
  await ringAgain(deps, state, Math.max(nowMs, deps.clock.nowMs()));
  const isOver = state.status === 'ended';
  const missedNow = new Set(happenings.filter(({ kind }) => kind === 'missed').map((one) => one.participantId));
  // At the end of a call everybody who missed it is told, in case whoever ended their ring was not able to; nobody is told twice.
  await notifyMissed(deps, state, ({ id, state: at }) => at === 'missed' && (isOver || missedNow.has(id)));
  const dueMs = nextDueMs(state);
  if (dueMs !== null) await deps.timers.at(callId, dueMs, 'due').catch(() => undefined);
}

/** Nobody may have heard of a ring that no device has asked about: it is announced again, and devices that sleep are pushed to. */
async function ringAgain(deps: SettleDueDeps, state: CallState, nowMs: number): Promise<void> {
  const unheard = state.parties.filter(
    (party) => party.state === 'invited' && mayRing(party, nowMs) && nowMs >= rangSinceMs(party) + RING_AGAIN_MS,
  );
  if (unheard.length === 0) return;
  await tell(deps.announcer, incomingFor(state, unheard));
  await deps.timers.at(state.id, nowMs + RING_AGAIN_MS, 'ring-again').catch(() => undefined);
  for (const { person, ringUntilMs } of unheard) {
    if (person === null) continue;
    const dedupeKey = `call:${state.id}:ring:${ringUntilMs ?? 0}`;
    await notify(deps, { personId: person.id, kind: 'call', dedupeKey, ...about(state) });
  }
}

async function notifyMissed(deps: SettleDueDeps, state: CallState, isMissed: (party: Party) => boolean): Promise<void> {
  for (const { person } of state.parties.filter(isMissed)) {
    if (person === null) continue;
    const dedupeKey = `call:${state.id}:missed`;
    await notify(deps, { personId: person.id, kind: 'missed-call', dedupeKey, ...about(state) });
  }
}

function about({ id, conversationId }: CallState) {
  return { detail: { callId: id }, ...(conversationId === null ? {} : { conversationId }) };
}

function rangSinceMs({ ringUntilMs }: Party): number {
  return (ringUntilMs ?? 0) - RING_TIMEOUT_MS;
}
