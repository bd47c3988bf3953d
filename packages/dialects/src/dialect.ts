import type {
  AppError,
  Call,
  CallMedia,
  Event,
  EventOf,
  Message,
  MessageType,
  Person,
  RingAnswer,
  Signal,
  TopSeq,
} from '@causerie/contracts';

/** How a wire names a conversation: by our UUID or by its integer number. */
export type ConversationKey = { id: string } | { number: number };

/** What a socket may ask for, in the neutral words of the product. */
export type Command =
  | {
      verb: 'message.send';
      conversation: ConversationKey;
      content: string;
      type?: Exclude<MessageType, 'system'> | undefined;
      clientMessageId?: string | undefined;
      metadata?: NonNullable<Message['metadata']> | undefined;
      replyToId?: string | undefined;
      mentions?: readonly string[] | undefined;
      attachmentIds?: readonly string[] | undefined;
      /** Links to files elsewhere; taken only where the operator allows them, and our own links become attachments. */
      links?: ReadonlyArray<{ url: string; mediaType: string }> | undefined;
    }
  | { verb: 'message.edit'; messageId: string; content: string }
  | { verb: 'message.delete'; messageId: string }
  | { verb: 'reaction.set'; messageId: string; emoji: string; active: boolean }
  /** Everything up to this message is read. */
  | { verb: 'message.read'; messageId: string }
  | { verb: 'conversation.join'; conversation: ConversationKey }
  | { verb: 'conversation.leave'; conversation: ConversationKey }
  /** Without `upToSeq`: everything there is. */
  | { verb: 'read.update'; conversation: ConversationKey; upToSeq?: number | undefined }
  | { verb: 'delivered.update'; conversation: ConversationKey; upToSeq: number }
  | { verb: 'typing'; conversation: ConversationKey; active: boolean }
  | { verb: 'auth.refresh'; token: string }
  | { verb: 'sync' }
  | { verb: 'call.ring'; callId: string; device: string }
  | { verb: 'call.attach'; callId: string; device: string }
  | { verb: 'call.join'; callId: string; device: string; takeOver: boolean; media?: CallMedia | undefined }
  | { verb: 'call.decline' | 'call.leave' | 'call.end'; callId: string }
  | { verb: 'call.media'; callId: string; media: CallMedia }
  | {
      verb: 'call.signal';
      callId: string;
      /** A participant, or the person with this id in the product team's system; null names the only other one. */
      to: { participantId: string } | { subject: string | null };
      signal: Signal;
      /** Who the payload says it is from; refused when it is not its sender (ID-7). */
      claimedFrom?: string | undefined;
      /** For wires without an event for answering: who answers an offer takes part. */
      joins?: boolean | undefined;
    }
  | { verb: 'call.sync' };
export type Verb = Command['verb'];

/** What carrying out a command gives back to the socket that asked. */
export type Outcome =
  | { verb: 'message.send'; message: Message; created: boolean }
  | { verb: 'message.edit' | 'message.delete' | 'reaction.set'; message: Message }
  | { verb: 'message.read'; message: Message; readAt: string }
  | { verb: 'conversation.join'; conversation: { id: string; number: number } }
  | { verb: 'conversation.leave'; conversation: { id: string; number: number } }
  | { verb: 'read.update' | 'delivered.update'; participant: unknown }
  | { verb: 'typing' }
  | { verb: 'auth.refresh'; expiresAt: string }
  | { verb: 'sync'; tops: TopSeq[] }
  | ({ verb: 'call.ring' } & RingAnswer)
  | {
      verb: 'call.attach' | 'call.join' | 'call.decline' | 'call.leave' | 'call.end' | 'call.media';
      call: Call;
    }
  | { verb: 'call.signal' }
  | { verb: 'call.sync'; calls: Call[] };

/** One packet for a client. */
export interface Wire {
  event: string;
  payload: unknown;
}

/** What a dialect knows of the socket it speaks to. */
export interface Listener {
  person: Person;
  /** Whether this socket joined the conversation the event is about. */
  joined(conversationId: string): boolean;
}

/** What a new connection may be told. */
export interface Welcome {
  person: Person;
  connectionId: string;
  replica: string;
  expiresAt: string;
  tops: TopSeq[];
}

/** One client event: how to read it, and what to say back once it was carried out. */
export interface Inbound {
  /** @throws ZodError on input that is not of the event's form. */
  decode(payload: unknown): Command;
  /** The acknowledgement (for clients that ask for one) and packets for the asking socket alone. */
  answer(outcome: Outcome): { ack: unknown; say: Wire[] };
}

/** What one event becomes for one listener: nothing, a packet, or several in their order. */
export type Said = Wire | readonly Wire[] | null;

/** How one event sounds to one listener. */
export type Say<E> = (event: E, listener: Listener) => Said;

/** A way of talking: names and shapes of one of the systems whose clients we serve. Pure data and pure functions. */
export interface Dialect {
  name: 'v1' | 'medecin-patient' | 'rooms' | 'salon';
  namespace: '/v1' | '/' | '/messaging';
  /** Who notices a push that was lost: clients that know `seq`, or else the gateway, which keeps their place for them. */
  resync: 'client' | 'gateway';
  /** Which conversations a connection hears messages of: those it joined, or all of the person. */
  follows: 'joined' | 'all';
  /** Whether the gateway tells a connection the total of its unread messages whenever that moves. */
  tellsUnread(auth: Readonly<Record<string, unknown>>): boolean;
  /** Whether the gateway tells a connection a conversation anew, as `conversation.updated`, when its last message or what is unread moved. */
  tellsConversations: boolean;
  /**
   * Who asks whether a device may ring (CALL-3) and says that it is still there (CALL-6): clients that know devices, or the gateway for
   * those that do not; null for dialects that say nothing of calls.
   */
  calls: 'client' | 'gateway' | null;
  inbound: Readonly<Record<string, Inbound>>;
  /** Exhaustive: a new event does not compile until every dialect answers. */
  outbound: { readonly [T in Event['type']]: Say<EventOf<T>> | null };
  /** First words to a new connection; null for dialects whose documents have no such thing. */
  welcome(welcome: Welcome): Wire | null;
  /** Tops heartbeat (DEL-6); null for dialects whose documents have no such thing. */
  tops(tops: TopSeq[]): Wire | null;
  /** Said right before the server closes the socket. */
  farewell(reason: 'token_expired' | 'revoked' | 'slow_consumer' | 'restart'): Wire | null;
  /** The acknowledgement of a refused command, and the packet for the asking socket, if the dialect has one. */
  refuse(error: AppError, requestId: string): { ack: unknown; say: Wire[] };
}

/** How one event of any type sounds to one listener of a dialect. */
export function encode(dialect: Dialect, event: Event, listener: Listener): Said {
  const say = dialect.outbound[event.type] as Say<Event> | null;
  return say === null ? null : say(event, listener);
}
