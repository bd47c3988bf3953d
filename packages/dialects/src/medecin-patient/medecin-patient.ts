import { errorBody, type Message } from '@causerie/contracts';
import type { Command, Dialect, Inbound, Outcome, Wire } from '../dialect.ts';
import {
  MedecinPatientReadPayload,
  MedecinPatientSendPayload,
  MedecinPatientTypingPayload,
  splitMetadata,
} from './input.ts';
import { roleWord } from '../rooms/rows.ts';
import { answerCommand, began, candidatesCommand, offerCommand, sessionCreated, signalled } from './signals.ts';
import { medecinPatientConversation, medecinPatientMessage, type MedecinPatientMessage } from './shapes.ts';

function inbound(decode: (payload: unknown) => Command): Inbound {
  return { decode, answer: (outcome) => ({ ack: { ok: true, ...resultOf(outcome) }, say: [] }) };
}

function resultOf(outcome: Outcome): object {
  if (outcome.verb === 'message.send') {
    const message = medecinPatientMessage(outcome.message, []);
    return { messageId: message.id, timestamp: message.timestamp, message };
  }
  return outcome.verb === 'message.read' ? { messageId: outcome.message.id, readAt: outcome.readAt } : {};
}

/** A message as events carry it: flat, and named `messageId` as well as `id`. */
function flat(message: Message): MedecinPatientMessage & { messageId: string } {
  return { messageId: message.id, ...medecinPatientMessage(message, []) };
}

function typing(active?: boolean): Inbound {
  return inbound((payload) => {
    const { conversationId, isTyping } = MedecinPatientTypingPayload.parse(payload);
    return { verb: 'typing', conversation: { id: conversationId }, active: active ?? isTyping };
  });
}

/**
 * The dialect of médecins and patients: flat messages, pushed to everybody in the conversation without any joining. Whoever
 * sent a message hears `message_delivered` instead of `new_message`, on all their devices, so that nothing shows twice.
 */
export const medecinPatient: Dialect = {
  name: 'medecin-patient',
  namespace: '/',
  resync: 'gateway',
  follows: 'all',
  tellsUnread: () => false,
  tellsConversations: true,
  calls: 'gateway',
  inbound: {
    send_message: inbound((payload) => {
      const { conversationId, content, clientMessageId, ...rest } = MedecinPatientSendPayload.parse(payload);
      const key = clientMessageId === undefined ? {} : { clientMessageId };
      return { verb: 'message.send', conversation: { id: conversationId }, content, ...key, ...splitMetadata(rest) };
    }),
    mark_as_read: inbound((payload) => {
      const named = MedecinPatientReadPayload.parse(payload);
      return 'messageId' in named
        ? { verb: 'message.read', messageId: named.messageId }
        : { verb: 'read.update', conversation: { id: named.conversationId } };
    }),
    typing: typing(),
    user_typing: typing(),
    typing_start: typing(true),
    typing_stop: typing(false),
    webrtc_offer: inbound(offerCommand),
    webrtc_answer: inbound(answerCommand),
    webrtc_ice_candidates: inbound(candidatesCommand),
  },
  outbound: {
    'message.created': ({ message }, { person }) =>
      message.author?.id === person.id
        ? { event: 'message_delivered', payload: { ...flat(message), clientMessageId: message.clientMessageId } }
        : { event: 'new_message', payload: flat(message) },
    'message.updated': ({ message }) => {
      // Who has read it by now is not known here, and `sent` would take back what a client knows.
      const { status: _, ...changed } = flat(message);
      return { event: 'message_updated', payload: changed };
    },
    'message.deleted': ({ message: { id: messageId, conversationId } }) => ({
      event: 'message_deleted',
      payload: { messageId, conversationId },
    }),
    'read.updated': ({ conversation, person, readMessages = [], at: readAt }) => ({
      event: 'messages_read',
      payload: {
        conversationId: conversation.id,
        userId: person.subject,
        messageIds: readMessages.map(({ id }) => id),
        readAt,
      },
    }),
    'conversation.created': ({ conversation }, { person }) => ({
      event: 'conversation_updated',
      payload: medecinPatientConversation(conversation, person.id),
    }),
    'conversation.updated': ({ conversation }, { person }) => ({
      event: 'conversation_updated',
      payload: medecinPatientConversation(conversation, person.id),
    }),
    'conversation.deleted': ({ conversation }) => ({
      event: 'conversation_deleted',
      payload: { conversationId: conversation.id },
    }),
    'notification.created': ({ notification: { id, kind: type, conversationId, count, createdAt: timestamp } }) => ({
      event: 'notification',
      payload: { id, type, conversationId, count, timestamp },
    }),
    typing: ({ conversation, person: { subject: userId, name: userName }, active: isTyping }) => ({
      event: 'user_typing',
      payload: { conversationId: conversation.id, userId, userName, isTyping },
    }),
    presence: ({ person: { subject: userId, name: userName }, online, lastSeenAt: lastSeen }) =>
      online
        ? { event: 'user_online', payload: { userId, userName } }
        : { event: 'user_offline', payload: { userId, userName, lastSeen } },
    'call.created': ({ call }, { person }) => (began(call, person.id) ? sessionCreated(call) : null),
    'call.incoming': ({ call }) => sessionCreated(call),
    'call.signal': signalled,
    // This dialect has no words for how a call goes on, nor for how it ends: its clients ask by REST.
    'call.updated': null,
    'delivered.updated': null,
    'unread.updated': null,
    'notifications.updated': null,
    'session.revoked': null,
  },
  welcome: ({ person: { subject: userId, side }, connectionId: socketId }): Wire => {
    const role = roleWord(side);
    return { event: 'connection_established', payload: { userId, userType: role, role, socketId } };
  },
  tops: () => null,
  farewell: () => null,
  refuse: (error, requestId) => {
    const { code, detail } = errorBody(error, requestId);
    const body = { message: detail, code, retryable: error.retryable, requestId };
    return { ack: { ok: false, error: body }, say: [{ event: 'error', payload: body }] };
  },
};
