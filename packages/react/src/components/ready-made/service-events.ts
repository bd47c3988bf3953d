import {
  type Causerie,
  legacyConversation,
  type LegacyConversation,
  type LegacyMessage,
  legacyMessage,
} from '@causerie/client';

/** What the messaging services tell, under the names that pages of médecins and patients listen for. */
export interface ServiceEvents {
  connect: { socketId: string | null };
  disconnect: { reason: string };
  /** A message of somebody else. */
  new_message: LegacyMessage;
  /** The server has a message of mine. */
  message_delivered: LegacyMessage;
  conversation_updated: LegacyConversation;
  user_typing: { conversationId: string; userId: string; userName: string; isTyping: boolean };
  user_online: { userId: string };
  user_offline: { userId: string; lastSeenAt: string | null };
  notification: { id: string; kind: string; conversationId: string | null; count: number };
  /** A video session that I am part of began. */
  webrtc_session_created: { sessionId: string; conferenceLink: string; conferenceCode: string; participants: string[] };
}

/** Tells one event. */
export type Emit = <Name extends keyof ServiceEvents>(name: Name, event: ServiceEvents[Name]) => void;

/** Tells what a messenger hears in the words of the services; returns how to stop. */
export function bridge(client: Causerie, emit: Emit): () => void {
  const entryOf = (id: string) => client.getSnapshot().conversations[id];
  let wasConnected = client.getSnapshot().connection.status === 'connected';
  const stops = [
    client.on('message', ({ message, mine }) =>
      emit(mine ? 'message_delivered' : 'new_message', legacyMessage(message, entryOf(message.conversationId))),
    ),
    client.on('conversation', ({ conversationId }) => {
      const entry = entryOf(conversationId);
      if (entry !== undefined) emit('conversation_updated', legacyConversation(entry));
    }),
    client.on('typing', ({ conversationId, person, active }) =>
      emit('user_typing', { conversationId, userId: person.subject, userName: person.name, isTyping: active }),
    ),
    client.on('presence', ({ personId, online, lastSeenAt }) => {
      const userId = subjectOf(client, personId);
      if (userId === null) return;
      if (online) emit('user_online', { userId });
      else emit('user_offline', { userId, lastSeenAt });
    }),
    client.on('notification', ({ id, kind, conversationId, count }) =>
      emit('notification', { id, kind, conversationId, count }),
    ),
    client.on('connection', ({ status, socketId }) => {
      const isConnected = status === 'connected';
      if (isConnected === wasConnected) return;
      wasConnected = isConnected;
      if (isConnected) emit('connect', { socketId });
      else emit('disconnect', { reason: status });
    }),
    client.callLine.transport.listen({
      ready: () => undefined,
      lost: () => undefined,
      event: (name, payload) => {
        if (name === 'call.created') emit('webrtc_session_created', sessionOf(payload as CreatedCall));
      },
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** What is read of a call that began. */
interface CreatedCall {
  call: {
    id: string;
    link: string;
    code: string | null;
    participants: readonly { person: { subject: string } | null }[];
  };
}

function sessionOf({ call }: CreatedCall): ServiceEvents['webrtc_session_created'] {
  return {
    sessionId: call.id,
    conferenceLink: call.link,
    conferenceCode: call.code ?? '',
    participants: call.participants.flatMap(({ person }) => (person === null ? [] : [person.subject])),
  };
}

/** A person's id in the host's system, for those I have a conversation with. */
function subjectOf(client: Causerie, personId: string): string | null {
  for (const { markers } of Object.values(client.getSnapshot().conversations)) {
    const found = markers.find(({ person }) => person.id === personId);
    if (found !== undefined) return found.person.subject;
  }
  return null;
}
