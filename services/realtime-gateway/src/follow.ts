import type { Actor, EventOf, Message } from '@causerie/contracts';
import type { ConversationRef, Conversations, Messages } from '@causerie/core';
import { encode } from '@causerie/dialects';
import type { Session } from './session.ts';
import { TOPS_AT_CONNECT_MAX } from './tops.ts';

/** Messages fetched at once when a socket has missed some. */
const CATCH_UP_PAGE = 100;
/**
 * Conversations in which one socket has a place without joining: as many as it is told the tops of. In further ones it hears what
 * is pushed, and sees what was lost by listing.
 */
const FOLLOWED_MAX = TOPS_AT_CONNECT_MAX;

/** Where one socket stands in the log of one conversation that it joined, or follows without joining. */
export interface Place {
  id: string;
  /** The conversation's integer name; null until somebody needs it. */
  number: number | null;
  /** Everything up to here was said to this socket, in order and once. */
  seq: number;
  /** The highest seq that is known to exist. */
  top: number;
  catchingUp: boolean;
}

/**
 * Keeps the place of sockets whose dialect cannot see a gap itself: they hear every message of the conversations they
 * joined or follow exactly once and in order, even when an announcement was lost, repeated or overtaken (DEL-6).
 */
export interface Follower {
  /** Joins at the end of the log. False when the person is not in the conversation. */
  join(session: Session, conversation: ConversationRef): Promise<boolean>;
  /** Says a pushed message when it is the next one, and fetches what is missing when it is not. */
  hear(session: Session, event: EventOf<'message.created'>): void;
  /** Whether the socket follows every conversation of the person, and has yet to be told where it begins. */
  awaitsStart(session: Session): boolean;
  /**
   * For such sockets: begins at the tops of the moment. What is pushed before finds its place by itself, and a conversation that
   * begins later is followed from its first message.
   */
  followAll(session: Session, tops: ReadonlyArray<{ conversationId: string; lastSeq: number }>): void;
  /** Looks whether a socket has fallen behind a top that the heartbeat read. */
  hearTop(session: Session, conversationId: string, lastSeq: number): void;
}

/** Makes the follower of this replica. */
export function createFollower(
  { messages, access }: { messages: Pick<Messages, 'page'>; access: Conversations['access'] },
  onError: (error: unknown) => void,
): Follower {
  const catchUp = async (session: Session, place: Place): Promise<void> => {
    place.catchingUp = true;
    try {
      place.number ??= (await access(place.id))?.number ?? null;
      const { id, number } = place;
      if (number === null) return;
      while (place.seq < place.top && session.places.get(place.id) === place) {
        const page = await messages.page({ ...asReader(session.actor, place), after: place.seq, limit: CATCH_UP_PAGE });
        if (page === null || page.items.length === 0) return;
        for (const message of page.items) {
          place.seq = message.seq;
          // Deleted before this socket heard of it: there is nothing to show, and nothing to take away again.
          if (message.deletedAt !== null) continue;
          sayCreated(session, message, { id, number });
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
      const { seq } = event.message;
      // Who knows the tops of the start knows all conversations of then, so that another one began since and is owed whole.
      const place = placeOf(session, event.conversation, session.isFollowing ? 0 : seq - 1);
      if (place === undefined) {
        if (session.dialect.follows === 'all') session.say(encode(session.dialect, event, session));
        return;
      }
      if (seq === place.seq + 1 && !place.catchingUp) {
        place.seq = seq;
        place.top = Math.max(place.top, seq);
        session.say(encode(session.dialect, event, session));
      } else if (seq > place.seq) raise(session, place, seq);
    },
    awaitsStart: ({ dialect, isFollowing }) =>
      dialect.follows === 'all' && dialect.resync === 'gateway' && !isFollowing,
    followAll(session, tops) {
      for (const { conversationId: id, lastSeq } of tops) {
        const place = placeOf(session, { id, number: null }, lastSeq);
        if (place !== undefined) raise(session, place, lastSeq);
      }
      session.isFollowing = true;
    },
    hearTop(session, conversationId, lastSeq) {
      // Before the tops of the start are known, nobody can say from where on this socket has heard.
      const known = session.places.get(conversationId);
      if (known === undefined && !session.isFollowing) return;
      const place = known ?? placeOf(session, { id: conversationId, number: null }, 0);
      if (place !== undefined) raise(session, place, lastSeq);
    },
  };
}

function sayCreated(session: Session, message: Message, conversation: ConversationRef): void {
  const event = { type: 'message.created' as const, message, conversation, requestId: null };
  session.say(encode(session.dialect, event, session));
}

/** The place of a socket in a conversation; made on the way for dialects that follow them all. */
function placeOf(
  session: Session,
  { id, number }: { id: string; number: number | null },
  seq: number,
): Place | undefined {
  const known = session.places.get(id);
  if (known !== undefined || session.dialect.follows === 'joined' || session.places.size >= FOLLOWED_MAX) return known;
  const place: Place = { id, number, seq, top: seq, catchingUp: false };
  session.places.set(id, place);
  return place;
}

function asReader(actor: Actor, conversation: { id: string }) {
  return { conversationId: conversation.id, personId: actor.person.id };
}
