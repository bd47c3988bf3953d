import { Id, Instant } from '@causerie/contracts';
import { z } from 'zod';
import type { Manual } from '../manual.ts';
import { SalonConversationPayload, SalonMessagePayload, SalonSendPayload } from './input.ts';
import { SalonAttachment, SalonMessage } from './responses.ts';

const Refusal = z.object({ message: z.string(), code: z.string(), retryable: z.boolean(), requestId: z.string() });
const Accepted = z.object({ ok: z.literal(true) });
const Refused = z.object({ ok: z.literal(false), error: Refusal });
const acknowledgement = z.union([Accepted, Refused]);
const UserId = z.string();
const NamedUser = z.object({ userId: UserId, userName: z.string() });

/** The manual of the dialect of salons. */
export const salonManual: Manual = {
  title: 'salon',
  description:
    'Namespace `/messaging`, `auth: {token}`. Events of a conversation go to sockets that joined it; the gateway itself brings what such a socket missed, once and in order. Ids of people are those of the tokens. A handshake with an invalid token is refused with `connect_error`, and a connection whose token ends hears `error` and is disconnected.',
  hears: {
    'join-conversation': {
      summary: 'Joins a conversation of mine.',
      payload: SalonConversationPayload,
      acknowledgement,
    },
    'leave-conversation': { summary: 'Leaves it.', payload: SalonConversationPayload, acknowledgement },
    'send-message': {
      summary:
        'Sends a message. An attachment is the address of a file that was uploaded to the conversation before. `clientMessageId` is optional and makes a retry safe.',
      payload: SalonSendPayload,
      acknowledgement: z.union([Accepted.extend({ message: SalonMessage }), Refused]),
    },
    'mark-as-read': {
      summary: 'Marks a message, and everything before it, as read.',
      payload: SalonMessagePayload,
      acknowledgement: z.union([Accepted.extend({ messageId: Id, readAt: Instant }), Refused]),
    },
    'mark-conversation-as-read': {
      summary: 'Marks everything in the conversation as read.',
      payload: SalonConversationPayload,
      acknowledgement,
    },
    'user-typing': { summary: 'I am typing.', payload: SalonConversationPayload, acknowledgement },
    'user-stopped-typing': { summary: 'I stopped typing.', payload: SalonConversationPayload, acknowledgement },
  },
  says: {
    'new-message': {
      summary: 'A message was committed in a conversation that this socket joined.',
      payload: z.object({
        id: Id,
        conversationId: Id,
        content: z.string(),
        authorId: UserId.nullable(),
        attachments: z.array(SalonAttachment),
        createdAt: Instant,
      }),
    },
    'message-read': {
      summary: 'A message was read, in a conversation that this socket joined; at most the newest 100 of one step.',
      payload: z.object({ messageId: Id, readAt: Instant }),
    },
    'user-typing': {
      summary: 'Somebody types. Forget it after 5 seconds without news.',
      payload: NamedUser.extend({ conversationId: Id }),
    },
    'user-stopped-typing': {
      summary: 'Somebody stopped typing.',
      payload: z.object({ conversationId: Id, userId: UserId }),
    },
    'user-online': {
      summary: 'Somebody I share a conversation with came online: their first device did.',
      payload: NamedUser,
    },
    'user-offline': { summary: 'They went: their last device did.', payload: z.object({ userId: UserId }) },
    'unread-count-updated': {
      summary: 'How many messages I have not read, over all conversations: at connect and whenever it may have moved.',
      payload: z.object({ totalUnread: z.int().min(0) }),
    },
    error: { summary: 'A command was refused, or the connection ends.', payload: z.object({ message: z.string() }) },
  },
};
