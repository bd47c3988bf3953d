import { z } from 'zod';
import { Call, CallEndReason, CallMedia, JoinCall } from './calls.ts';
import { Id, Instant } from './entities.ts';
import { NAME_MAX_LENGTH, storableText } from './text.ts';

/** Page size of the history of calls when none is asked. */
const CALL_PAGE_DEFAULT = 20;
/** Largest page of the history of calls. */
const CALL_PAGE_MAX = 100;
const CURSOR_MAX_LENGTH = 200;
/** Longest code that is looked at; spaces and hyphens are for reading aloud. */
const CODE_MAX_LENGTH = 40;
/** Longest share token that is looked at. */
const SHARE_TOKEN_MAX_LENGTH = 128;
/** Longest life of a share token, in seconds: a week. */
export const SHARE_TOKEN_LIFE_MAX_SECONDS = 7 * 24 * 60 * 60;
/** Life of a share token when none is asked, in seconds: a day. */
const SHARE_TOKEN_LIFE_DEFAULT_SECONDS = 24 * 60 * 60;
/** Longest life of the token of a guest, in milliseconds. */
export const GUEST_TOKEN_LIFE_MS = 12 * 60 * 60 * 1000;
/** Longest word for why a call took a step down. */
const CAUSE_MAX_LENGTH = 64;
/** Steps down that are kept of one participant. */
const STEPS_MAX = 50;
/** Figures of devices beyond this are no figures: a day, in milliseconds. */
const MEASURED_MAX_MS = 24 * 60 * 60 * 1000;

/** Path of everything about one call. */
export const CallParams = z.object({ callId: Id });
/** Path of what is done to somebody in a call. */
export const CallParticipantParams = z.object({ callId: Id, participantId: Id });
/** Path of one link into a call. */
export const ShareTokenParams = z.object({ callId: Id, shareTokenId: Id });

/** Answer of `GET /v1/calls`: calls of mine that have not ended. */
export const CallList = z.object({ items: z.array(Call) });

/** Body of `POST /v1/calls/{callId}/accept` and `…/join`. */
export const JoinCallBody = JoinCall.omit({ callId: true });
/** Body of `PUT /v1/calls/{callId}/media`. */
export const CallMediaBody = z.object({ media: CallMedia });
/** Body of `POST /v1/calls/{callId}/invitations`. */
export const InviteToCallBody = z.object({ personId: Id });

/** Query of `GET /v1/calls/history`. `cursor` is opaque: the `nextCursor` of the page before. */
export const CallHistoryQuery = z.object({
  limit: z.coerce.number().int().min(1).max(CALL_PAGE_MAX).default(CALL_PAGE_DEFAULT),
  cursor: z.string().max(CURSOR_MAX_LENGTH).optional(),
  conversationId: Id.optional(),
  /** `true`: only calls that I missed. */
  missed: z.stringbool().optional(),
});

/** What a participant's client measured (`PUT /v1/calls/{callId}/quality`); the newest wins. */
export const CallQualityReport = z.object({
  /** From answering to the first frame, in milliseconds. */
  setupMs: z.number().min(0).max(MEASURED_MAX_MS).nullable(),
  path: z.enum(['direct', 'relay']).nullable(),
  /** How the client reaches the relay, or the other end. */
  transport: z.enum(['udp', 'tcp', 'tls']).nullable(),
  /** Mean round trip in milliseconds. */
  rttMs: z.number().min(0).max(MEASURED_MAX_MS).nullable(),
  /** Lost packets of all that were to arrive. */
  loss: z.number().min(0).max(1).nullable(),
  /** Steps down the ladder from video to audio to chat, the first first. `cause` is a word of the client's, never what anybody said. */
  steps: z
    .array(
      z.object({
        to: z.enum(['video', 'audio', 'chat']),
        cause: z
          .string()
          .regex(/^[a-z0-9-]+$/, 'is not lower-case words with hyphens')
          .max(CAUSE_MAX_LENGTH),
        atMs: z.int().min(0),
      }),
    )
    .max(STEPS_MAX)
    .default([]),
});
export type CallQualityReport = z.output<typeof CallQualityReport>;

