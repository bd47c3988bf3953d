import { errorBody } from '@causerie/contracts';
import type { Command, Dialect, Inbound, Listener, Outcome, Wire } from '../dialect.ts';
import { SalonConversationPayload, SalonMessagePayload, SalonSendPayload } from './input.ts';
import { salonAttachments, salonMessage } from './responses.ts';

/** Events of a conversation go only to sockets that joined it. */
function inRoom<T extends Wire | Wire[]>(listener: Listener, conversationId: string, said: T): T | null {
  return listener.joined(conversationId) ? said : null;
}

function inbound(decode: (payload: unknown) => Command): Inbound {
  return { decode, answer: (outcome) => ({ ack: { ok: true, ...resultOf(outcome) }, say: [] }) };
}

function resultOf(outcome: Outcome): object {
  if (outcome.verb === 'message.send') return { message: salonMessage(outcome.message, null) };
  if (outcome.verb === 'message.read') return { messageId: outcome.message.id, readAt: outcome.readAt };
  return {};
}

const place = (payload: unknown) => ({ id: SalonConversationPayload.parse(payload).conversationId });

/** What the client may show its user right before it is disconnected. */
const FAREWELLS = {
  token_expired: 'The token has expired',
  revoked: 'A valid token is required',
  slow_consumer: 'The connection was too slow',
} as const;

/** The dialect of salons: kebab-case, UUIDs for conversations and messages, the product's own ids for people. */
export const salon: Dialect = {
  name: 'salon',
  namespace: '/messaging',
  resync: 'gateway',
  follows: 'joined',
  tellsUnread: () => true,
  tellsConversations: false,
  calls: null,
  inbound: {
    'join-conversation': inbound((payload) => ({ verb: 'conversation.join', conversation: place(payload) })),
    'leave-conversation': inbound((payload) => ({ verb: 'conversation.leave', conversation: place(payload) })),
    'send-message': inbound((payload) => {
      const { conversationId, attachments, ...rest } = SalonSendPayload.parse(payload);
      const links = attachments.map(({ url, type }) => ({ url, mediaType: type }));
      return {
        verb: 'message.send',
        conversation: { id: conversationId },
        ...rest,
        ...(links.length === 0 ? {} : { links }),
      };
    }),
    'mark-as-read': inbound((payload) => ({
      verb: 'message.read',
      messageId: SalonMessagePayload.parse(payload).messageId,
    })),
    'mark-conversation-as-read': inbound((payload) => ({ verb: 'read.update', conversation: place(payload) })),
    'user-typing': inbound((payload) => ({ verb: 'typing', conversation: place(payload), active: true })),
    'user-stopped-typing': inbound((payload) => ({ verb: 'typing', conversation: place(payload), active: false })),
  },
  outbound: {
    'message.created': ({ message }, listener) => {
      const { id, conversationId, content, author, createdAt } = message;
      const attachments = salonAttachments(message);
      return inRoom(listener, conversationId, {
        event: 'new-message',
        payload: { id, conversationId, content, authorId: author?.subject ?? null, attachments, createdAt },
      });
    },
    'read.updated': ({ conversation, readMessages = [], at: readAt }, listener) =>
      inRoom(
        listener,
        conversation.id,
        readMessages.map(({ id: messageId }) => ({ event: 'message-read', payload: { messageId, readAt } })),
      ),
    typing: ({ conversation: { id: conversationId }, person: { subject: userId, name: userName }, active }, listener) =>
      inRoom(
        listener,
        conversationId,
        active
          ? { event: 'user-typing', payload: { conversationId, userId, userName } }
          : { event: 'user-stopped-typing', payload: { conversationId, userId } },
      ),
    presence: ({ person: { subject: userId, name: userName }, online }) =>
      online ? { event: 'user-online', payload: { userId, userName } } : { event: 'user-offline', payload: { userId } },
    'unread.updated': ({ total }) => ({ event: 'unread-count-updated', payload: { totalUnread: total } }),
    'message.updated': null,
    'message.deleted': null,
    'delivered.updated': null,
    'conversation.created': null,
    'conversation.updated': null,
    'conversation.deleted': null,
    'notification.created': null,
    'notifications.updated': null,
    'session.revoked': null,
    'call.created': null,
    'call.incoming': null,
    'call.updated': null,
    'call.signal': null,
  },
  welcome: () => null,
  tops: () => null,
  // After a restart the client comes back by itself, and its user need not know.
  farewell: (reason) => (reason === 'restart' ? null : { event: 'error', payload: { message: FAREWELLS[reason] } }),
  refuse: (error, requestId) => {
    const { code, detail } = errorBody(error, requestId);
    const body = { message: detail, code, retryable: error.retryable, requestId };
    return { ack: { ok: false, error: body }, say: [{ event: 'error', payload: { message: detail } }] };
  },
};
