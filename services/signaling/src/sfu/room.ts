import type { Signal } from '@causerie/contracts';
import { openLeg, type Leg, type LegSettings } from './leg.ts';

/** A whole picture is asked of a sender at most so often: every receiver that joins or loses packets asks. */
const KEYFRAME_INTERVAL_MS = 500;
/** What a receiver said it can take counts for so long. */
const ESTIMATE_LIFE_MS = 5_000;
/** Legs that break so soon after they were opened are opened again after a pause. */
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
  /** Bits per second that each receiver can take of this sender, and since when that is known. */
  estimates: Map<string, { bitrate: number; atMs: number }>;
  reopen: NodeJS.Timeout | null;
}

/** Opens an empty room. */
export function openRoom({ settings, nowMs, signal }: RoomDeps): Room {
  const seats = new Map<string, Seat>();
  let closed = false;

  function open(id: string): Leg {
    return openLeg(id, settings, {
      signal: (said) => signal(id, said),
      packet(kind, packet) {
        for (const [otherId, other] of seats) if (otherId !== id) other.leg.forward(id, kind, packet);
      },
      wantsKeyframe: (ofId) => askKeyframe(ofId),
      canTake: (ofId, bitrate) => estimate(ofId, id, bitrate),
      failed: () => later(id),
    });
  }

  function askKeyframe(ofId: string): void {
    const seat = seats.get(ofId);
    if (seat === undefined || nowMs() - seat.keyframeAtMs < KEYFRAME_INTERVAL_MS) return;
    seat.keyframeAtMs = nowMs();
    seat.leg.requestKeyframe();
  }

  /** One stream goes to all, so the slowest receiver decides. */
  function estimate(ofId: string, byId: string, bitrate: number): void {
    const seat = seats.get(ofId);
    if (seat === undefined) return;
    seat.estimates.set(byId, { bitrate, atMs: nowMs() });
    let least = Infinity;
    for (const [receiverId, { bitrate: one, atMs }] of seat.estimates) {
      if (!seats.has(receiverId) || nowMs() - atMs > ESTIMATE_LIFE_MS) seat.estimates.delete(receiverId);
      else least = Math.min(least, one);
    }
    seat.leg.limit(least);
  }

  function later(id: string): void {
    const seat = seats.get(id);
    if (seat === undefined || seat.reopen !== null) return;
    seat.reopen = setTimeout(() => {
      seat.reopen = null;
      if (!closed && seats.get(id) === seat) reopen(id, seat);
    }, REOPEN_AFTER_MS);
  }

  /** A leg that broke is replaced by a new one, which its browser recognises by its session. */
  function reopen(id: string, seat: Seat): void {
    seat.leg.close();
    seat.leg = open(id);
    for (const otherId of seats.keys()) if (otherId !== id) seat.leg.follow(otherId);
  }

  function leave(id: string): void {
    const seat = seats.get(id);
    if (seat === undefined) return;
    seats.delete(id);
    if (seat.reopen !== null) clearTimeout(seat.reopen);
    seat.leg.close();
    for (const other of seats.values()) other.leg.unfollow(id);
  }

  return {
    seat(participantIds) {
      for (const id of [...seats.keys()]) if (!participantIds.includes(id)) leave(id);
      for (const id of participantIds) {
        if (seats.has(id)) continue;
        const seat: Seat = { leg: open(id), keyframeAtMs: -Infinity, estimates: new Map(), reopen: null };
        for (const [otherId, other] of seats) {
          seat.leg.follow(otherId);
          other.leg.follow(id);
        }
        seats.set(id, seat);
      }
    },
    receive(fromId, said) {
      const seat = seats.get(fromId);
      if (seat === undefined) return;
      if (said.type === 'restart') reopen(fromId, seat);
      else seat.leg.receive(said);
    },
    close() {
      closed = true;
      for (const id of [...seats.keys()]) leave(id);
    },
  };
}
