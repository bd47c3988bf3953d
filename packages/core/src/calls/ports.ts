import type { CallEndReason } from '@causerie/contracts';
import type { CallHappening, CallState } from './state.ts';

/** What became of a save. */
export type CallSaved =
  | 'saved'
  /** Somebody else saved first: read again, decide again. */
  | 'stale'
  /** Somebody in it takes part in another call already (CALL-7). */
  | 'busy';

/** What a participant's client measured, once per call and participant; the newest wins. */
export interface CallQuality {
  /** From answering to the first frame, in milliseconds. */
  setupMs: number | null;
  path: 'direct' | 'relay' | null;
  transport: 'udp' | 'tcp' | 'tls' | null;
  /** Mean round trip in milliseconds. */
  rttMs: number | null;
  /** Lost packets of all that were to arrive, 0…1. */
  loss: number | null;
  /** Steps down the ladder video → audio → chat, with what caused them. */
  steps: ReadonlyArray<{ to: 'video' | 'audio' | 'chat'; cause: string; atMs: number }>;
}

/** One call in somebody's history. */
export interface CallHistoryEntry {
  state: CallState;
  /** Their own participant. */
  participantId: string;
  quality: CallQuality | null;
}

/** Figures over calls. Durations in milliseconds, over calls that were answered; percentiles are values that occurred (nearest rank). */
export interface CallFigures {
  total: number;
  answered: number;
  /** Of one person: those that they missed. Of all: those that somebody missed and nobody answered. */
  missed: number;
  durationMs: { total: number; mean: number; p95: number };
  setupMs: { p50: number | null; p95: number | null };
  /** Share of participants whose media went through a relay, 0…1; null when none told. */
  relayShare: number | null;
  byReason: Record<CallEndReason, number>;
}

/** A link into a call, without the token it was made from: that is shown once and kept nowhere. */
export interface ShareToken {
  id: string;
  callId: string;
  createdById: string;
  createdAtMs: number;
  expiresAtMs: number;
  revokedAtMs: number | null;
  /** One person may use it, and it is spent. */
  singleSeat: boolean;
  useCount: number;
}

/** Calls, as one versioned value each (compare and swap), and what is kept about them. */
export interface Calls {
  find(callId: string): Promise<CallState | null>;
  /**
   * Keeps a new call. A conversation has one live call (CALL-1): another one that lives already is given back with `created: false`.
   * `busy`: somebody who is `joined` in it takes part in another one (CALL-7).
   */
  create(
    state: CallState,
    happenings: readonly CallHappening[],
  ): Promise<{ state: CallState; created: boolean } | 'busy'>;
  /** Keeps `state` if the kept one still has version `was`; the happenings are appended in the same transaction. */
  save(state: CallState, was: number, happenings: readonly CallHappening[]): Promise<CallSaved>;
  /** Calls that have not ended in which the person has a part that is not over (not declined, left, missed or removed). */
  liveOf(personId: string): Promise<CallState[]>;
  /** The live call of a conversation. */
  liveIn(conversationId: string): Promise<CallState | null>;
  /** Whether the person takes part (`joined`) in a live call other than this one. */
  isElsewhere(personId: string, callId: string | null): Promise<boolean>;
  /** The live room with this code. */
  byCode(code: string): Promise<string | null>;
  /**
   * Ids of live calls in which something is due: a ring, a lease, a room in which people met and that nobody is in, or the call's own
   * end is over. What waited longest comes first.
   */
  due(nowMs: number, limit: number): Promise<string[]>;
  /**
   * These participants are still served by somebody: their leases, where they take part, reach at least until then. Versions stay, and
   * a save that was made from before it takes nothing back.
   */
  renew(participantIds: readonly string[], untilMs: number): Promise<void>;
  /** Those of a person, live ones too, newest first; `cursor` as in other lists. @throws AppError `page_out_of_range` */
  history(query: {
    personId: string;
    limit: number;
    cursor?: string | undefined;
    conversationId?: string | undefined;
    /** Only calls that this person missed. */
    missed?: boolean | undefined;
  }): Promise<{ items: CallHistoryEntry[]; nextCursor: string | null }>;
  keepQuality(callId: string, participantId: string, quality: CallQuality): Promise<void>;
  /** Over the ended calls that began in [from, to), of one person or of all. */
  figures(query: { personId: string | null; fromMs: number; toMs: number }): Promise<CallFigures>;
}

/** Links into calls. Only a hash of the token is known here. */
export interface ShareTokens {
  add(token: ShareToken & { hash: Buffer }): Promise<void>;
  /** Of a call, newest first. */
  list(callId: string): Promise<ShareToken[]>;
  /** True when there was one that was not revoked yet. */
  revoke(callId: string, id: string, nowMs: number): Promise<boolean>;
  /** Uses one up: null when there is none, or it is over, revoked or (single seat) spent. One of two who come at once gets it. */
  use(hash: Buffer, nowMs: number): Promise<{ callId: string; tokenId: string } | null>;
}

/** Rings and ends that are due at a moment; losing one only makes the sweep find it later. */
export interface CallTimers {
  /** Something of this call is due at this moment (milliseconds since the epoch). */
  at(callId: string, dueMs: number, what: 'ring-again' | 'due'): Promise<void>;
}

/** When somebody may call about an appointment. */
export interface CallWindow {
  opensAtMs: number;
  closesAtMs: number;
}

/** Where calls get what is not theirs: when the appointment of a conversation is, if it has one that was not cancelled. */
export interface CallAppointments {
  /** Null for conversations without an appointment. */
  timeOf(conversationId: string): Promise<{ startsAtMs: number; endsAtMs: number | null } | null>;
}

/** How many calls there are at the moment, for operators. */
export interface CallCensus {
  now(): Promise<{ ringing: number; active: number; guestsWaiting: number }>;
}

/** Calls whose media a server forwards. */
export interface ForwardedCalls {
  /** Ids of those that have not ended and in which somebody takes part, in no order. */
  live(limit: number): Promise<string[]>;
}
