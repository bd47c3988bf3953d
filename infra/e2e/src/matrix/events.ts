import type { Kind, Things } from './kinds.ts';
import { DEVICE } from './socket.ts';

/** One event of clients, as the matrix sends it. */
export interface EventAsk {
  /** Of which kinds it names something. */
  names?: readonly Kind[];
  payload: (things: Things, token: string) => object;
  /** Code with which one's own is refused: to clients, to whoever was blocked, and for what the other person wrote. */
  toClients?: string;
  whenBlocked?: string;
  onlyOwn?: { kind: Kind; code: string };
}

const MEDIA = { audio: true, video: false, screen: false };
const CANDIDATE = { candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host', sdpMid: '0', sdpMLineIndex: 0 };
const CLOSED = 'conversation_closed';

const inConversation = (more: object = {}): EventAsk => ({
  names: ['conversation'],
  payload: ({ conversation }) => ({ conversationId: conversation, ...more }),
});
const inRoom = (more: object = {}): EventAsk => ({
  names: ['room'],
  payload: ({ room }) => ({ conversationId: Number(room), ...more }),
});
const ofMessage = (more: object = {}): EventAsk => ({
  names: ['message'],
  payload: ({ message }) => ({ messageId: message, ...more }),
});
const ofCall = (kind: 'call' | 'hosted', more: object = {}): EventAsk => ({
  names: [kind],
  payload: (things) => ({ callId: things[kind], ...more }),
});
const ofSession = (more: object): EventAsk => ({
  names: ['session'],
  payload: ({ session }) => ({ sessionId: session, ...more }),
});
const AUTHOR = { onlyOwn: { kind: 'heard', code: 'forbidden' } } as const;

const V1: Record<string, EventAsk> = {
  'message.send': { ...inConversation({ content: 'Bonjour' }), whenBlocked: CLOSED },
  'message.edit': { ...ofMessage({ content: 'Bonsoir' }), ...AUTHOR, whenBlocked: CLOSED },
  'message.delete': { ...ofMessage(), ...AUTHOR },
  'reaction.set': { ...ofMessage({ emoji: '👍', active: true }), whenBlocked: CLOSED },
  'read.update': inConversation({ upToSeq: 1 }),
  'delivered.update': inConversation({ upToSeq: 1 }),
  typing: inConversation({ active: true }),
  'auth.refresh': { payload: (_things, token) => ({ token }) },
  sync: { payload: () => ({}) },
  'call.ring': ofCall('call', { device: DEVICE }),
  'call.join': ofCall('call', { device: DEVICE }),
  'call.attach': ofCall('hosted', { device: DEVICE }),
  'call.decline': ofCall('call'),
  'call.leave': ofCall('hosted'),
  'call.end': { ...ofCall('hosted'), toClients: 'forbidden' },
  'call.media': ofCall('hosted', { media: MEDIA }),
  'call.signal': {
    names: ['hosted', 'peer'],
    payload: ({ hosted, peer }) => ({ callId: hosted, to: peer, signal: { type: 'restart' } }),
  },
  'call.sync': { payload: () => ({}) },
};

const MEDECIN_PATIENT: Record<string, EventAsk> = {
  send_message: { ...inConversation({ content: 'Bonjour', type: 'text' }), whenBlocked: CLOSED },
  mark_as_read: ofMessage(),
  'mark_as_read (a conversation)': inConversation(),
  typing: inConversation({ isTyping: true }),
  user_typing: inConversation({ isTyping: true }),
  typing_start: inConversation(),
  typing_stop: inConversation(),
  webrtc_offer: ofSession({ offer: { type: 'offer', sdp: 'v=0' } }),
  webrtc_answer: ofSession({ answer: { type: 'answer', sdp: 'v=0' } }),
  webrtc_ice_candidates: ofSession({ candidates: [CANDIDATE] }),
};

const ROOMS: Record<string, EventAsk> = {
  join_room: inRoom(),
  leave_room: inRoom(),
  send_message: { ...inRoom({ content: 'Bonjour' }), whenBlocked: CLOSED },
  mark_as_read: inRoom(),
  typing_start: inRoom(),
  typing_stop: inRoom(),
};

const SALON: Record<string, EventAsk> = {
  'join-conversation': inConversation(),
  'leave-conversation': inConversation(),
  'send-message': { ...inConversation({ content: 'Bonjour' }), whenBlocked: CLOSED },
  'mark-as-read': ofMessage(),
  'mark-conversation-as-read': inConversation(),
  'user-typing': inConversation(),
  'user-stopped-typing': inConversation(),
};

/** Every event of clients, by dialect. What stands in parentheses tells apart several payloads of one event. */
export const EVENTS: Readonly<Record<string, Readonly<Record<string, EventAsk>>>> = {
  v1: V1,
  'medecin-patient': MEDECIN_PATIENT,
  rooms: ROOMS,
  salon: SALON,
};
