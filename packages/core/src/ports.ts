import type {
  Announcement,
  Conversation,
  ConversationPage,
  ConversationSort,
  ConversationStatus,
  DirectoryPerson,
  Message,
  MessagePage,
  Participant,
  PersistMessage,
  PersistResult,
  Person,
  Side,
  UnreadTotals,
} from '@causerie/contracts';

/** Time, as a port, so that the pipeline can be simulated. */
export interface Clock {
  /** Milliseconds since the epoch. */
  nowMs(): number;
}

/** Source of ids: UUID version 7 in production, counted in simulations. */
export interface Ids {
  next(): string;
}

/** What a policy needs to know of a conversation; small enough to be cached by the doors. */
export interface ConversationAccess {
  id: string;
  number: number;
  status: ConversationStatus;
  /** People who are in it at that moment. */
  participantIds: readonly string[];
}

/** A conversation's two names. */
export interface ConversationRef {
  id: string;
  number: number;
}

/** Input of {@link Conversations.openPair}. */
export interface OpenPair {
  /** Id to use if the conversation has to be created. */
  id: string;
  professionalId: string;
  clientId: string;
  subject: string | null;
}

/** Input of {@link Conversations.openForAppointment}. */
export interface OpenForAppointment extends OpenPair {
  /** The product team's name of the appointment; there is one conversation for each. */
  appointmentId: string;
}

/** Conversations as participants see them. Every read names the person who asks; others get null (foreign = unknown). */
export interface Conversations {
  access(conversationId: string): Promise<ConversationAccess | null>;
  /** The id behind a conversation's integer name, or null. */
  idOfNumber(number: number): Promise<string | null>;
  /** Get-or-create: one conversation per pair (no appointment), whoever asks first, under concurrency too. */
  openPair(input: OpenPair): Promise<{ conversation: Conversation; created: boolean }>;
  /**
   * Get-or-create of the conversation of an appointment, under concurrency too. An appointment of other people is `conflict`,
   * and somebody who does not exist `not_found`.
   */
  openForAppointment(input: OpenForAppointment): Promise<{ conversation: Conversation; created: boolean }>;
  get(conversationId: string, personId: string): Promise<Conversation | null>;
  /** The conversation of an appointment, if the person takes part in it. */
  ofAppointment(appointmentId: string, personId: string): Promise<Conversation | null>;
  /**
   * Last active first, unless `sort` says otherwise. `cursor` is the opaque `nextCursor` of the page before, in the same order;
   * a malformed one is `page_out_of_range`. `search` looks in the subject, the other person's name and the messages.
   */
  list(query: {
    personId: string;
    limit: number;
    cursor?: string | undefined;
    status?: ConversationStatus | undefined;
    search?: string | undefined;
    sort?: ConversationSort | undefined;
    /** Only conversations in which the person has not read everything. */
    unread?: boolean | undefined;
  }): Promise<ConversationPage>;
  /** Top seq and revision per conversation for each person; `activeWithinMs` restricts to conversations that changed so recently. */
  tops(query: {
    personIds: readonly string[];
    activeWithinMs?: number | undefined;
    limitPerPerson: number;
  }): Promise<Array<{ personId: string; conversationId: string; lastSeq: number; revision: number }>>;
  /** Unread by arithmetic (DEL-8). */
  unread(personId: string): Promise<UnreadTotals>;
  /** The totals of several people at once, by the same arithmetic; everybody asked for is in the answer. */
  unreadTotals(personIds: readonly string[]): Promise<Map<string, number>>;
  /** Unread by counting rows: what the self-check compares with (DEL-8). */
  recountUnread(personId: string): Promise<UnreadTotals>;
}

/** What became of one message, with what the announcement needs. */
export type PersistOutcome =
  | { ok: true; created: boolean; message: Message; conversation: ConversationRef; audience: readonly string[] }
  | { ok: false; code: 'not_found' | 'conversation_closed' | 'unprocessable' };

/** The log. */
export interface Messages {
  /**
   * Commits a batch in one transaction, outcomes in the order of the batch.
   * Conversations are locked in id order; seq is given under the lock (DEL-2); a repeated (conversation, author,
   * clientMessageId) returns the committed message with `created: false` (DEL-3), also inside one batch.
   * A message whose author is not a participant is `not_found`, of a conversation that is not active `conversation_closed`,
   * one that names somebody outside, or a file that is not there for its author to send, `unprocessable`. Files become the message's.
   * Rejects as a whole when the database refuses (then nothing was committed).
   */
  persist(batch: readonly PersistMessage[]): Promise<PersistOutcome[]>;
  /** Ascending seq; null when the person is not a participant. Without before/after: the newest page. */
  page(query: {
    conversationId: string;
    personId: string;
    before?: number | undefined;
    after?: number | undefined;
    limit: number;
  }): Promise<MessagePage | null>;
  /** The seq behind a message's integer name in a conversation, or null. */
  seqOfNumber(conversationId: string, number: number): Promise<number | null>;
}

/** Outcome of moving a marker. */
export interface MarkerMove {
  /** False when the marker stood there or further already. */
  moved: boolean;
  conversation: ConversationRef;
  participant: Participant;
  fromSeq: number;
  /** For reads: how many messages of others became read by this step. */
  updatedCount: number;
  /** For reads: the newest messages that became read, where the repository lists them. */
  readMessages?: ReadonlyArray<{ id: string; seq: number }> | undefined;
  audience: readonly string[];
}

