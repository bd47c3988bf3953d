import { errorBody } from '@causerie/contracts';
import type { Command, Dialect, Inbound, Listener, Outcome, Wire } from '../dialect.ts';
import { RoomPayload, SendPayload } from './input.ts';
import { messageRow, printId, roleWord } from './rows.ts';

/** Every event of this dialect goes only to sockets that joined the conversation's room. */
function inRoom(listener: Listener, conversationId: string, wire: Wire): Wire | null {
  return listener.joined(conversationId) ? wire : null;
}

function inbound(decode: (payload: unknown) => Command, say: (outcome: Outcome) => Wire[] = () => []): Inbound {
  return { decode, answer: (outcome) => ({ ack: { ok: true, ...sent(outcome) }, say: say(outcome) }) };
}

function sent(outcome: Outcome): object {
  if (outcome.verb !== 'message.send') return {};
  return { messageId: outcome.message.number, sentAt: outcome.message.createdAt };
}

const room = (payload: unknown) => ({ number: RoomPayload.parse(payload).conversationId });

function roomWire(event: string): (outcome: Outcome) => Wire[] {
  return (outcome) =>
    'conversation' in outcome ? [{ event, payload: { conversationId: outcome.conversation.number } }] : [];
}

/** The dialect of rooms: integer ids, snake_case rows, and events for sockets that joined `conversation_<id>`. */
export const rooms: Dialect = {
  name: 'rooms',
  namespace: '/',
  resync: 'gateway',
  follows: 'joined',
  tellsUnread: () => false,
  tellsConversations: false,
  calls: null,
  inbound: {
    join_room: inbound(
      (payload) => ({ verb: 'conversation.join', conversation: room(payload) }),
      roomWire('room_joined'),
    ),
    leave_room: inbound(
      (payload) => ({ verb: 'conversation.leave', conversation: room(payload) }),
      roomWire('room_left'),
    ),
    send_message: inbound((payload) => {
      const { conversationId, ...rest } = SendPayload.parse(payload);
      return { verb: 'message.send', conversation: { number: conversationId }, ...rest };
    }),
    mark_as_read: inbound((payload) => ({ verb: 'read.update', conversation: room(payload) })),
    typing_start: inbound((payload) => ({ verb: 'typing', conversation: room(payload), active: true })),
    typing_stop: inbound((payload) => ({ verb: 'typing', conversation: room(payload), active: false })),
  },
  outbound: {
    'message.created': ({ message, conversation }, listener) =>
      inRoom(listener, conversation.id, {
        event: 'new_message',
        payload: { message: messageRow(message, conversation.number, false), conversationId: conversation.number },
      }),
    'read.updated': ({ conversation, person, updatedCount }, listener) =>
      inRoom(listener, conversation.id, {
        event: 'messages_read',
        payload: { conversationId: conversation.number, userId: printId(person.subject), updatedCount },
      }),
    typing: ({ conversation, person, active }, listener) =>
      inRoom(listener, conversation.id, {
        event: active ? 'typing_start' : 'typing_stop',
        payload: { conversationId: conversation.number, userId: printId(person.subject) },
      }),
    'message.updated': null,
    'message.deleted': null,
    'delivered.updated': null,
    'conversation.created': null,
    'conversation.updated': null,
    'conversation.deleted': null,
    'unread.updated': null,
    'notification.created': null,
    'notifications.updated': null,
    'session.revoked': null,
    'call.created': null,
    'call.incoming': null,
    'call.updated': null,
    'call.signal': null,
    presence: null,
  },
  welcome: ({ person }) => ({
    event: 'connection_established',
    payload: { userId: printId(person.subject), userRole: roleWord(person.side) },
  }),
  tops: () => null,
  farewell: () => null,
  refuse: (error, requestId) => {
    const { code, detail } = errorBody(error, requestId);
    const body = { message: detail, code, retryable: error.retryable, requestId };
    return { ack: { ok: false, error: body }, say: [{ event: 'error', payload: body }] };
  },
};
