import type { Manner } from './speaker.ts';

/** Our own dialect. */
const v1: Manner = {
  name: 'v1',
  namespace: '/v1',
  path: '/v1',
  openBody: ({ subject }) => ({ withSubject: subject }),
  idOf: (body) => body.id,
  seen: ({ id, content, author }) => ({ id, content, from: author.name }),
  pushed: { event: 'message.created', message: ({ message }) => message },
  items: ({ items }) => items,
  enter: null,
  say: {
    event: 'message.send',
    input: (conversationId, content, clientMessageId) => ({ conversationId, content, clientMessageId }),
    id: ({ message }) => message.id,
  },
  read: (conversationId, upToSeq) => ['read.update', { conversationId, upToSeq }],
  typing: { event: 'typing', input: (conversationId) => ({ conversationId, active: true }), heard: 'typing' },
  readHeard: 'read.updated',
  unread: { path: '/v1/unread', count: ({ total }) => total },
};

/** The dialect of rooms: integer ids, column names, rooms that are joined. */
const rooms: Manner = {
  name: 'rooms',
  namespace: '/',
  path: '/api/messaging',
  openBody: ({ side, subject }) => (side === 'client' ? { patient_id: Number(subject) } : { doctorId: subject }),
  idOf: ({ id }) => String(id),
  seen: ({ id, content, sender_role: role }) => ({
    id: String(id),
    content,
    from: role === 'medecin' ? 'Dr Camille Moreau' : 'Léa Martin',
  }),
  pushed: { event: 'new_message', message: ({ message }) => message },
  items: (body) => body,
  enter: 'join_room',
  say: {
    event: 'send_message',
    input: (conversationId, content, clientMessageId) => ({ conversationId, content, clientMessageId }),
    id: ({ messageId }) => String(messageId),
  },
  read: (conversationId) => ['mark_as_read', { conversationId: Number(conversationId) }],
  typing: { event: 'typing_start', input: (conversationId) => ({ conversationId }), heard: 'typing_start' },
  readHeard: 'messages_read',
  unread: { path: '/api/messaging/unread-count', count: ({ unreadCount }) => unreadCount },
};

/** Every dialect that is served; each scenario runs once per entry. */
export const MANNERS: readonly Manner[] = [v1, rooms];
