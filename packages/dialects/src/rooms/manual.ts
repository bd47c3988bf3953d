import { MessageText, ClientKey } from '@causerie/contracts';
import { z } from 'zod';
import type { Manual } from '../manual.ts';

/** Ids of people print as integers where they are integers. */
const PersonId = z.union([z.int(), z.string()]);
const RoomId = z.int().min(1);
const Room = z.object({ conversationId: z.union([RoomId, z.string()]) });
const Refusal = z.object({ message: z.string(), code: z.string(), retryable: z.boolean(), requestId: z.string() });
const Accepted = z.object({ ok: z.literal(true) });
const Refused = z.object({ ok: z.literal(false), error: Refusal });
const acknowledgement = z.union([Accepted, Refused]);
const Typist = z.object({ conversationId: RoomId, userId: PersonId });

/** A row of `messages`, as events carry it. */
const Row = z.object({
  id: RoomId,
  conversation_id: RoomId,
  sender_id: PersonId.nullable(),
  sender_role: z.enum(['medecin', 'patient']).nullable(),
  content: z.string(),
  type: z.string(),
  sent_at: z.string(),
  is_read: z.boolean(),
});

/** The manual of the dialect of rooms. */
export const roomsManual: Manual = {
  title: 'rooms',
  description:
    'Namespace `/`, `auth: {token}` without `userType`. Integer ids. Events of a conversation go to sockets that joined its room; the gateway itself brings what such a socket missed, once and in order.',
  hears: {
    join_room: { summary: 'Joins the room of a conversation of mine.', payload: Room, acknowledgement },
    leave_room: { summary: 'Leaves a room.', payload: Room, acknowledgement },
    send_message: {
      summary: 'Sends a message. `clientMessageId` is optional and makes a retry safe.',
      payload: z.object({ ...Room.shape, content: MessageText, clientMessageId: ClientKey.optional() }),
      acknowledgement: z.union([Accepted.extend({ messageId: RoomId, sentAt: z.string() }), Refused]),
    },
    mark_as_read: { summary: 'Marks everything in the conversation as read.', payload: Room, acknowledgement },
    typing_start: { summary: 'I began to type.', payload: Room, acknowledgement },
    typing_stop: { summary: 'I stopped typing.', payload: Room, acknowledgement },
  },
  says: {
    connection_established: {
      summary: 'First event of a connection: who the token says I am.',
      payload: z.object({ userId: PersonId, userRole: z.enum(['medecin', 'patient']) }),
    },
    room_joined: { summary: 'The room was joined.', payload: z.object({ conversationId: RoomId }) },
    room_left: { summary: 'The room was left.', payload: z.object({ conversationId: RoomId }) },
    new_message: {
      summary: 'A message was committed in a room that this socket joined.',
      payload: z.object({ message: Row, conversationId: RoomId }),
    },
    messages_read: {
      summary: 'Somebody has read messages in a room that this socket joined.',
      payload: z.object({ conversationId: RoomId, userId: PersonId, updatedCount: z.int().min(0) }),
    },
    typing_start: { summary: 'Somebody in the room types. Forget it after 5 seconds without news.', payload: Typist },
    typing_stop: { summary: 'Somebody in the room stopped typing.', payload: Typist },
    error: { summary: 'A command was refused.', payload: Refusal },
  },
};
