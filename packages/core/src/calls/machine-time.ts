import { ROOM_EMPTY_MS } from '@causerie/contracts';
import type { CallHappening, CallState, CallStep, Party } from './state.ts';
import { ends, goesOn, gone, unchanged } from './transition.ts';

/** Whether nothing was heard for too long of somebody who takes part (CALL-6). */
function isLost({ state, leaseUntilMs }: Party, nowMs: number): boolean {
  return state === 'joined' && leaseUntilMs !== null && leaseUntilMs <= nowMs;
}

/** Whether somebody was rung for long enough (CALL-4). */
function isOver({ ringUntilMs }: Party, nowMs: number): boolean {
  return ringUntilMs !== null && ringUntilMs <= nowMs;
}

/** What has become of a call by that moment although nobody did anything. Idempotent; it may come at any time, and late. */
export function settle(state: CallState, nowMs: number): CallStep {
  if (state.status === 'ended') return unchanged(state);
  if (nowMs >= state.expiresAtMs) return ends(state, state.answeredAtMs === null ? 'expired' : 'completed', nowMs);
  return state.mode === 'ring' ? settleRing(state, nowMs) : settleRoom(state, nowMs);
}

function settleRing(state: CallState, nowMs: number): CallStep {
  // A ring has an end only before the answer.
  if (state.parties.some((party) => isOver(party, nowMs))) return ends(state, 'missed', nowMs);
  const lost = state.parties.filter((party) => isLost(party, nowMs));
  if (lost.length === 0) return unchanged(state);
  const happenings = lost.map(({ id }): CallHappening => ({ kind: 'lost', participantId: id }));
  return ends(state, state.answeredAtMs === null ? 'cancelled' : 'failed', nowMs, happenings);
}

function settleRoom(state: CallState, nowMs: number): CallStep {
  const { answeredAtMs, emptySinceMs } = state;
  if (answeredAtMs !== null && emptySinceMs !== null && emptySinceMs + ROOM_EMPTY_MS <= nowMs) {
    return ends(state, 'completed', nowMs);
  }
  const happenings: CallHappening[] = [];
  const parties = state.parties.map((party) => {
    const kind = isLost(party, nowMs) ? 'lost' : isOver(party, nowMs) ? 'missed' : null;
    if (kind === null) return party;
    happenings.push({ kind, participantId: party.id });
    return gone(party, kind === 'lost' ? 'left' : 'missed', nowMs);
  });
  return happenings.length === 0 ? unchanged(state) : goesOn(state, parties, happenings, nowMs);
}

/**
 * When {@link settle} has something to do next, in milliseconds since the epoch; null for a call that has ended. Leases that are renewed
 * move it later, so somebody who comes at that moment may find nothing to do yet.
 */
export function nextDueMs(state: CallState): number | null {
  if (state.status === 'ended') return null;
  const { expiresAtMs, parties, mode, answeredAtMs, emptySinceMs } = state;
  const closes =
    mode === 'room' && answeredAtMs !== null && emptySinceMs !== null ? emptySinceMs + ROOM_EMPTY_MS : null;
  const moments = parties.flatMap(({ ringUntilMs, leaseUntilMs }) => [ringUntilMs, leaseUntilMs]);
  return Math.min(expiresAtMs, ...[closes, ...moments].filter((moment) => moment !== null));
}
