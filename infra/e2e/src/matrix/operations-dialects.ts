import { PEOPLE, type Operation, type Sent } from './operation.ts';

const json = (body: unknown) => (): Sent => ({ json: body });
/** Where the bytes of a file are, as dialects without attachments name it. */
const addressOf = (file: string): string => `/v1/attachments/${file}/content`;
const room = { roles: PEOPLE, path: ['room'] } as const satisfies Operation;
const conversation = { roles: PEOPLE, path: ['conversation'] } as const satisfies Operation;
const message = { roles: PEOPLE, path: ['message'] } as const satisfies Operation;
const people: Operation = { roles: PEOPLE, names: ['name'], query: ({ name }) => `q=${encodeURIComponent(name)}` };

const ROOMS: Record<string, Operation> = {
  'POST /api/messaging/conversations': {
    roles: PEOPLE,
    names: ['subject'],
    sends: ({ subject }, side) => ({ json: side === 'client' ? { doctorId: subject } : { patientId: subject } }),
  },
  'GET /api/messaging/conversations': { roles: PEOPLE },
  'GET /api/messaging/conversations/{id}': room,
  'POST /api/messaging/conversations/{id}/messages': { ...room, sends: json({ content: 'Bonjour' }), whenBlocked: 409 },
  'GET /api/messaging/conversations/{id}/messages': room,
  'GET /api/messaging/conversations/{id}/messages (before a message)': {
    ...room,
    within: ['room'],
    names: ['number'],
    query: ({ number }) => `before=${number}`,
  },
  'GET /api/messaging/unread-count': { roles: PEOPLE },
  'GET /api/messaging/stats': { roles: ['admin', 'service'] },
  'GET /api/messaging/search-users': people,
  'GET /api/messaging/available-users': people,
};

const MEDECIN_PATIENT: Record<string, Operation> = {
  'GET /api/messaging/medecin-patient/patient/conversations': { roles: ['client'] },
  'GET /api/messaging/medecin-patient/medecin/conversations': { roles: ['professional'] },
  'POST /api/messaging/medecin-patient/conversations': {
    roles: PEOPLE,
    names: ['subject'],
    sends: ({ subject }, side) => ({ json: side === 'client' ? { medecinId: subject } : { patientId: subject } }),
  },
  'GET /api/messaging/medecin-patient/conversations/{id}/messages': conversation,
  'GET /api/messaging/medecin-patient/conversations/{id}/messages (before a message)': {
    ...conversation,
    within: ['conversation'],
    names: ['message'],
    query: ({ message: id }) => `before=${id}`,
  },
  'POST /api/messaging/medecin-patient/conversations/{id}/messages (with a file)': {
    ...conversation,
    within: ['conversation'],
    names: ['draft'],
    sends: ({ draft }) => ({ json: { metadata: { fileUrl: addressOf(draft) } } }),
    whenBlocked: 409,
  },
  'POST /api/messaging/medecin-patient/conversations/{id}/messages': {
    ...conversation,
    sends: json({ content: 'Bonjour' }),
    whenBlocked: 409,
  },
  'PUT /api/messaging/medecin-patient/messages/{id}/read': message,
};

const SALON: Record<string, Operation> = {
  'GET /messaging/conversations': { roles: PEOPLE },
  'POST /messaging/conversations': {
    roles: PEOPLE,
    names: ['subject'],
    sends: ({ subject }, side) => ({ json: side === 'client' ? { salonId: subject } : { clientUserId: subject } }),
    openTo: {
      side: 'professional',
      because: 'a professional opens a conversation with any client who is known (DOOR-21)',
    },
  },
  'GET /messaging/conversations/{id}': conversation,
  'PATCH /messaging/conversations/{id}': { ...conversation, sends: json({ subject: 'Suivi' }), whenBlocked: 409 },
  'DELETE /messaging/conversations/{id}': { ...conversation, roles: ['professional'], whenBlocked: 409 },
  'PATCH /messaging/conversations/{id}/archive': { ...conversation, roles: ['professional'], whenBlocked: 409 },
  'PATCH /messaging/conversations/{id}/mark-read': conversation,
  'POST /messaging/conversations/{conversationId}/messages': {
    ...conversation,
    sends: json({ content: 'Bonjour' }),
    whenBlocked: 409,
  },
  'POST /messaging/conversations/{conversationId}/messages (with a file)': {
    ...conversation,
    within: ['conversation'],
    names: ['draft'],
    sends: ({ draft }) => ({ json: { attachments: [{ url: addressOf(draft), type: 'text/plain' }] } }),
    whenBlocked: 409,
  },
  'GET /messaging/conversations/{conversationId}/messages': conversation,
  'PATCH /messaging/messages/{messageId}/read': message,
  'DELETE /messaging/messages/{messageId}': { ...message, onlyOwn: { kind: 'heard', status: 403 } },
};

/** Operations of the dialects that came before ours. */
export const DIALECT_OPERATIONS: Readonly<Record<string, Operation>> = { ...ROOMS, ...MEDECIN_PATIENT, ...SALON };
