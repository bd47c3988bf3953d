import type { Actor, EventOf } from '@causerie/contracts';
import type { ConversationRef, Messages } from '@causerie/core';
import { encode } from '@causerie/dialects';
import type { Session } from './session.ts';

/** Messages fetched at once when a socket has missed some. */
const CATCH_UP_PAGE = 100;

/** Where one socket stands in the log of one conversation that it joined. */
export interface Place extends ConversationRef {
  /** Everything up to here was said to this socket, in order and once. */
  seq: number;
  /** The highest seq that is known to exist. */
  top: number;
  catchingUp: boolean;
}

/**
 * Keeps the place of sockets whose dialect cannot see a gap itself: they hear every message of a conversation they
 * joined exactly once and in order, even when an announcement was lost, repeated or overtaken (DEL-6).
 */
export interface Follower {
  /** Joins at the end of the log. False when the person is not in the conversation. */
  join(session: Session, conversation: ConversationRef): Promise<boolean>;
  /** Says a pushed message when it is the next one, and fetches what is missing when it is not. */
  hear(session: Session, event: EventOf<'message.created'>): void;
  /** Looks whether a socket has fallen behind a top that the heartbeat read. */
  hearTop(session: Session, conversationId: string, lastSeq: number): void;
}

/** Makes the follower of this replica. */
export function createFollower(messages: Pick<Messages, 'page'>, onError: (error: unknown) => void): Follower {
  const catchUp = async (session: Session, place: Place): Promise<void> => {
    place.catchingUp = true;
    try {
      while (place.seq < place.top && session.places.get(place.id) === place) {
        const page = await messages.page({ ...asReader(session.actor, place), after: place.seq, limit: CATCH_UP_PAGE });
        if (page === null || page.items.length === 0) return;
        for (const message of page.items) {
          place.seq = message.seq;
          const conversation = { id: place.id, number: place.number };
          session.say(
            encode(session.dialect, { type: 'message.created', message, conversation, requestId: null }, session),
          );
        }
      }
    } finally {
      place.catchingUp = false;
    }
  };
  const raise = (session: Session, place: Place, top: number): void => {
    place.top = Math.max(place.top, top);
    if (place.seq < place.top && !place.catchingUp) catchUp(session, place).catch(onError);
  };

  return {
    async join(session, conversation) {
      const end = { after: Number.MAX_SAFE_INTEGER, limit: 1 };
      const page = await messages.page({ ...asReader(session.actor, conversation), ...end });
      if (page === null) return false;
      const { lastSeq } = page;
      session.places.set(conversation.id, { ...conversation, seq: lastSeq, top: lastSeq, catchingUp: false });
      return true;
    },
    hear(session, event) {
      const place = session.places.get(event.conversation.id);
      if (place === undefined) return;
      const { seq } = event.message;
      if (seq === place.seq + 1 && !place.catchingUp) {
        place.seq = seq;
        place.top = Math.max(place.top, seq);
        session.say(encode(session.dialect, event, session));
      } else if (seq > place.seq) raise(session, place, seq);
    },
    hearTop(session, conversationId, lastSeq) {
      const place = session.places.get(conversationId);
      if (place !== undefined) raise(session, place, lastSeq);
    },
  };
}

function asReader(actor: Actor, conversation: ConversationRef) {
  return { conversationId: conversation.id, personId: actor.person.id };
}
