import type { Message, Person } from '@causerie/contracts';
import { contiguousTop, lowerBound, messageAt } from './messages.ts';
import type { ConversationEntry, Markers, PendingMessage, State } from './state.ts';

/** How far a message has come. `sent` is committed by the server; the last two come from the others' markers. */
export type MessageStatus = 'pending' | 'sent' | 'delivered' | 'read' | 'failed';

/** A line of a thread: a committed message, or one of mine that waits. */
export type ThreadLine =
  | { kind: 'message'; key: string; message: Message; mine: boolean; status: MessageStatus }
  | { kind: 'pending'; key: string; pending: PendingMessage; status: 'pending' | 'failed' };

/** Everybody in the conversation except me. */
export function othersOf(entry: ConversationEntry, myId: string): readonly Person[] {
  return entry.markers.filter(({ person }) => person.id !== myId).map(({ person }) => person);
}

/** My own markers, if I am a participant. */
export function myMarkers(entry: ConversationEntry, myId: string): Markers | undefined {
  return entry.markers.find(({ person }) => person.id === myId);
}

/** Status of a committed message of mine: read or delivered once that holds for every other participant. */
export function statusOf(entry: ConversationEntry, seq: number, myId: string): MessageStatus {
  const others = entry.markers.filter(({ person }) => person.id !== myId);
  if (others.length === 0) return 'sent';
  if (others.every(({ readSeq }) => readSeq >= seq)) return 'read';
  return others.every(({ readSeq, deliveredSeq }) => Math.max(readSeq, deliveredSeq) >= seq) ? 'delivered' : 'sent';
}

type MessageLine = Extract<ThreadLine, { kind: 'message' }>;
type PendingLine = Extract<ThreadLine, { kind: 'pending' }>;

/** The last line made of each message: a line that did not change stays the same object, so that nothing draws it again. */
const messageLines = new WeakMap<Message, MessageLine>();
const pendingLines = new WeakMap<PendingMessage, PendingLine>();

/** The line of a seq, or null while its message is not held. The same object until the message or its status changes. */
export function lineOf(entry: ConversationEntry, seq: number, myId: string): MessageLine | null {
  const message = messageAt(entry.messages, seq);
  return message === undefined ? null : messageLine(entry, message, myId);
}

function messageLine(entry: ConversationEntry, message: Message, myId: string): MessageLine {
  const mine = message.author?.id === myId;
  const status = mine ? statusOf(entry, message.seq, myId) : 'sent';
  const known = messageLines.get(message);
  if (known !== undefined && known.mine === mine && known.status === status) return known;
  // A message keeps its key when it is confirmed, so that its bubble stays the same element on the page.
  const key = mine && message.clientMessageId !== null ? message.clientMessageId : message.id;
  const line: MessageLine = { kind: 'message', key, message, mine, status };
  messageLines.set(message, line);
  return line;
}

/** The line of a message of mine that waits. The same object until its state changes. */
export function pendingLineOf(pending: PendingMessage): PendingLine {
  const known = pendingLines.get(pending);
  if (known !== undefined) return known;
  const line: PendingLine = { kind: 'pending', key: pending.clientMessageId, pending, status: pending.status };
  pendingLines.set(pending, line);
  return line;
}

/** All lines that are held: committed messages by seq, then what waits, in the order it was written. */
export function threadLines(entry: ConversationEntry, myId: string): readonly ThreadLine[] {
  const committed = entry.messages.map((message) => messageLine(entry, message, myId));
  return [...committed, ...entry.pending.map(pendingLineOf)];
}

/** The highest held seq, whether or not something is missing below it; 0 when nothing is held. */
export function heldTop(entry: ConversationEntry): number {
  return entry.messages.at(-1)?.seq ?? 0;
}

/** The highest seq of the opened window without a hole below it. */
export function shownTop(entry: ConversationEntry): number {
  return entry.floorSeq === null ? 0 : contiguousTop(entry.messages, entry.floorSeq);
}

/** As far as this device may say "read" when its person saw everything up to a seq: never up to what it does not hold. */
export function readableUpTo(entry: ConversationEntry, upToSeq: number): number {
  const highest = Math.min(upToSeq, shownTop(entry));
  if (messageAt(entry.messages, highest) !== undefined) return highest;
  return entry.messages[lowerBound(entry.messages, highest) - 1]?.seq ?? 0;
}

/** When something last happened in the conversation, for ordering. ISO instants compare as text. */
export function lastActivity(entry: ConversationEntry): string {
  return entry.pending.at(-1)?.createdAt ?? entry.latest?.createdAt ?? entry.createdAt;
}

/** The list as it is shown: last active first. */
export function orderedConversations({ conversations }: Pick<State, 'conversations'>): readonly ConversationEntry[] {
  return Object.values(conversations).toSorted((a, b) => {
    const [left, right] = [lastActivity(a), lastActivity(b)];
    return left === right ? b.number - a.number : left < right ? 1 : -1;
  });
}

/** Unread messages over all known conversations (DEL-8). */
export function totalUnread(state: State): number {
  return Object.values(state.conversations).reduce((total, entry) => total + entry.counted.unread, 0);
}

/** Who is typing in a conversation right now; `typing` is its part of the state. */
export function typingPeople(
  entry: ConversationEntry | undefined,
  typing: Readonly<Record<string, number>> | undefined,
): readonly Person[] {
  if (typing === undefined || entry === undefined) return [];
  return entry.markers.filter(({ person }) => typing[person.id] !== undefined).map(({ person }) => person);
}
