import type { Attachment, ConversationStatus, Message, Person } from '@causerie/contracts';
import type { Changes } from './changes.ts';
import type { SessionEnding } from './ending.ts';
import type { Failure } from './error.ts';

/**
 * `connecting` before the first session, `connected` with one, `reconnecting` after a loss, `offline` when the machine
 * has no network or attempts have failed for a while (attempts go on all the same).
 */
export type ConnectionStatus = 'connecting' | 'connected' | 'reconnecting' | 'offline';

/** The session with the gateway, with what support asks for: the replica and the socket id. */
export interface ConnectionState {
  status: ConnectionStatus;
  replica: string | null;
  socketId: string | null;
  transport: string | null;
  /** Failed attempts since the last session. */
  attempt: number;
  /** When the current status began, milliseconds since the epoch. */
  sinceMs: number;
  /** Whether this tab holds the connection; another tab of the browser may hold it for all of them. */
  leads: boolean;
  /** There is no session, but the server answers: messages come and go by REST, with a few seconds' delay. */
  polling: boolean;
}

/** A participant with two markers that only move forward (DEL-9). */
export interface Markers {
  person: Person;
  readSeq: number;
  readAt: string | null;
  deliveredSeq: number;
  deliveredAt: string | null;
}

/**
 * My unread count with what it was counted from: messages of others in (`readSeq`, `lastSeq`].
 * `exact` is false when a marker moved over messages this device does not hold; a snapshot then repairs it.
 */
export interface Counted {
  readSeq: number;
  lastSeq: number;
  unread: number;
  exact: boolean;
}

/** A message of mine that the server has not confirmed. `failed` waits for the person: retry or discard. */
export interface PendingMessage {
  clientMessageId: string;
  content: string;
  /** The message that it answers. */
  replyToId: string | null;
  /** Files that were uploaded for it. */
  attachments: readonly Attachment[];
  createdAt: string;
  status: 'pending' | 'failed';
  failure: Failure | null;
}

/** What a list or a page is doing. */
export type Loading = 'idle' | 'loading' | 'failed';

/** One conversation as this device knows it. */
export interface ConversationEntry {
  id: string;
  number: number;
  status: ConversationStatus;
  subject: string | null;
  appointmentId: string | null;
  /** Who blocked it, while it is blocked. */
  blockedById: string | null;
  createdAt: string;
  updatedAt: string;
  markers: readonly Markers[];
  /** Highest seq anybody has told us of; above what is held, it shows a gap (DEL-6). */
  topSeq: number;
  counted: Counted;
  changes: Changes;
  /** The held message of highest seq, for the list. */
  latest: Message | null;
  /**
   * Held messages by ascending seq, without repeats: everything from `floorSeq` up, but for gaps that are being filled,
   * and below it whatever pages were looked at. Their number is bounded (`limits.ts`).
   */
  messages: readonly Message[];
  /** Lowest seq from which on everything is held; null while the thread was never opened. */
  floorSeq: number | null;
  pending: readonly PendingMessage[];
  loadingLatest: Loading;
}

/** A part of a thread: messages from one seq to another, both included. */
export interface Shown {
  fromSeq: number;
  toSeq: number;
}

/** What is known of a person's presence (DEL-10). */
export interface Presence {
  online: boolean;
  lastSeenAt: string | null;
}

/** Everything an interface shows. Immutable: a change makes new objects along the changed path only. */
export interface State {
  me: Person | null;
  connection: ConnectionState;
  /** Whether unsent messages survive a closed page: `kept` on this device, or in `memory` only. */
  outbox: 'kept' | 'memory';
  /** Set when the token was refused for good: the host page must bring a new one. */
  ended: SessionEnding | null;
  conversations: Readonly<Record<string, ConversationEntry>>;
  list: { loading: Loading; loaded: boolean; nextCursor: string | null; failure: Failure | null };
  openConversationId: string | null;
  /** Which part of a thread is looked at, by conversation id. */
  shown: Readonly<Record<string, Shown>>;
  /** Conversation id → person id → when the indicator expires, milliseconds since the epoch. */
  typing: Readonly<Record<string, Readonly<Record<string, number>>>>;
  presence: Readonly<Record<string, Presence>>;
  /**
   * Conversations that were heard of before they were known, with the highest seq heard. A pushed snapshot does not
   * settle them, because it may be older than what was heard and could not be kept: one that was fetched does.
   */
  unknown: Readonly<Record<string, number>>;
}

export const initialState: State = {
  me: null,
  connection: {
    status: 'connecting',
    replica: null,
    socketId: null,
    transport: null,
    attempt: 0,
    sinceMs: 0,
    leads: true,
    polling: false,
  },
  outbox: 'memory',
  ended: null,
  conversations: {},
  list: { loading: 'idle', loaded: false, nextCursor: null, failure: null },
  openConversationId: null,
  shown: {},
  typing: {},
  presence: {},
  unknown: {},
};
