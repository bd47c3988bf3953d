import { z } from 'zod';
import { Id, Instant, Person } from './entities.ts';
import { NAME_MAX_LENGTH, SUBJECT_MAX_LENGTH, storableText } from './text.ts';

/** How long a call rings before it is missed (CALL-4), in milliseconds. */
export const RING_TIMEOUT_MS = 45_000;
/** A participant of whom nothing is heard for so long has left (CALL-6), in milliseconds. */
export const CALL_LEASE_MS = 30_000;
/** How often a door says again that the participants it serves are there. A third of the lease: two may be lost. */
export const CALL_LEASE_RENEWAL_MS = CALL_LEASE_MS / 3;
/** A room in which people met and that everybody left ends after so long, in milliseconds. */
export const ROOM_EMPTY_MS = 5 * 60_000;
/** Longest description (SDP) of one signal, in UTF-16 code units. */
export const SDP_MAX_LENGTH = 64 * 1024;
/** Most ICE candidates of one signal. */
export const CANDIDATES_MAX = 50;
/** Longest line of one ICE candidate. */
const CANDIDATE_MAX_LENGTH = 1024;
/** Longest media id or username fragment of a candidate. */
const CANDIDATE_PART_MAX_LENGTH = 256;
/** People who may be invited at once. */
export const CALL_INVITED_MAX = 11;

/** `audio` calls may turn their camera on later; the kind says how it begins. */
export const CallKind = z.enum(['audio', 'video']);
export type CallKind = z.infer<typeof CallKind>;

/**
 * `ring`: one other person is rung, and the call is over when they do not answer. `room`: waits for whoever may join until it
 * expires; people who are invited are rung, and an unanswered ring ends nothing.
 */
export const CallMode = z.enum(['ring', 'room']);
export type CallMode = z.infer<typeof CallMode>;

/** `pending` until a device rings or somebody joins, `active` once two people are in it. */
export const CallStatus = z.enum(['pending', 'ringing', 'active', 'ended']);
export type CallStatus = z.infer<typeof CallStatus>;

/** Why a call ended. */
export const CallEndReason = z.enum(['completed', 'declined', 'missed', 'cancelled', 'busy', 'failed', 'expired']);
export type CallEndReason = z.infer<typeof CallEndReason>;

/** As what somebody takes part: on one of the two sides, or as a guest without an account. */
export const CallRole = z.enum(['professional', 'client', 'guest']);
export type CallRole = z.infer<typeof CallRole>;

/**
 * Where somebody stands: `invited` may join, `ringing` has a device that rings, `waiting` asks to be admitted, `joined` takes part,
 * `missed` did not answer, `declined` refused, `left` went, `removed` was sent away and may not come back.
 */
export const CallParticipantState = z.enum([
  'invited',
  'ringing',
  'waiting',
  'joined',
  'missed',
  'declined',
  'left',
  'removed',
]);
export type CallParticipantState = z.infer<typeof CallParticipantState>;

/** What somebody sends at the moment, as they say themselves. */
export const CallMedia = z.object({ audio: z.boolean(), video: z.boolean(), screen: z.boolean() });
export type CallMedia = z.infer<typeof CallMedia>;

/** One device (a tab, a phone) of a person: chosen by the client, the same for as long as it lives. */
export const CallDevice = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/, 'is not 8 to 64 letters, digits, - or _');

/** Somebody in a call. */
export const CallParticipant = z.object({
  id: Id,
  /** Null for guests, and for everybody in what guests are told. */
  person: Person.nullable(),
  name: z.string().max(NAME_MAX_LENGTH),
  role: CallRole,
  state: CallParticipantState,
  /** Their devices may ring until then. */
  ringUntil: Instant.nullable(),
  /** The one device that takes part; the others of the same person were too late (CALL-2). */
  device: z.string().nullable(),
  media: CallMedia,
  joinedAt: Instant.nullable(),
  leftAt: Instant.nullable(),
});
export type CallParticipant = z.infer<typeof CallParticipant>;

/** A call as one of its participants may see it. A snapshot with a higher `version` replaces one with a lower. */
export const Call = z.object({
  id: Id,
  conversationId: Id.nullable(),
  kind: CallKind,
  mode: CallMode,
  /** `mesh`: everybody sends to everybody. `sfu`: everybody sends to the server, which forwards; signals then go to the call's own id. */
  topology: z.enum(['mesh', 'sfu']),
  status: CallStatus,
  endReason: CallEndReason.nullable(),
  title: z.string().max(SUBJECT_MAX_LENGTH).nullable(),
  /** The participant who began it, and the professional who admits guests. */
  initiatorId: Id,
  hostId: Id,
  /** What one says on the telephone to let somebody ask in; null for guests. */
  code: z.string().nullable(),
  /** Path of the page of the web app where one joins. */
  link: z.string(),
  participants: z.array(CallParticipant),
  version: z.int().min(1),
  createdAt: Instant,
  answeredAt: Instant.nullable(),
  endedAt: Instant.nullable(),
  /** It ends by then, whatever happens. */
  expiresAt: Instant,
});
export type Call = z.infer<typeof Call>;

