import {
  type Causerie,
  legacyConversation,
  type LegacyConversation,
  type LegacyMessage,
  legacyMessage,
} from '@causerie/client';
import { originOf } from './origins.ts';
import { bridgeCalls } from './service-call-events.ts';
import type { ServiceCall } from './service-shapes.ts';

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
  /** A video session that I am part of began, or I am invited to it now; once for each session. */
  webrtc_session_created: { sessionId: string; conferenceLink: string; conferenceCode: string; participants: string[] };
  /** Somebody calls me: `acceptCall` or `declineCall`. */
  incoming_call: ServiceCall;
  /** Something about a call of mine changed, also that I began one. */
  call_updated: ServiceCall;
  /** A call of mine ended, whoever ended it. */
  call_ended: ServiceCall;
}

/** Tells one event. */
export type Emit = <Name extends keyof ServiceEvents>(name: Name, event: ServiceEvents[Name]) => void;

/** Tells what a messenger hears in the words of the services; returns how to stop, which tells why it is over. */
export function bridge(client: Causerie, emit: Emit): (reason: string) => void {
  const entryOf = (id: string) => client.getSnapshot().conversations[id];
  const stops = [
    client.on('message', ({ message, mine }) => {
      const printed = legacyMessage(message, entryOf(message.conversationId), originOf(client));
      emit(mine ? 'message_delivered' : 'new_message', printed);
    }),
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
    bridgeCalls(client.callLine, emit),
  ];
  const stopConnection = bridgeConnection(client, emit);
  return (reason) => {
    for (const stop of stops) stop();
    stopConnection(reason);
  };
}

/** Whether messages flow. */
export function isConnected({ callLine }: Causerie): boolean {
  return callLine.transport.isReady();
}

/** Tells when messages begin to flow and when they no longer do; that they flow already is told, too. */
function bridgeConnection(client: Causerie, emit: Emit) {
  let wasConnected = false;
  let isOver = false;
  function look(): void {
    if (isOver) return;
    const { connection, ended } = client.getSnapshot();
    const { status, socketId } = connection;
    const isNow = isConnected(client);
    if (isNow === wasConnected) return;
    wasConnected = isNow;
    if (isNow) emit('connect', { socketId });
    else emit('disconnect', { reason: ended === 'revoked' ? 'signed out' : status });
  }
  // A loss is told in several steps, of which the last counts.
  const stop = client.on('connection', () => queueMicrotask(look));
  queueMicrotask(look);
  return (reason: string) => {
    stop();
    isOver = true;
    if (wasConnected) emit('disconnect', { reason });
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
