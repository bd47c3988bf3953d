import type { PageOutcome, SeenMessage, SendOutcome } from './history.ts';

/** How long a caller listens before it calls the other side silent: far beyond the 3 s of DEL-5, so that late is not silent. */
export const SILENCE_MS = 12_000;

/** A person who takes part in a run. */
export interface Person {
  /** The id that messages name as their author. */
  id: string;
  side: 'professional' | 'client';
  subject: string;
  token: string;
  /** Conversations that the person is in. */
  conversations: string[];
}

/** Who and what takes part in a run, for dialects that use other names. */
export interface Cast {
  people: readonly Person[];
  /** Integer name of each conversation. */
  numbers: ReadonlyMap<string, number>;
}

/** A message to send; the same object for every attempt. */
export interface Draft {
  conversation: string;
  key: string;
  content: string;
}

/** What a socket tells without being asked. */
export interface SocketListener {
  onPush(connection: string, message: SeenMessage): void;
  /** Top seq of some conversations, at connect and on the heartbeat. */
  onTops(tops: ReadonlyArray<{ conversation: string; lastSeq: number }>): void;
  /** Something arrived that the contract does not know. */
  onNonsense(what: string): void;
}

/** A live connection of a person, which comes back by itself. */
export interface SocketDoor {
  /** Name of the present connection; null while there is none. */
  readonly connection: string | null;
  /** Resolves when there is a connection. */
  untilConnected(): Promise<void>;
  /** Sends at once on the present connection (before it first awaits), never buffers, never rejects. */
  send(draft: Draft): Promise<SendOutcome>;
  close(): void;
}

/** Request and answer for a person; never rejects. */
export interface RestDoor {
  send(draft: Draft): Promise<SendOutcome>;
  /** Messages after a seq, ascending. */
  page(conversation: string, afterSeq: number): Promise<PageOutcome>;
}

/** One dialect's way in: everything that differs between dialects is behind this. */
export interface Doors {
  /** True when the server tells by itself how far conversations go (DEL-6); false for dialects that cannot say it. */
  hints: boolean;
  /** `name` begins the names of the connections. */
  openSocket(person: Person, name: string, listener: SocketListener): SocketDoor;
  openRest(person: Person): RestDoor;
}
