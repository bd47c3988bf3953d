import {
  CANDIDATES_MAX,
  IceCandidate,
  Id,
  SDP_MAX_LENGTH,
  Subject,
  type Call,
  type EventOf,
} from '@causerie/contracts';
import { z } from 'zod';
import type { Command, Wire } from '../dialect.ts';
import { camelCased } from '../rooms/input.ts';
import { medecinPatientSessionCreated } from './session.ts';

const PersonId = z.union([Subject, z.int().nonnegative().transform(String)]);

/** The token knows who sends, and the payload may only agree (ID-7); without `toUserId` a signal is for the only other one. */
const ends = { sessionId: Id, fromUserId: PersonId.nullish(), toUserId: PersonId.nullish() };

const sdp = z.string().max(SDP_MAX_LENGTH);
/** An `RTCSessionDescription`, as browsers write it. */
const Offer = z.object({ type: z.literal('offer').default('offer'), sdp });
const Answer = z.object({ type: z.literal('answer').default('answer'), sdp });

/** `webrtc_offer {sessionId, offer, fromUserId, toUserId}`. */
export const MedecinPatientOffer = z.preprocess(camelCased, z.object({ ...ends, offer: Offer }));
/** `webrtc_answer {sessionId, answer, fromUserId, toUserId}`. */
export const MedecinPatientAnswer = z.preprocess(camelCased, z.object({ ...ends, answer: Answer }));
/** `webrtc_ice_candidates {sessionId, candidates, fromUserId, toUserId}`. */
export const MedecinPatientCandidates = z.preprocess(
  camelCased,
  z.object({ ...ends, candidates: z.array(IceCandidate).min(1).max(CANDIDATES_MAX) }),
);

const told = { sessionId: z.string(), fromUserId: z.string(), toUserId: z.string() };
/** What the addressee hears of each: exactly these members. */
export const MedecinPatientSignal = {
  offer: z.strictObject({ ...told, offer: z.strictObject({ type: z.literal('offer'), sdp: z.string() }) }),
  answer: z.strictObject({ ...told, answer: z.strictObject({ type: z.literal('answer'), sdp: z.string() }) }),
  candidates: z.strictObject({ ...told, candidates: z.array(IceCandidate) }),
};

type SignalCommand = Extract<Command, { verb: 'call.signal' }>;
type Addressed = { sessionId: string; fromUserId?: string | null | undefined; toUserId?: string | null | undefined };

function command({ sessionId, fromUserId, toUserId }: Addressed, signal: SignalCommand['signal']): SignalCommand {
  return {
    verb: 'call.signal',
    callId: sessionId,
    to: { subject: toUserId ?? null },
    signal,
    ...(fromUserId == null ? {} : { claimedFrom: fromUserId }),
  };
}

/** Reads an offer. @throws ZodError */
export function offerCommand(payload: unknown): Command {
  const { offer, ...addressed } = MedecinPatientOffer.parse(payload);
  return command(addressed, offer);
}

/** Reads an answer; there is no other event for taking part, so who answers an offer does. @throws ZodError */
export function answerCommand(payload: unknown): Command {
  const { answer, ...addressed } = MedecinPatientAnswer.parse(payload);
  return { ...command(addressed, answer), joins: true };
}

/** Reads candidates. @throws ZodError */
export function candidatesCommand(payload: unknown): Command {
  const { candidates, ...addressed } = MedecinPatientCandidates.parse(payload);
  return command(addressed, { type: 'candidates', candidates });
}

/** Prints a signal with exactly the documented members; a guest goes by the id of their part, and asking for a new offer has no word. */
export function signalled({ callId, to, from, fromPerson, toPerson, signal }: EventOf<'call.signal'>): Wire | null {
  const between = {
    sessionId: callId,
    fromUserId: fromPerson?.subject ?? from.participantId,
    toUserId: toPerson?.subject ?? to,
  };
  switch (signal.type) {
    case 'offer':
      return { event: 'webrtc_offer', payload: { ...between, offer: signal } };
    case 'answer':
      return { event: 'webrtc_answer', payload: { ...between, answer: signal } };
    case 'candidates':
      return { event: 'webrtc_ice_candidates', payload: { ...between, candidates: signal.candidates } };
    case 'restart':
      return null;
  }
}

/** `webrtc_session_created`. */
export function sessionCreated(call: Call): Wire {
  return { event: 'webrtc_session_created', payload: medecinPatientSessionCreated(call) };
}

/** Whether a call begins with this person: everybody else hears of it when it rings for them. One that began over is no news. */
export function began({ status, initiatorId, participants }: Call, personId: string): boolean {
  return status !== 'ended' && participants.some(({ id, person }) => id === initiatorId && person?.id === personId);
}
