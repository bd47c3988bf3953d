/**
 * The recorded history of a run: what clients did, what they were told, what was broken, and what the database holds.
 * Events stand in the order in which the harness saw them; the harness is one process, so this order is a clock that
 * every client shares: if an answer stands before a send, the answer was known before the send began.
 */

/** Which door an attempt went through. */
export type Via = 'socket' | 'rest';

/** A message as any door showed it. Ids are the door's own, as text; `author` is a person's id, null for system messages. */
export interface SeenMessage {
  id: string;
  conversation: string;
  seq: number;
  author: string | null;
  key: string | null;
  content: string;
}

/** One attempt to send. `key` is the client key, the same over all attempts of one message (DEL-3). */
export interface SentEvent {
  type: 'sent';
  atMs: number;
  call: string;
  client: string;
  person: string;
  /** One connection from connect to disconnect; a REST client that awaits every answer counts as one connection. */
  connection: string;
  via: Via;
  conversation: string;
  key: string;
  content: string;
}

/** One question for a page of messages after a seq. */
export interface AskedEvent {
  type: 'asked';
  atMs: number;
  call: string;
  client: string;
  person: string;
  conversation: string;
  afterSeq: number;
}

/**
 * How a call ended, as its caller knows it.
 * `refused` is for good, `unavailable` may be repeated, `lost` means that the connection broke and the caller was told so
 * by its transport, `silent` that the connection stood and nothing came until the caller gave up.
 */
export type Failure =
  | { kind: 'refused'; code: string }
  | { kind: 'unavailable'; code: string }
  | { kind: 'lost'; reason: string }
  | { kind: 'silent' };

/** How an attempt to send ended. `created: false` says that the message had been committed by an earlier attempt. */
export type SendOutcome = { kind: 'ok'; created: boolean; message: SeenMessage } | Failure;

/** How a question for a page ended. */
export type PageOutcome = { kind: 'page'; lastSeq: number; hasMore: boolean; messages: SeenMessage[] } | Failure;

/** The end of an attempt to send. */
export interface AnsweredEvent {
  type: 'answered';
  atMs: number;
  call: string;
  latencyMs: number;
  outcome: SendOutcome;
}

/** The end of a question for a page. */
export interface PagedEvent {
  type: 'paged';
  atMs: number;
  call: string;
  latencyMs: number;
  outcome: PageOutcome;
}

/** A message that the server pushed on a connection of a person. */
export interface PushedEvent {
  type: 'pushed';
  atMs: number;
  client: string;
  person: string;
  connection: string;
  message: SeenMessage;
}

/** Something the harness broke. `fatalTo` names the process that has to die of it, or null when nothing has to. */
export interface InjectedEvent {
  type: 'injected';
  atMs: number;
  fault: string;
  fatalTo: { process: string; pid: number } | null;
}

/** A process that was seen to be gone, whoever ended it; `cause` is its signal or exit code where that is known. */
export interface ExitedEvent {
  type: 'exited';
  atMs: number;
  process: string;
  pid: number;
  cause?: string;
}

/** Anything that happened. */
export type HistoryEvent =
  | SentEvent
  | AnsweredEvent
  | AskedEvent
  | PagedEvent
  | PushedEvent
  | InjectedEvent
  | ExitedEvent;

/** A message row as the database holds it at the end; `author` null for system messages. */
export interface LogRow {
  id: string;
  /** The integer name, which is all that some dialects show. */
  number?: number;
  conversation: string;
  seq: number;
  author: string | null;
  key: string | null;
  content: string;
}

/** What one client holds of one conversation at the end, after it has resynced. */
export interface ClientView {
  client: string;
  person: string;
  conversation: string;
  /** Highest seq that the server told this client of by itself (pushes, tops); null for clients without a socket. */
  hintedSeq: number | null;
  messages: SeenMessage[];
}

/** A conversation at the end. */
export interface ConversationEnd {
  id: string;
  /** Ids of the people who are in it; nobody joins or leaves during a run. */
  participants: string[];
  /** The counter that the database keeps next to the rows. */
  lastSeq: number;
}

/** Everything the checker needs; plain JSON. */
export interface History {
  seed: number;
  events: HistoryEvent[];
  conversations: ConversationEnd[];
  rows: LogRow[];
  views: ClientView[];
}