/** Audience of what the process that forwards media must hear: it is no person and no guest. */
export const FORWARDING_AUDIENCE = 'forwarding';

const CallRef = { callId: Id };
const Aboard = { callId: Id, device: CallDevice };

/** Input of "let us call": to one conversation or one person, or, for professionals, a room for whoever is invited. */
export const StartCall = z
  .object({
    conversationId: Id.optional(),
    personId: Id.optional(),
    kind: CallKind.default('video'),
    mode: CallMode.default('ring'),
    /** The device that takes part; without it, the first that attaches. */
    device: CallDevice.optional(),
    title: storableText(SUBJECT_MAX_LENGTH).optional(),
    /** Others to ring; rooms only. */
    invite: z.array(Id).max(CALL_INVITED_MAX).default([]),
    /** Rooms of more than four people need the server to forward: see {@link Call}. */
    topology: z.enum(['mesh', 'sfu']).default('mesh'),
  })
  .refine(({ conversationId, personId }) => conversationId === undefined || personId === undefined, {
    error: 'names a person beside a conversation',
    path: ['personId'],
  })
  .refine(({ mode, conversationId, personId }) => mode === 'room' || (conversationId ?? personId) !== undefined, {
    error: 'names nobody to call',
    path: ['conversationId'],
  })
  .refine(({ mode, invite }) => mode === 'room' || invite.length === 0, {
    error: 'is for rooms',
    path: ['invite'],
  });
export type StartCall = z.infer<typeof StartCall>;

/** Input of "this device would ring": the answer says whether it may (CALL-3). */
export const RingCall = z.object(Aboard);
/** Input of "I answer", "I join". `takeOver` moves my part to this device from the one that had it. */
export const JoinCall = z.object({
  ...Aboard,
  takeOver: z.boolean().default(false),
  media: CallMedia.optional(),
});
export type JoinCall = z.infer<typeof JoinCall>;
/** Input of "this connection serves that device of mine": after a connection was lost, and for parts that began elsewhere. */
export const AttachCall = z.object(Aboard);
/** Input of declining, leaving and ending. */
export const NameCall = z.object(CallRef);
/** Input of "I send this now". */
export const SetCallMedia = z.object({ ...CallRef, media: CallMedia });

/** An ICE candidate, as `RTCIceCandidate.toJSON()` writes it. An empty `candidate` says that there are no more. */
export const IceCandidate = z.object({
  candidate: z.string().max(CANDIDATE_MAX_LENGTH),
  sdpMid: z.string().max(CANDIDATE_PART_MAX_LENGTH).nullish(),
  sdpMLineIndex: z.int().min(0).max(65_535).nullish(),
  usernameFragment: z.string().max(CANDIDATE_PART_MAX_LENGTH).nullish(),
});
export type IceCandidate = z.infer<typeof IceCandidate>;

const Sdp = z.string().max(SDP_MAX_LENGTH);

/** What two ends of a connection say to each other through us. `restart` asks the other end for a new offer. */
export const Signal = z.discriminatedUnion('type', [
  z.object({ type: z.literal('offer'), sdp: Sdp }),
  z.object({ type: z.literal('answer'), sdp: Sdp }),
  z.object({ type: z.literal('candidates'), candidates: z.array(IceCandidate).min(1).max(CANDIDATES_MAX) }),
  z.object({ type: z.literal('restart') }),
]);
export type Signal = z.infer<typeof Signal>;

/** Input of "tell the other end": `to` is a participant, or the call's own id where the server forwards. */
export const SendSignal = z.object({ ...CallRef, to: Id, signal: Signal });
export type SendSignal = z.infer<typeof SendSignal>;

/** A signal that arrives; `from` is set by the server (CALL-5). `from.participantId` is the call's id for the forwarding server. */
export const CallSignal = z.object({
  callId: Id,
  to: Id,
  /** Null reaches every device of the addressee. */
  toDevice: z.string().nullable(),
  from: z.object({ participantId: Id, device: z.string().nullable() }),
  signal: Signal,
});
export type CallSignal = z.infer<typeof CallSignal>;

/** Answer to {@link RingCall}. */
export const RingAnswer = z.object({ ring: z.boolean(), ringUntil: Instant.nullable() });
export type RingAnswer = z.infer<typeof RingAnswer>;
