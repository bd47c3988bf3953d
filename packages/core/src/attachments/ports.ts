import type { Attachment, AttachmentSize, Message } from '@causerie/contracts';
import type { ConversationRef } from '../ports.ts';

/** Bytes on their way, chunk by chunk. */
export type Bytes = AsyncIterable<Uint8Array>;

/** First and last byte of a part, both included. */
export interface ByteRange {
  start: number;
  end: number;
}

/** Where bytes are kept. Keys are made of letters, digits, `-` and `/`. Rejects with `unavailable` when it is away. */
export interface BlobStore {
  /** Writes whole or not at all; what was under the key is replaced. */
  put(key: string, content: Bytes): Promise<void>;
  /** The bytes under a key, or a part of them, with the size of the whole; null when there is nothing. */
  get(key: string, range?: ByteRange): Promise<{ content: Bytes; sizeBytes: number } | null>;
  /** Renames; false when there is nothing under `from`. */
  move(from: string, to: string): Promise<boolean>;
  /** Removes also what writes that were cut have left of it. Does not mind when there is nothing. */
  remove(key: string): Promise<void>;
  /** Removes what writes left behind that were cut, when nothing was added to it for so long; says how many there were. */
  sweep(olderThanMs: number): Promise<number>;
}

/** A file as it will be kept: its type found in its content, an image without what the camera wrote into it. */
export interface PreparedFile {
  mediaType: string;
  sizeBytes: number;
  sha256: string;
  width: number | null;
  height: number | null;
  content(): Bytes;
  thumbnail: (() => Bytes) | null;
}

/** A row to be made. Either we keep the bytes (`storageKey`) or somebody else does (`url`). */
export interface NewAttachment {
  id: string;
  conversationId: string;
  uploaderId: string;
  name: string;
  mediaType: string;
  sizeBytes: number | null;
  sha256: string | null;
  width: number | null;
  height: number | null;
  storageKey: string | null;
  thumbnailKey: string | null;
  url: string | null;
  state: 'pending' | 'ready';
}

/** An attachment with what only we know of it. */
export interface KeptAttachment {
  attachment: Attachment;
  conversationId: string;
  uploaderId: string;
  messageId: string | null;
  storageKey: string | null;
  thumbnailKey: string | null;
}

/** A message whose snapshot of a file changed, and who should hear of it (DEL-11). */
export interface AttachmentChange {
  message: Message;
  conversation: ConversationRef;
  audience: readonly string[];
}

/** The rows of files. */
export interface Attachments {
  /** How many files a person has that belong to no message. */
  unclaimedCount(uploaderId: string): Promise<number>;
  /**
   * Makes a row if the uploader takes part in the conversation, it is active, and they have fewer than `unclaimedMax`.
   * An id that failed before can be used again once its bytes were purged; until then it is `busy`.
   */
  add(
    input: NewAttachment,
    unclaimedMax: number,
  ): Promise<'added' | 'not_found' | 'conversation_closed' | 'too_many' | 'busy'>;
  /** Null unless the person may see it: a participant at this moment, and the uploader while no message has it. */
  find(id: string, personId: string): Promise<KeptAttachment | null>;
  /** Marks an unclaimed file of its uploader as deleted; false when there is no such. */
  withdraw(id: string, uploaderId: string): Promise<boolean>;
  /** Whatever is not deleted, for background work alone. */
  findForWork(id: string): Promise<KeptAttachment | null>;
  /** Ids of files that have been waiting for their examination for so long, oldest first. */
  pendingFor(query: { atLeastMs: number; limit: number }): Promise<string[]>;
  /** Ends `pending`. Null when it had ended before or the file was deleted; `change` is null while no message has the file. */
  settle(id: string, state: 'ready' | 'rejected'): Promise<{ change: AttachmentChange | null } | null>;
  /** Notes that the bytes of a rejected file were put away. */
  noteQuarantine(id: string, storageKey: string): Promise<void>;
  /** Deleted files and those that waited too long for a message (which are now deleted), with the keys of their bytes. */
  takePurgeable(query: { unclaimedForMs: number; limit: number }): Promise<Array<{ id: string; keys: string[] }>>;
  /** Notes that the bytes are gone. */
  notePurged(ids: readonly string[]): Promise<void>;
}

/** What a download link says. */
export interface LinkClaims {
  attachmentId: string;
  personId: string;
  size: AttachmentSize;
  expiresAtMs: number;
}

/** Makes and reads the tokens of links; a token that we did not make reads as null, an outdated one is read. */
export interface LinkTokens {
  sign(claims: LinkClaims): string;
  read(token: string): LinkClaims | null;
}

/** Looks for harm in files. Rejects when it cannot say. */
export interface Scanner {
  isHarmless(content: Bytes): Promise<boolean>;
}
