import type { Call, Conversation, Event, Message, Person } from '@causerie/contracts';

/** One conversation of médecin 7 and patient 42, the base of every golden fixture. */
export const doctor: Person = {
  id: '01900000-0000-7000-8000-000000000007',
  side: 'professional',
  subject: '7',
  name: 'Dr Camille Moreau',
};
export const patient: Person = {
  id: '01900000-0000-7000-8000-000000000042',
  side: 'client',
  subject: '42',
  name: 'Léa Martin',
};
const conversationId = '01900000-0000-7000-8000-0000000000c1';
const ref = { id: conversationId, number: 12 };

export const message: Message = {
  id: '01900000-0000-7000-8000-0000000000a1',
  number: 345,
  conversationId,
  seq: 3,
  author: doctor,
  type: 'text',
  content: 'Bonjour Léa, vos résultats sont arrivés.',
  metadata: null,
  clientMessageId: 'k-1',
  replyToId: null,
  mentions: [],
  reactions: [],
  attachments: [],
  revision: 0,
  createdAt: '2026-11-21T09:30:00.000Z',
  editedAt: null,
  deletedAt: null,
};

export const conversation: Conversation = {
  id: conversationId,
  number: 12,
  status: 'active',
  subject: 'Suivi',
  appointmentId: null,
  participants: [
    { person: doctor, readSeq: 3, readAt: '2026-11-21T09:30:00.000Z', deliveredSeq: 3, deliveredAt: null, unread: 0 },
    { person: patient, readSeq: 2, readAt: '2026-11-21T09:00:00.000Z', deliveredSeq: 3, deliveredAt: null, unread: 1 },
  ],
  lastSeq: 3,
  revision: 2,
  blockedById: null,
  lastMessage: message,
  createdAt: '2026-11-20T08:00:00.000Z',
  updatedAt: '2026-11-21T09:30:00.000Z',
  lastMessageAt: '2026-11-21T09:30:00.000Z',
};

export const edited: Message = {
  ...message,
  content: 'Bonjour Léa, vos résultats sont là.',
  reactions: [{ emoji: '👍', personIds: [patient.id] }],
  revision: 2,
  editedAt: '2026-11-21T09:32:00.000Z',
};

export const deleted: Message = { ...message, content: '', revision: 3, deletedAt: '2026-11-21T09:33:00.000Z' };

const part = { ringUntil: null, device: null, media: { audio: false, video: false, screen: false }, leftAt: null };

/** The médecin calls the patient, whose devices may ring. */
export const call: Call = {
  id: '01900000-0000-7000-8000-0000000000e1',
  conversationId,
  kind: 'video',
  mode: 'room',
  topology: 'mesh',
  status: 'pending',
  endReason: null,
  title: null,
  initiatorId: '01900000-0000-7000-8000-0000000000e7',
  hostId: '01900000-0000-7000-8000-0000000000e7',
  code: '7K3D-9QXA-M2P',
  link: '/conference/01900000-0000-7000-8000-0000000000e1',
  participants: [
    {
      ...part,
      id: '01900000-0000-7000-8000-0000000000e7',
      person: doctor,
      name: doctor.name,
      role: 'professional',
      state: 'joined',
      joinedAt: '2026-11-21T09:50:00.000Z',
    },
    {
      ...part,
      id: '01900000-0000-7000-8000-0000000000e2',
      person: patient,
      name: patient.name,
      role: 'client',
      state: 'invited',
      ringUntil: '2026-11-21T09:50:45.000Z',
      joinedAt: null,
    },
  ],
  version: 1,
  createdAt: '2026-11-21T09:50:00.000Z',
  answeredAt: null,
  endedAt: null,
  expiresAt: '2026-11-22T09:50:00.000Z',
};

/** One event of every type. */
export const events: { [T in Event['type']]: Extract<Event, { type: T }> } = {
  'message.created': { type: 'message.created', message, conversation: ref, requestId: 'r-1' },
  'message.updated': { type: 'message.updated', message: edited, conversation: ref },
  'message.deleted': { type: 'message.deleted', message: deleted, conversation: ref },
  'read.updated': {
    type: 'read.updated',
    conversation: ref,
    person: patient,
    fromSeq: 2,
    upToSeq: 3,
    updatedCount: 1,
    readMessages: [{ id: message.id, seq: 3 }],
    unread: 0,
    at: '2026-11-21T09:31:00.000Z',
  },
  'delivered.updated': {
    type: 'delivered.updated',
    conversation: ref,
    person: patient,
    upToSeq: 3,
    at: '2026-11-21T09:30:01.000Z',
  },
  'conversation.created': { type: 'conversation.created', conversation },
  'conversation.updated': { type: 'conversation.updated', conversation },
  'conversation.deleted': { type: 'conversation.deleted', conversation: ref },
  'unread.updated': { type: 'unread.updated', total: 4 },
  'notification.created': {
    type: 'notification.created',
    notification: {
      id: '01900000-0000-7000-8000-0000000000d1',
      kind: 'message',
      conversationId,
      seq: 3,
      count: 1,
      detail: {},
      createdAt: '2026-11-21T09:30:05.000Z',
      readAt: null,
    },
  },
  'notifications.updated': { type: 'notifications.updated', ids: null, change: 'read', unread: 0 },
  'session.revoked': { type: 'session.revoked', personId: patient.id, issuedUpToMs: 1_795_253_400_000 },
  typing: { type: 'typing', conversation: ref, person: patient, active: true },
  presence: { type: 'presence', person: patient, online: false, lastSeenAt: '2026-11-21T09:40:00.000Z' },
  'call.created': { type: 'call.created', call },
  'call.incoming': { type: 'call.incoming', call },
  'call.updated': { type: 'call.updated', call: { ...call, status: 'ringing', version: 2 } },
  'call.signal': {
    type: 'call.signal',
    callId: call.id,
    to: '01900000-0000-7000-8000-0000000000e2',
    toDevice: null,
    from: { participantId: '01900000-0000-7000-8000-0000000000e7', device: 'laptop-1' },
    signal: { type: 'offer', sdp: 'v=0' },
    fromPerson: doctor,
    toPerson: patient,
  },
};
