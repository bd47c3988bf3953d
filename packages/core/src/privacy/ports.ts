import type {
  Message,
  Person,
  PrivacyKind,
  PrivacyRequest,
  PrivacyRequestPage,
  PrivacyRequestsQuery,
} from '@causerie/contracts';
import type { ConversationRef } from '../ports.ts';

/** Withdrawn tokens. */
export interface Revocations {
  /** Withdraws every token of a person that was issued up to a moment; an earlier moment than before changes nothing. */
  revoke(personId: string, upToMs: number): Promise<void>;
  /** Of these people, those who have withdrawn tokens, and up to when. */
  among(personIds: readonly string[]): Promise<Map<string, number>>;
}

/** A request with what only we know of it. */
export interface KeptRequest {
  request: PrivacyRequest;
  personId: string;
  person: Person | null;
  /** Where the file of an export is, while it is kept. */
  storageKey: string | null;
}

/** Exports and erasures, from the request to the receipt. */
export interface PrivacyRequests {
  /** The person's export that is not finished, or that ended less than `reuseMs` ago; else a new one under `id`. */
  openExport(input: { id: string; personId: string; reuseMs: number }): Promise<PrivacyRequest>;
  /**
   * The person's erasure, made under `id` when there is none; one that waits to be confirmed is confirmed. From this commit on the
   * person is disabled, all tokens issued until now are withdrawn, and for `tokenLifeMs` none of them puts the person back into the
   * directory. Exports are called off.
   */
  openErasure(input: { id: string; personId: string; tokenLifeMs: number }): Promise<PrivacyRequest>;
  /** The person's erasure, made under `id` when there is none; a new one changes nothing until it is confirmed. */
  askErasure(input: { id: string; personId: string }): Promise<PrivacyRequest>;
  /** As `openErasure`, for a request that waits; one that was confirmed before stays as it is. Null when there is none to confirm. */
  confirmErasure(id: string, tokenLifeMs: number): Promise<PrivacyRequest | null>;
  /** Ends a request that waits to be confirmed; null when there is none. */
  endAsked(id: string, as: 'refused' | 'withdrawn'): Promise<PrivacyRequest | null>;
  /** The person's last erasure, whatever became of it. */
  lastErasure(personId: string): Promise<PrivacyRequest | null>;
  find(id: string): Promise<KeptRequest | null>;
  /** Oldest first. A malformed cursor is `page_out_of_range`. */
  list(query: PrivacyRequestsQuery): Promise<PrivacyRequestPage>;
  /** Ids of requests that are neither finished nor being worked on, oldest first. */
  waiting(limit: number): Promise<string[]>;
  /** Takes a request for so long; null when it is finished or somebody else has it. */
  claim(id: string, forMs: number): Promise<{ kind: PrivacyKind; personId: string; ageMs: number } | null>;
  /** Keeps what was claimed for so long from now. */
  keep(id: string, forMs: number): Promise<void>;
  /** Lets go of a request that is not finished. */
  release(id: string): Promise<void>;
  /** Notes where the file of an export is going to be, before it is; false when the export was called off. */
  startExport(id: string, storageKey: string): Promise<boolean>;
  /** Ends an export, whose file is kept for so long; false when it was called off, and the file has to go. */
  finishExport(id: string, result: { keptForMs: number; receipt: Record<string, number> }): Promise<boolean>;
  finishErasure(id: string): Promise<void>;
  fail(id: string): Promise<void>;
  /** Exports whose file has to go, with its key. */
  outdated(limit: number): Promise<Array<{ id: string; storageKey: string }>>;
  /** Notes that the file of an export is gone. */
  noteRemoved(id: string): Promise<void>;
}

/** A message that lost what it said, or whom it named, and who should hear of it (DEL-11). */
export interface ErasedMessage {
  message: Message;
  conversation: ConversationRef;
  audience: readonly string[];
}

/** What one step did; `more` when the next step would find something. */
export interface ErasureStep {
  changes: ErasedMessage[];
  more: boolean;
}

/** The steps of an erasure. Each is one transaction, may be repeated, and counts what it removed in the receipt of the request. */
export interface Erasures {
  /**
   * Takes away what the person wrote, and what the system said of their appointments, at most `limit` messages: their places in the log
   * stay. Goes through the conversations; `next` is where to go on, null at the end.
   */
  eraseMessages(request: {
    requestId: string;
    personId: string;
    after: string | null;
    limit: number;
  }): Promise<{ changes: ErasedMessage[]; next: { after: string | null } | null }>;
  /** Takes the person's reactions and mentions off messages of others, at most `limit`. */
  eraseTraces(request: { requestId: string; personId: string; limit: number }): Promise<ErasureStep>;
  /**
   * Everything else, and the person's name, address and subject; files are marked to be purged. From this commit on the log refuses
   * what the person wrote; `wasErased` says that it did so before.
   */
  erasePerson(request: { requestId: string; personId: string }): Promise<{ wasErased: boolean }>;
  /** Files of the person whose bytes are not purged yet. */
  unpurgedFiles(personId: string): Promise<number>;
  /** Exports of the person that somebody is writing at this moment. */
  exportsUnderWay(personId: string): Promise<number>;
  /** Keys of files of exports of the person, with the ids of the exports. */
  exportsOf(personId: string): Promise<Array<{ id: string; storageKey: string }>>;
}

/** Lists of an export that are read page by page. */
export type ExportPart =
  | 'profile'
  | 'links'
  | 'edits'
  | 'receipts'
  | 'notifications'
  | 'preferences'
  | 'mutes'
  | 'pushSubscriptions'
  | 'appointments'
  | 'calls'
  | 'audit';

/** What is kept of a person beside conversations and messages. */
export interface PersonalData {
  /** A page of a list as JSON texts, and where the next one begins; null when there is none. */
  page(query: {
    part: ExportPart;
    personId: string;
    after: string | null;
    limit: number;
  }): Promise<{ items: string[]; next: string | null }>;
}

/** What retention removes from the log and beside it; all of it in bounded steps that may be repeated. */
export interface Retention {
  /** Takes away what messages older than so many days say; their places in the log stay (DEL-2). */
  expireMessages(input: { olderThanDays: number; limit: number }): Promise<ErasureStep & { removed: number }>;
  /** Takes away what is left in conversations that were removed so many days ago. */
  emptyRemoved(input: { olderThanDays: number; limit: number }): Promise<{ removed: number; more: boolean }>;
  /** Takes files older than so many days off their messages; their bytes are purged. */
  expireFiles(input: { olderThanDays: number; limit: number }): Promise<ErasureStep & { removed: number }>;
  /**
   * Takes titles, names of guests, devices, measurements, what happened when and links off calls that ended so many days ago; they keep
   * their places in the histories. Answers how many there were.
   */
  expireCalls(input: { olderThanDays: number; limit: number }): Promise<number>;
  /** Forgets which tokens must not bring an erased person back, once these have ended. */
  forgetWithdrawn(): Promise<number>;
}
