import type { Conversation, Message, MessagePage } from '@causerie/contracts';
import type { PageKind } from './action.ts';
import { asChanged, changesFrom, heardOnlyUpTo, isLaterVersion, mayBeOutdated, toldRevision } from './changes.ts';
import { contiguousBottom, contiguousTop, countOfOthers, holdsAll, lowerBound, mergeMessages } from './messages.ts';
import type { ConversationEntry, Counted, Markers } from './state.ts';

/** A new entry from its first snapshot. */
export function entryFromSnapshot(snapshot: Conversation, myId: string): ConversationEntry {
  const { id, number, status, subject, appointmentId, blockedById, createdAt, updatedAt } = snapshot;
  const empty: ConversationEntry = {
    id,
    number,
    status,
    subject,
    appointmentId,
    blockedById,
    createdAt,
    updatedAt,
    markers: [],
    topSeq: 0,
    counted: { readSeq: 0, lastSeq: 0, unread: 0, exact: true },
    changes: changesFrom(snapshot),
    latest: null,
    messages: [],
    floorSeq: null,
    pending: [],
    loadingLatest: 'idle',
  };
  return mergeSnapshot(empty, snapshot, myId);
}

/**
 * Merges a snapshot that may be older than what pushes have told since: descriptive fields follow the later
 * `updatedAt`, markers and tops only grow, and the count is taken only when it was counted from at least as much.
 */
export function mergeSnapshot(entry: ConversationEntry, snapshot: Conversation, myId: string): ConversationEntry {
  const isCurrent = snapshot.updatedAt >= entry.updatedAt;
  const described = isCurrent
    ? {
        status: snapshot.status,
        subject: snapshot.subject,
        appointmentId: snapshot.appointmentId,
        blockedById: snapshot.blockedById,
        updatedAt: snapshot.updatedAt,
      }
    : {};
  const mine = snapshot.participants.find((participant) => participant.person.id === myId);
  const offered: Counted | null =
    mine === undefined ? null : { readSeq: mine.readSeq, lastSeq: snapshot.lastSeq, unread: mine.unread, exact: true };
  const { counted } = entry;
  const accepted = offered !== null && offered.readSeq >= counted.readSeq && offered.lastSeq >= counted.lastSeq;
  const told = toldRevision(entry, snapshot.revision);
  const { lastMessage } = snapshot;
  const latest = later(entry, lastMessage);
  const isDoubtful =
    latest !== entry.latest && lastMessage !== null && mayBeOutdated(told.changes, [lastMessage], snapshot.revision);
  return settle(
    {
      ...told,
      ...described,
      changes: isDoubtful ? heardOnlyUpTo(told.changes, snapshot.revision) : told.changes,
      markers: mergeParticipants(entry.markers, snapshot.participants, isCurrent),
      topSeq: Math.max(entry.topSeq, snapshot.lastSeq),
      counted: accepted ? offered : counted,
      latest,
    },
    myId,
  );
}

function mergeParticipants(
  held: readonly Markers[],
  told: Conversation['participants'],
  isCurrent: boolean,
): readonly Markers[] {
  if (!isCurrent) {
    return held.map((markers) => {
      const same = told.find((participant) => participant.person.id === markers.person.id);
      return same === undefined ? markers : forward(forward(markers, 'read', same), 'delivered', same);
    });
  }
  return told.map((participant) => {
    const { person, readSeq, readAt, deliveredSeq, deliveredAt } = participant;
    const known = held.find((markers) => markers.person.id === person.id);
    if (known === undefined) return { person, readSeq, readAt, deliveredSeq, deliveredAt };
    return { ...forward(forward(known, 'read', participant), 'delivered', participant), person };
  });
}

function forward(markers: Markers, marker: 'read' | 'delivered', told: Omit<Markers, 'person'>): Markers {
  if (marker === 'read') {
    return told.readSeq > markers.readSeq ? { ...markers, readSeq: told.readSeq, readAt: told.readAt } : markers;
  }
  return told.deliveredSeq > markers.deliveredSeq
    ? { ...markers, deliveredSeq: told.deliveredSeq, deliveredAt: told.deliveredAt }
    : markers;
}

/** Moves one marker of one person forward; a marker that would go back changes nothing (DEL-9). */
export function moveMarker(
  entry: ConversationEntry,
  move: { marker: 'read' | 'delivered'; personId: string; upToSeq: number; at: string },
  myId: string,
): ConversationEntry {
  const told = { readSeq: move.upToSeq, readAt: move.at, deliveredSeq: move.upToSeq, deliveredAt: move.at };
  let changed = false;
  const markers = entry.markers.map((held) => {
    if (held.person.id !== move.personId) return held;
    const moved = forward(held, move.marker, told);
    changed ||= moved !== held;
    return moved;
  });
  return changed ? settle({ ...entry, markers }, myId) : entry;
}