/** One step of somebody's read marker: what they had read up to, and since when. */
export interface ReadStep {
  personId: string;
  upToSeq: number;
  at: string;
}

/** The two markers (DEL-9). A position beyond the last message is clamped to it; null when not a participant. */
export interface Receipts {
  markRead(input: { conversationId: string; personId: string; upToSeq: number }): Promise<MarkerMove | null>;
  markDelivered(input: { conversationId: string; personId: string; upToSeq: number }): Promise<MarkerMove | null>;
  /**
   * For everybody in the conversation, the first steps of their read marker at or above `fromSeq`, as many as suffice to know when
   * each message up to `toSeq` was read: in the first step at or above it. Null when the person who asks is not a participant.
   */
  readSteps(query: {
    conversationId: string;
    personId: string;
    fromSeq: number;
    toSeq: number;
  }): Promise<ReadStep[] | null>;
}

/** A directory row as the product team writes it. */
export interface DirectoryEntry {
  side: Side;
  subject: string;
  name: string;
  email?: string | null | undefined;
  available?: boolean | undefined;
  disabled?: boolean | undefined;
}

/** Who exists and who may meet whom. */
export interface Directory {
  /**
   * Upserts at first use of a token; name and email only fill what the directory does not know yet. Tokens issued up to
   * `revokedUpToMs` are withdrawn; null when none are. `token_revoked` for a token that is older than the erasure of its person,
   * so that it does not bring them back.
   */
  resolve(input: {
    id: string;
    side: Side;
    subject: string;
    name: string | null;
    email: string | null;
    /** When the token was issued; 0 when it does not say. */
    issuedAtMs?: number | undefined;
  }): Promise<{ person: Person; disabled: boolean; revokedUpToMs: number | null }>;
  put(id: string, entry: DirectoryEntry): Promise<Person>;
  find(side: Side, subject: string): Promise<Person | null>;
  findById(id: string): Promise<Person | null>;
  /** Those of them that are known, in no order, with when their last socket ended. */
  findAll(ids: readonly string[]): Promise<Array<Person & { lastSeenAt: string | null }>>;
  /** Whether the person takes new people now. */
  setAvailable(personId: string, available: boolean): Promise<void>;
  /** Shuts a person out; false when there is none. */
  disable(side: Side, subject: string): Promise<boolean>;
  /** Both ends must exist, else null. */
  link(professionalSubject: string, clientSubject: string): Promise<{ professional: Person; client: Person } | null>;
  /** True when there was a link. */
  unlink(professionalSubject: string, clientSubject: string): Promise<boolean>;
  areLinked(personId: string, otherId: string): Promise<boolean>;
  /**
   * Linked people of a person, and `withContacts` also those who share a conversation with them, by name; search folds case and
   * accents. `personId` null: everybody. `onlyId` asks for one of them. `cursor` is the opaque `nextCursor` of the page before; a
   * malformed one is `page_out_of_range`. Who is shut out is left out, and who is online is not known here: see {@link Presences}.
   */
  people(query: {
    personId: string | null;
    withContacts?: boolean | undefined;
    onlyId?: string | undefined;
    search?: string | undefined;
    availableOnly?: boolean | undefined;
    limit: number;
    cursor?: string | undefined;
  }): Promise<{ items: Array<Omit<DirectoryPerson, 'online'>>; nextCursor: string | null }>;
  /** Ids of everyone who shares a conversation with the person: the audience of presence (DEL-10). */
  contactIds(personId: string): Promise<string[]>;
  /** Which of these people are disabled now: the re-authorisation sweep. */
  disabledAmong(personIds: readonly string[]): Promise<string[]>;
  /** Records the end of the last socket. */
  seen(personId: string, at: Date): Promise<void>;
}

/** Send: exactly one worker must do it. Resolves within the send deadline, never hangs (DEL-5). */
export interface SendLanes {
  send(message: PersistMessage): Promise<PersistResult>;
}

/** Announce: everyone who serves this audience should hear it now; may be lost without losing a message. */
export interface Announcer {
  announce(announcements: readonly Announcement[]): Promise<void>;
}

/** How many sockets each person has, over all replicas; a killed replica's counts expire by themselves. */
export interface Connections {
  /** Says how many sockets of these people this replica has now, and that the others' counts still hold. */
  update(changed: ReadonlyMap<string, number>): Promise<'updated' | 'forgotten'>;
  /** Says it of everybody at once: what was said before is forgotten. */
  replace(all: ReadonlyMap<string, number>): Promise<void>;
  /** This replica ends and leaves these people behind: they count no longer, and some moments later are {@link abandoned}. */
  retire(personIds: readonly string[]): Promise<void>;
  /** People of replicas that fell silent or retired; who asks first is told, and nobody again. By then their presence has expired. */
  abandoned(): Promise<string[]>;
  /** Summed over the replicas that still speak, by person. Rejects with `unavailable` when that takes too long. */
  counts(): Promise<Map<string, number>>;
}

/** Who has a socket anywhere, over all replicas; forgets by itself what a killed replica cannot withdraw. */
export interface Presences {
  /** A replica has the first socket of a person; true when no other replica had one. */
  enter(personId: string): Promise<boolean>;
  /** A replica has lost the last socket of a person; true when no other replica has one. */
  leave(personId: string): Promise<boolean>;
  /** Says again that these people are here, before what was said expires. */
  refresh(personIds: readonly string[]): Promise<void>;
  onlineAmong(personIds: readonly string[]): Promise<Set<string>>;
}
