import type { Manner } from './speaker.ts';

/** Our own dialect. */
const v1: Manner = {
  name: 'v1',
  namespace: '/v1',
  path: '/v1',
  openBody: ({ subject }) => ({ withSubject: subject }),
  idOf: (body) => body.id,
  unknown: '01900000-0000-7000-8000-00000000dead',
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
  unknown: '999999999',
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

/** The dialect of salons: kebab-case, numbered pages, and one table of users for both sides, so that an id says who it is. */
const salon: Manner = {
  name: 'salon',
  namespace: '/messaging',
  path: '/messaging',
  openBody: ({ side, subject }) =>
    side === 'client' ? { clientUserId: subject, subject: 'Coupe' } : { salonId: subject, subject: 'Coupe' },
  idOf: ({ id }) => id,
  unknown: '01900000-0000-7000-8000-00000000dead',
  oneTable: true,
  opensWithStrangers: true,
  seen: ({ id, content, authorId }) => ({
    id,
    content,
    from: authorId.startsWith('client-') ? 'Léa Martin' : 'Dr Camille Moreau',
  }),
  pushed: { event: 'new-message', message: (payload) => payload },
  items: ({ data }) => data,
  enter: 'join-conversation',
  say: {
    event: 'send-message',
    input: (conversationId, content, clientMessageId) => ({ conversationId, content, clientMessageId }),
    id: ({ message }) => message.id,
  },
  read: (conversationId) => ['mark-conversation-as-read', { conversationId }],
  typing: { event: 'user-typing', input: (conversationId) => ({ conversationId }), heard: 'user-typing' },
  readHeard: 'message-read',
  unread: {
    path: '/messaging/conversations',
    count: ({ data }) => data.reduce((sum: number, { unreadCount }: { unreadCount: number }) => sum + unreadCount, 0),
  },
};

/** The dialect of médecins and patients: flat messages, nothing to join, and a word of its own for whoever sent. */
const medecinPatient: Manner = {
  name: 'medecin-patient',
  namespace: '/',
  path: '/api/messaging/medecin-patient',
  auth: { userType: 'patient' },
  openBody: ({ side, subject }) => (side === 'client' ? { patientId: Number(subject) } : { medecin_id: subject }),
  idOf: ({ id }) => id,
  unknown: '01900000-0000-7000-8000-00000000dead',
  seen: ({ id, content, senderName }) => ({ id, content, from: senderName }),
  pushed: { event: ['new_message', 'message_delivered'], message: (payload) => payload },
  items: (body) => body,
  enter: null,
  say: {
    event: 'send_message',
    input: (conversationId, content, clientMessageId) => ({ conversationId, content, type: 'text', clientMessageId }),
    id: ({ messageId }) => messageId,
  },
  read: (conversationId) => ['mark_as_read', { conversationId }],
  typing: {
    event: 'typing',
    input: (conversationId) => ({ conversationId, isTyping: true }),
    heard: 'user_typing',
  },
  readHeard: 'messages_read',
  unread: {
    path: ({ side }) => `/api/messaging/medecin-patient/${side === 'client' ? 'patient' : 'medecin'}/conversations`,
    count: (body) => body.reduce((sum: number, { unreadCount }: { unreadCount: number }) => sum + unreadCount, 0),
  },
};

/** Every dialect that is served; each scenario runs once per entry. */
export const MANNERS: readonly Manner[] = [v1, medecinPatient, rooms, salon];