/**
 * Adds one pushed message. Below the opened window it is left out, because a page will bring it with its neighbours; so is one
 * so late that a change of it may have been forgotten since.
 */
export function addMessage(entry: ConversationEntry, pushed: Message, myId: string): ConversationEntry {
  const message = asChanged(entry.changes, [pushed])[0] ?? pushed;
  const belowWindow = message.seq < (entry.floorSeq ?? entry.counted.lastSeq + 1);
  const isDoubtful = mayBeOutdated(entry.changes, [message], message.revision);
  const messages = belowWindow || isDoubtful ? entry.messages : mergeMessages(entry.messages, [message]);
  const pending = withoutConfirmed(entry, [message], myId);
  const topSeq = Math.max(entry.topSeq, message.seq);
  const latest = isDoubtful ? entry.latest : later(entry, message);
  if (messages === entry.messages && pending === entry.pending && topSeq === entry.topSeq && latest === entry.latest) {
    return entry;
  }
  return settle({ ...entry, messages, pending, topSeq, latest }, myId);
}

/** Adds a page of the thread, which has every change up to `asOf`. The newest page may move the window's floor up to itself. */
export function addPage(
  entry: ConversationEntry,
  { kind, asOf, page }: { kind: PageKind; asOf: number; page: MessagePage },
  myId: string,
): ConversationEntry {
  const items = asChanged(entry.changes, page.items);
  const first = items[0]?.seq ?? null;
  let { floorSeq } = entry;
  if (kind === 'latest') {
    const reach = floorSeq === null ? -1 : contiguousTop(entry.messages, floorSeq);
    const joins = floorSeq !== null && (first === null || first <= reach + 1);
    // Where the page begins above a hole, the window starts afresh at the page.
    if (!joins) floorSeq = first ?? 1;
  }
  return settle(
    {
      ...entry,
      floorSeq,
      messages: mergeMessages(entry.messages, items),
      changes: mayBeOutdated(entry.changes, items, asOf) ? heardOnlyUpTo(entry.changes, asOf) : entry.changes,
      pending: withoutConfirmed(entry, items, myId),
      topSeq: Math.max(entry.topSeq, page.lastSeq),
      latest: later(entry, items.at(-1) ?? null),
      ...(kind === 'latest' ? { loadingLatest: 'idle' as const } : {}),
    },
    myId,
  );
}

function withoutConfirmed(entry: ConversationEntry, arrived: readonly Message[], myId: string) {
  if (entry.pending.length === 0) return entry.pending;
  const confirmed = new Set(
    arrived.filter(({ author }) => author?.id === myId).map((message) => message.clientMessageId),
  );
  const left = entry.pending.filter((pending) => !confirmed.has(pending.clientMessageId));
  return left.length === entry.pending.length ? entry.pending : left;
}

function later({ latest: held, changes }: ConversationEntry, told: Message | null): Message | null {
  if (told === null) return held;
  const candidate = asChanged(changes, [told])[0] ?? told;
  if (held === null || candidate.seq > held.seq) return candidate;
  return candidate.seq === held.seq && isLaterVersion(candidate, held) ? candidate : held;
}

/**
 * Brings the unread count up to what is held (DEL-8): first over the messages that arrived next in line, then over
 * my read marker. A thread that was never opened forgets messages once they are counted.
 */
function settle(entry: ConversationEntry, myId: string): ConversationEntry {
  let { readSeq, lastSeq, unread, exact } = entry.counted;
  const top = contiguousTop(entry.messages, lastSeq + 1);
  unread += countOfOthers(entry.messages, Math.max(lastSeq, readSeq) + 1, top, myId);
  lastSeq = Math.max(lastSeq, top);

  const marker = entry.markers.find(({ person }) => person.id === myId)?.readSeq ?? 0;
  if (marker > readSeq) {
    if (marker >= lastSeq) {
      unread = 0;
      exact = true;
    } else if (exact && holdsAll(entry.messages, readSeq + 1, marker)) {
      unread -= countOfOthers(entry.messages, readSeq + 1, marker, myId);
    } else {
      unread = Math.min(unread, lastSeq - marker);
      exact = unread === 0;
    }
    readSeq = marker;
  }
  const counted = { readSeq, lastSeq, unread, exact };
  if (entry.floorSeq === null) {
    return { ...entry, messages: entry.messages.slice(lowerBound(entry.messages, lastSeq + 1)), counted };
  }
  return { ...entry, floorSeq: contiguousBottom(entry.messages, entry.floorSeq), counted };
}
