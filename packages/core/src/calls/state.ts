import type {
  CallEndReason,
  CallKind,
  CallMedia,
  CallMode,
  CallParticipantState,
  CallRole,
  CallStatus,
  Person,
} from '@causerie/contracts';

/** Somebody in a call, as the machine knows them. Times in milliseconds since the epoch. */
export interface Party {
  id: string;
  /** Null for guests. */
  person: Person | null;
  /** Kept for guests alone; people are called what the directory says. */
  guestName: string | null;
  role: CallRole;
  state: CallParticipantState;
  ringUntilMs: number | null;
  device: string | null;
  media: CallMedia;
  /** While they take part: who is not heard of until then has left (CALL-6). */
  leaseUntilMs: number | null;
  /** Person id of the professional who let them in. */
  admittedById: string | null;
  joinedAtMs: number | null;
  leftAtMs: number | null;
}

/** A whole call, as the machine knows it. Times in milliseconds since the epoch. */
export interface CallState {
  id: string;
  conversationId: string | null;
  kind: CallKind;
  mode: CallMode;
  topology: 'mesh' | 'sfu';
  status: CallStatus;
  endReason: CallEndReason | null;
  title: string | null;
  /** Participant who began it. */
  initiatorId: string;
  /** Participant who may admit guests, send people away and end a room: a professional, except in rings between strangers to rooms. */
  hostId: string;
  /** Human code: at least 50 bits. */
  code: string;
  parties: readonly Party[];
  /** Counts the changes; a save that was made from an older one is refused. */
  version: number;
  createdAtMs: number;
  answeredAtMs: number | null;
  endedAtMs: number | null;
  expiresAtMs: number;
  /** Since when nobody is in it, for rooms; a room that stays empty ends. */
  emptySinceMs: number | null;
}

/** What happened in a step, for the history and the metrics of operators. `device` and `reason` where they say something. */
export interface CallHappening {
  kind:
    | 'created'
    | 'rang'
    | 'joined'
    | 'took-over'
    | 'declined'
    | 'left'
    | 'lost'
    | 'missed'
    | 'invited'
    | 'asked-in'
    | 'admitted'
    | 'removed'
    | 'media'
    | 'ended';
  participantId: string | null;
  device?: string | undefined;
  reason?: CallEndReason | undefined;
}

/** A step of the machine: what the call has become and what that was. `happenings` empty: nothing changed, nothing to save or tell. */
export interface CallStep {
  state: CallState;
  happenings: readonly CallHappening[];
}
