import type { Announcement, Event } from '@causerie/contracts';
import type { Conversations } from '@causerie/core';
import { encode } from '@causerie/dialects';
import type { Session, Sessions } from './session.ts';

/** How long news gather before totals are read: a busy conversation costs a question per flush, not per message. */
const GATHER_MS = 200;
/** People per question to the database. */
const PEOPLE_PER_QUERY = 1000;

/** Tells connections whose dialect wants it how many messages their person has not read, whenever that may have moved. */
export interface UnreadTeller {
  /** Notes whose total an event may have moved. */
  hear(announcement: Announcement): void;
  /** A new connection hears the total too, because it may have moved while the person was away. */
  arrived(session: Session): void;
  /** Everybody's total is read again, because announcements may have been lost. */
  lookAgain(): void;
  stop(): void;
}

/** What telling totals needs. */
export interface UnreadDeps {
  conversations: Pick<Conversations, 'unreadTotals'>;
  sessions: Sessions;
}

/**
 * Makes the teller of this replica. Everybody's devices hear the same total, which is read and not counted along, so that it is right
 * whatever was lost or repeated on the way. There are never more people in wait than are connected.
 */
export function createUnreadTeller(
  { conversations, sessions }: UnreadDeps,
  onError: (error: unknown) => void,
): UnreadTeller {
  const waiting = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  const note = (personId: string): void => {
    waiting.add(personId);
    if (!isStopped) timer ??= setTimeout(() => void flush(), GATHER_MS);
  };
  const flush = async (): Promise<void> => {
    const people = [...waiting];
    waiting.clear();
    try {
      for (let start = 0; start < people.length; start += PEOPLE_PER_QUERY) {
        const totals = await conversations.unreadTotals(people.slice(start, start + PEOPLE_PER_QUERY));
        for (const [personId, total] of totals) tell(sessions, personId, total);
      }
    } catch (error) {
      onError(error);
    } finally {
      // Whoever came meanwhile is next, so that questions never overlap and an older total never comes after a newer one.
      timer = undefined;
      if (waiting.size > 0 && !isStopped) timer = setTimeout(() => void flush(), GATHER_MS);
    }
  };

  const arrived = (session: Session): void => {
    if (session.tellsUnread) note(session.person.id);
  };

  return {
    hear({ audience, event }) {
      for (const personId of concerned(audience, event)) if (listens(sessions, personId)) note(personId);
    },
    arrived,
    lookAgain: () => [...sessions.all()].forEach(arrived),
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

/** Whose total an event may have moved. */
function concerned(audience: readonly string[], event: Event): readonly string[] {
  if (event.type === 'message.created') return audience.filter((personId) => personId !== event.message.author?.id);
  if (event.type === 'read.updated') return [event.person.id];
  return event.type === 'message.deleted' || event.type === 'conversation.deleted' ? audience : [];
}

function listens(sessions: Sessions, personId: string): boolean {
  for (const session of sessions.of(personId) ?? []) if (session.tellsUnread) return true;
  return false;
}

function tell(sessions: Sessions, personId: string, total: number): void {
  for (const session of sessions.of(personId) ?? []) {
    if (session.tellsUnread) session.say(encode(session.dialect, { type: 'unread.updated', total }, session));
  }
}