/** One call in my history. */
export const PastCall = z.object({
  call: Call,
  /** Who I am in it. */
  participantId: Id,
  direction: z.enum(['outgoing', 'incoming']),
  /** It rang for me and I did not answer. */
  missed: z.boolean(),
  /** From the answer to the end, in milliseconds; null while it lasts and when nobody answered. */
  durationMs: z.int().min(0).nullable(),
  /** What my client measured. */
  quality: CallQualityReport.nullable(),
});
export type PastCall = z.infer<typeof PastCall>;

/** A page of my history, newest first. */
export const CallHistoryPage = z.object({ items: z.array(PastCall), nextCursor: z.string().nullable() });
export type CallHistoryPage = z.infer<typeof CallHistoryPage>;

/** Figures over the ended calls that began in [from, to), mine or, for an operator, all. Durations are of calls that were answered, in milliseconds. */
export const CallStats = z.object({
  from: Instant,
  to: Instant,
  total: z.int().min(0),
  answered: z.int().min(0),
  missed: z.int().min(0),
  durationMs: z.object({ total: z.number().min(0), mean: z.number().min(0), p95: z.number().min(0) }),
  setupMs: z.object({ p50: z.number().min(0).nullable(), p95: z.number().min(0).nullable() }),
  /** Share of participants whose media went through a relay; null when none told. */
  relayShare: z.number().min(0).max(1).nullable(),
  byReason: z.record(CallEndReason, z.int().min(0)),
});
export type CallStats = z.infer<typeof CallStats>;

/** Body of `POST /v1/calls/{callId}/share-tokens`. */
export const CreateShareTokenBody = z.object({
  /** It ends after so long, and with the call. */
  expiresInSeconds: z.int().min(60).max(SHARE_TOKEN_LIFE_MAX_SECONDS).default(SHARE_TOKEN_LIFE_DEFAULT_SECONDS),
  /** One person may use it, and it is spent. */
  singleSeat: z.boolean().default(false),
});

/** A link into a call, as its list shows it: the token itself is told once and kept nowhere. */
export const CallShare = z.object({
  id: Id,
  callId: Id,
  createdAt: Instant,
  expiresAt: Instant,
  revokedAt: Instant.nullable(),
  singleSeat: z.boolean(),
  useCount: z.int().min(0),
});
export type CallShare = z.infer<typeof CallShare>;

/** Answer of `POST /v1/calls/{callId}/share-tokens`: the only time that the token is told. `link` is a path of the web app. */
export const CreatedShareToken = z.object({ share: CallShare, token: z.string(), link: z.string() });
export type CreatedShareToken = z.infer<typeof CreatedShareToken>;

/** Answer of `GET /v1/calls/{callId}/share-tokens`, newest first. */
export const ShareTokenList = z.object({ items: z.array(CallShare) });

/** Body of `POST /v1/calls/ask-in`: the code that somebody said, or the token of a link. Guests say what they are called. */
export const AskInBody = z
  .object({
    code: z.string().min(1).max(CODE_MAX_LENGTH).optional(),
    token: z.string().min(1).max(SHARE_TOKEN_MAX_LENGTH).optional(),
    name: storableText(NAME_MAX_LENGTH).optional(),
  })
  .refine(({ code, token }) => (code === undefined) !== (token === undefined), {
    error: 'name the call by exactly one of code and token',
    path: ['code'],
  });

/** Answer of `POST /v1/calls/ask-in`. `guest` is for callers without a token of their own: what they act with from now on. */
export const AskedIn = z.object({
  call: Call,
  participantId: Id,
  guest: z.object({ token: z.string(), expiresAt: Instant }).nullable(),
});
export type AskedIn = z.infer<typeof AskedIn>;

/** Query of `GET /v1/calls/window`. */
export const CallWindowQuery = z.object({ conversationId: Id });

/** Answer of `GET /v1/calls/window`: when I may open the call of this conversation. Both moments are null where there is no appointment to keep to. */
export const CallWindowAnswer = z.object({
  conversationId: Id,
  open: z.boolean(),
  opensAt: Instant.nullable(),
  closesAt: Instant.nullable(),
});
export type CallWindowAnswer = z.infer<typeof CallWindowAnswer>;
