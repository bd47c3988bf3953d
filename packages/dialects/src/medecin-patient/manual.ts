import { Id, Instant, NotificationKind } from '@causerie/contracts';
import { z } from 'zod';
import type { Manual } from '../manual.ts';
import { MedecinPatientReadPayload, MedecinPatientSendPayload, MedecinPatientTypingPayload } from './input.ts';
import { MedecinPatientSessionCreated } from './session.ts';
import { MedecinPatientConversation, MedecinPatientError, MedecinPatientMessage } from './shapes.ts';
import {
  MedecinPatientAnswer,
  MedecinPatientCandidates,
  MedecinPatientOffer,
  MedecinPatientSignal,
} from './signals.ts';

const Accepted = z.object({ ok: z.literal(true) });
const Refused = z.object({ ok: z.literal(false), error: MedecinPatientError });
const acknowledgement = z.union([Accepted, Refused]);
const Role = z.enum(['medecin', 'patient']);
const User = z.object({ userId: z.string(), userName: z.string() });
const Flat = MedecinPatientMessage.extend({ messageId: Id });
const typing = { payload: MedecinPatientTypingPayload, acknowledgement };

/** The manual of the dialect of médecins and patients. */
export const medecinPatientManual: Manual = {
  title: 'medecin-patient',
  description:
    'Namespace `/`, `auth: {token, userType}` or `auth: {token, dialect: "medecin-patient"}`. Nothing needs to be joined: events reach everybody in the conversation, and the gateway itself brings what a socket missed, once and in order. Ids of people are those of the tokens.',
  hears: {
    send_message: {
      summary: 'Sends a message. `metadata.fileUrl` names a file that was uploaded to the conversation before.',
      payload: MedecinPatientSendPayload,
      acknowledgement: z.union([
        Accepted.extend({ messageId: Id, timestamp: Instant, message: MedecinPatientMessage }),
        Refused,
      ]),
    },
    mark_as_read: {
      summary: 'Marks a message and everything before it as read, or everything in a conversation.',
      payload: MedecinPatientReadPayload,
      acknowledgement: z.union([Accepted.extend({ messageId: Id, readAt: Instant }), Accepted, Refused]),
    },
    typing: { summary: 'I am typing, or stopped.', ...typing },
    user_typing: { summary: 'The same as `typing`.', ...typing },
    typing_start: { summary: 'I began to type.', ...typing },
    typing_stop: { summary: 'I stopped typing.', ...typing },
    webrtc_offer: {
      summary: 'Offers a connection to another participant of the session; without `toUserId`, to the only other one.',
      payload: MedecinPatientOffer,
      acknowledgement,
    },
    webrtc_answer: {
      summary: 'Answers an offer; who answers takes part in the session from then on.',
      payload: MedecinPatientAnswer,
      acknowledgement,
    },
    webrtc_ice_candidates: {
      summary: 'Tells candidates for the connection; only who takes part may.',
      payload: MedecinPatientCandidates,
      acknowledgement,
    },
  },
  says: {
    connection_established: {
      summary: 'First event of a connection: who the token says I am.',
      payload: z.object({ userId: z.string(), userType: Role, role: Role, socketId: z.string() }),
    },
    new_message: { summary: 'Somebody else sent a message in a conversation of mine.', payload: Flat },
    message_delivered: {
      summary: 'A message of mine was committed; on all my devices.',
      payload: Flat.extend({ clientMessageId: z.string().nullable() }),
    },
    message_updated: {
      summary: 'A message was edited. Its status stays what it was.',
      payload: Flat.omit({ status: true }),
    },
    message_deleted: { summary: 'A message was deleted.', payload: z.object({ messageId: Id, conversationId: Id }) },
    messages_read: {
      summary: 'Somebody has read messages; the newest 100 of the step are named.',
      payload: z.object({ conversationId: Id, userId: z.string(), messageIds: z.array(Id), readAt: Instant }),
    },
    conversation_updated: {
      summary: 'A conversation of mine began or changed, its last message and what I have not read included.',
      payload: MedecinPatientConversation,
    },
    conversation_deleted: {
      summary: 'A conversation of mine was removed for everybody in it.',
      payload: z.object({ conversationId: Id }),
    },
    notification: {
      summary: 'Something I should hear about.',
      payload: z.object({
        id: Id,
        type: NotificationKind,
        conversationId: Id.nullable(),
        count: z.int().min(1),
        timestamp: Instant,
      }),
    },
    user_typing: {
      summary: 'Somebody types, or stopped. Forget it after 5 seconds without news.',
      payload: User.extend({ conversationId: Id, isTyping: z.boolean() }),
    },
    user_online: { summary: 'Somebody I share a conversation with came online.', payload: User },
    user_offline: { summary: 'They went.', payload: User.extend({ lastSeen: Instant.nullable() }) },
    webrtc_session_created: {
      summary: 'A session with me began, or waits for my answer; told once to each connection.',
      payload: MedecinPatientSessionCreated,
    },
    webrtc_offer: { summary: 'Somebody offers me a connection.', payload: MedecinPatientSignal.offer },
    webrtc_answer: { summary: 'My offer was answered.', payload: MedecinPatientSignal.answer },
    webrtc_ice_candidates: { summary: 'Candidates for the connection.', payload: MedecinPatientSignal.candidates },
    error: { summary: 'A command was refused.', payload: MedecinPatientError },
  },
};
