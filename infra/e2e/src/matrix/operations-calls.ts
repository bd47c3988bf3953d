import { PEOPLE, type Operation, type Sent } from './operation.ts';
import { DEVICE } from './socket.ts';

const json = (body: unknown) => (): Sent => ({ json: body });
const GUEST = 'Invité';
const QUALITY = { setupMs: 400, path: 'direct', transport: 'udp', rttMs: 20, loss: 0 };
const REHEARSED = { camera: 'ok', microphone: 'ok', stun: 'ok', turnUdp: 'ok', turnTcp: 'ok', turnTls: 'ok' };
const mine = { roles: PEOPLE } as const satisfies Operation;
/** A call that rings for me, and one that I began and take part in. */
const rings = { roles: PEOPLE, path: ['call'] } as const satisfies Operation;
const hosted = { roles: PEOPLE, path: ['hosted'] } as const satisfies Operation;
/** What is for the host, who is a professional. */
const managed = { ...hosted, toClients: 403 } as const satisfies Operation;

/** Calls: beginning them, taking part, letting others in, and what is known of those that are over. */
export const CALL_OPERATIONS: Readonly<Record<string, Operation>> = {
  'POST /v1/calls': {
    ...mine,
    names: ['conversation'],
    sends: ({ conversation }) => ({ json: { conversationId: conversation, device: DEVICE } }),
    whenBlocked: 409,
  },
  'POST /v1/calls (with a person)': {
    ...mine,
    names: ['person'],
    whenBlocked: 409,
    sends: ({ person }) => ({ json: { personId: person } }),
  },
  'GET /v1/calls': mine,
  'GET /v1/calls/{callId}': rings,
  'POST /v1/calls/{callId}/accept': { ...rings, sends: json({ device: DEVICE }) },
  'POST /v1/calls/{callId}/join': { ...rings, sends: json({ device: DEVICE }) },
  'POST /v1/calls/{callId}/decline': rings,
  'POST /v1/calls/{callId}/leave': hosted,
  'POST /v1/calls/{callId}/end': managed,
  'PUT /v1/calls/{callId}/media': { ...hosted, sends: json({ media: { audio: true, video: false, screen: false } }) },
  'PUT /v1/calls/{callId}/quality': { ...hosted, sends: json(QUALITY) },
  'POST /v1/calls/{callId}/invitations': {
    ...hosted,
    roles: ['professional'],
    within: ['person'],
    names: ['person'],
    sends: ({ person }) => ({ json: { personId: person } }),
  },
  'POST /v1/calls/{callId}/invitations (to my room)': {
    ...hosted,
    roles: ['professional'],
    within: ['hosted'],
    names: ['person'],
    sends: ({ person }) => ({ json: { personId: person } }),
  },
  'POST /v1/calls/{callId}/participants/{participantId}/admit': { ...managed, path: ['hosted', 'waiting'] },
  'POST /v1/calls/{callId}/participants/{participantId}/admit (to my room)': {
    ...managed,
    path: ['hosted', 'waiting'],
    within: ['hosted'],
  },
  'POST /v1/calls/{callId}/participants/{participantId}/remove': { ...managed, path: ['hosted', 'waiting'] },
  'POST /v1/calls/{callId}/participants/{participantId}/remove (from my room)': {
    ...managed,
    path: ['hosted', 'waiting'],
    within: ['hosted'],
  },
  'POST /v1/calls/{callId}/share-tokens': { ...managed, sends: json({}) },
  'GET /v1/calls/{callId}/share-tokens': managed,
  'DELETE /v1/calls/{callId}/share-tokens/{shareTokenId}': { ...managed, path: ['hosted', 'share'] },
  'DELETE /v1/calls/{callId}/share-tokens/{shareTokenId} (of my room)': {
    ...managed,
    path: ['hosted', 'share'],
    within: ['hosted'],
  },
  'POST /v1/calls/ask-in': {
    roles: 'public',
    names: ['shareToken'],
    sends: ({ shareToken }) => ({ json: { token: shareToken, name: GUEST } }),
  },
  'GET /v1/calls/history': {
    ...mine,
    names: ['conversation'],
    query: ({ conversation }) => `conversationId=${conversation}`,
  },
  'GET /v1/calls/window': {
    ...mine,
    names: ['conversation'],
    query: ({ conversation }) => `conversationId=${conversation}`,
  },
  'GET /v1/calls/stats': mine,
  'GET /v1/calls/stats/all': { roles: ['admin'] },
  'GET /v1/calls/ice-servers': mine,
  'POST /v1/calls/rehearsals': { ...mine, sends: json(REHEARSED) },

  'POST /api/messaging/medecin-patient/webrtc/sessions': {
    ...mine,
    names: ['conversation'],
    sends: ({ conversation }) => ({ json: { conversationId: conversation } }),
    whenBlocked: 409,
  },
  'POST /api/messaging/medecin-patient/webrtc/sessions (with a person)': {
    ...mine,
    names: ['subject'],
    whenBlocked: 409,
    sends: ({ subject }, side) => ({ json: side === 'client' ? { medecinId: subject } : { patientId: subject } }),
  },
  'GET /api/messaging/medecin-patient/webrtc/sessions/{id}': rings,
  'POST /api/messaging/medecin-patient/webrtc/sessions/{id}/join': rings,
};
