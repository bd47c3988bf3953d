import type { Announcement, Event } from '@causerie/contracts';
import type { Conversations } from '@causerie/core';
import { encode } from '@causerie/dialects';
import type { Session, Sessions } from './session.ts';

/** How long news gather before conversations are read: a busy one costs a read per flush, not per message. */
const GATHER_MS = 200;
/** Conversations that are read at the same time, so that this takes only a part of the pool. */
const READS_AT_ONCE = 4;

/**
 * Tells connections whose dialect wants it what a conversation is like now, whenever its last message or what its person has not
 * read moved. The state is read and not counted along, so that it is right whatever was lost or repeated on the way.
 */
export interface ConversationTeller {
  /** Notes for whom an event may have moved a conversation. */
  hear(announcement: Announcement): void;
  stop(): void;
}

/** What telling conversations needs. */
export interface ConversationTellerDeps {
  conversations: Pick<Conversations, 'get'>;
  sessions: Sessions;
}

/** Makes the teller of this replica. */
export function createConversationTeller(
  { conversations, sessions }: ConversationTellerDeps,
  onError: (error: unknown) => void,
): ConversationTeller {
  let waiting = new Map<string, Moved>();
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  const tell = async ({ personId, conversationId }: Moved): Promise<void> => {
    const conversation = await conversations.get(conversationId, personId);
    if (conversation === null) return;
    for (const session of listening(sessions, personId))
      session.say(encode(session.dialect, { type: 'conversation.updated', conversation }, session));
  };
  const flush = async (): Promise<void> => {
    const moved = [...waiting.values()];
    waiting = new Map();
    for (let start = 0; start < moved.length && !isStopped; start += READS_AT_ONCE) {
      const told = await Promise.allSettled(moved.slice(start, start + READS_AT_ONCE).map(tell));
      for (const outcome of told) if (outcome.status === 'rejected') onError(outcome.reason);
    }
    // Whoever came meanwhile is next, so that reads never overlap and an older state never comes after a newer one.
    timer = undefined;
    if (waiting.size > 0) gather();
  };
  const gather = (): void => {
    if (!isStopped) timer ??= setTimeout(() => void flush(), GATHER_MS);
  };

  return {
    hear({ audience, event }) {
      const conversationId = conversationOf(event);
      if (conversationId === undefined) return;
      for (const personId of event.type === 'read.updated' ? [event.person.id] : audience) {
        if (listening(sessions, personId).length === 0) continue;
        waiting.set(`${personId} ${conversationId}`, { personId, conversationId });
        gather();
      }
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

/** A conversation that is to be told to a person. */
interface Moved {
  personId: string;
  conversationId: string;
}

/** Which conversation an event may have moved; its own events say it themselves, and again after a read that began before them. */
function conversationOf(event: Event): string | undefined {
  switch (event.type) {
    case 'message.created':
    case 'message.updated':
    case 'message.deleted':
    case 'read.updated':
    case 'conversation.updated':
      return event.conversation.id;
    default:
      return undefined;
  }
}

function listening(sessions: Sessions, personId: string): Session[] {
  return [...(sessions.of(personId) ?? [])].filter(({ dialect }) => dialect.tellsConversations);
}
