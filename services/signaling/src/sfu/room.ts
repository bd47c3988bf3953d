import type { Signal } from '@causerie/contracts';
import { createEstimates, type Estimates } from './estimates.ts';
import { openLeg, type Leg, type LegSettings } from './leg.ts';

/** A whole picture is asked of a sender at most so often: every receiver that joins or loses packets asks. */
const KEYFRAME_INTERVAL_MS = 500;
/** A leg that leads nowhere is opened again after this pause. */
const REOPEN_AFTER_MS = 1_000;

/** What a room needs of the outside. */
export interface RoomDeps {
  settings: LegSettings;
  nowMs(): number;
  /** Tells one participant. */
  signal(toParticipantId: string, signal: Signal): void;
}

/** One call whose media this process forwards: everybody sends once, and receives everybody else. */
export interface Room {
  /** These take part now. */
  seat(participantIds: readonly string[]): void;
  receive(fromParticipantId: string, signal: Signal): void;
  close(): void;
}

interface Seat {
  leg: Leg;
  keyframeAtMs: number;
  estimates: Estimates;
  reopening: NodeJS.Timeout | null;
}

/** Opens an empty room. */
export function openRoom(deps: RoomDeps): Room {
  const seats = new Map<string, Seat>();

  function leave(id: string): void {
    const seat = seats.get(id);
    if (seat === undefined) return;
    seats.delete(id);
    if (seat.reopening !== null) clearTimeout(seat.reopening);
    seat.leg.close();
    for (const other of seats.values()) {
      other.leg.unfollow(id);
      other.estimates.forget(id);
    }
  }

  function enter(id: string): void {
    const leg = openIn(deps, seats, id);
    for (const [otherId, other] of seats) {
      leg.follow(otherId);
      other.leg.follow(id);
    }
    seats.set(id, { leg, keyframeAtMs: -Infinity, estimates: createEstimates(deps.nowMs), reopening: null });
  }

  return {
    seat(participantIds) {
      for (const id of [...seats.keys()]) if (!participantIds.includes(id)) leave(id);
      for (const id of participantIds) if (!seats.has(id)) enter(id);
    },
    receive(fromId, said) {
      const seat = seats.get(fromId);
      if (seat === undefined) return;
      if (said.type === 'restart') reopen(deps, seats, fromId);
      else seat.leg.receive(said);
    },
    close() {
      for (const id of [...seats.keys()]) leave(id);
    },
  };
}

/** The leg of one participant, whose packets go to all others that are seated when they come. */
function openIn({ settings, nowMs, signal }: RoomDeps, seats: Map<string, Seat>, id: string): Leg {
  return openLeg(id, settings, {
    signal: (said) => signal(id, said),
    packet(kind, packet) {
      for (const [otherId, other] of seats) if (otherId !== id) other.leg.forward(id, kind, packet);
    },
    wantsKeyframe(ofId) {
      const of = seats.get(ofId);
      if (of === undefined || nowMs() - of.keyframeAtMs < KEYFRAME_INTERVAL_MS) return;
      of.keyframeAtMs = nowMs();
      of.leg.requestKeyframe();
    },
    canTake(ofId, bitrate) {
      const of = seats.get(ofId);
      of?.leg.limit(of.estimates.hear(id, bitrate));
    },
    failed() {
      const seat = seats.get(id);
      if (seat === undefined) return;
      seat.reopening ??= setTimeout(() => reopen({ settings, nowMs, signal }, seats, id), REOPEN_AFTER_MS);
    },
  });
}

/** A leg that broke is replaced by a new one, which its browser recognises by its session. */
function reopen(deps: RoomDeps, seats: Map<string, Seat>, id: string): void {
  const seat = seats.get(id);
  if (seat === undefined) return;
  if (seat.reopening !== null) clearTimeout(seat.reopening);
  seat.reopening = null;
  seat.leg.close();
  seat.leg = openIn(deps, seats, id);
  for (const otherId of seats.keys()) if (otherId !== id) seat.leg.follow(otherId);
}
