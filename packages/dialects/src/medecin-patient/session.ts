import { Id, Instant, Subject, type Call, type CallRole } from '@causerie/contracts';
import { z } from 'zod';
import { camelCased } from '../rooms/input.ts';

const PersonId = z.union([Subject, z.int().nonnegative().transform(String)]);

/** A call as this dialect prints it. Ids of people are those of the tokens. */
export const MedecinPatientSession = z.object({
  id: z.string(),
  patientId: z.string().nullable(),
  medecinId: z.string().nullable(),
  /** Path of the page of the web app where one joins. */
  conferenceLink: z.string(),
  /** Empty for guests. */
  conferenceCode: z.string(),
  status: z.enum(['pending', 'active', 'ended']),
  createdAt: Instant,
  endedAt: Instant.optional(),
  /** Everybody with an account who is invited or takes part. */
  participants: z.array(z.string()),
});
export type MedecinPatientSession = z.infer<typeof MedecinPatientSession>;

/** Payload of `webrtc_session_created`. */
export const MedecinPatientSessionCreated = z.object({
  sessionId: z.string(),
  conferenceLink: z.string(),
  conferenceCode: z.string(),
  participants: z.array(z.string()),
});

/** Body of `POST /webrtc/sessions`: a conversation, or the other person; the caller may be named too. */
export const MedecinPatientSessionBody = z.preprocess(
  camelCased,
  z
    .object({
      conversationId: Id.nullish(),
      patientId: PersonId.nullish(),
      medecinId: PersonId.nullish(),
    })
    .refine(({ conversationId, patientId, medecinId }) => (conversationId ?? patientId ?? medecinId) != null, {
      error: 'names neither a conversation nor a person',
      path: ['conversationId'],
    }),
);

/** Prints a call as somebody sees it who may see it all. */
export function medecinPatientSession(call: Call): MedecinPatientSession {
  const { id, status, createdAt, endedAt } = call;
  const { conferenceLink, conferenceCode, participants } = medecinPatientSessionCreated(call);
  return {
    id,
    patientId: subjectOf(call, 'client'),
    medecinId: subjectOf(call, 'professional'),
    conferenceLink,
    conferenceCode,
    // This dialect has no word for ringing: nobody has answered yet.
    status: status === 'ringing' ? 'pending' : status,
    createdAt,
    ...(endedAt === null ? {} : { endedAt }),
    participants,
  };
}

/** Prints what both people hear of a call that began. */
export function medecinPatientSessionCreated(call: Call): z.infer<typeof MedecinPatientSessionCreated> {
  return {
    sessionId: call.id,
    conferenceLink: call.link,
    conferenceCode: call.code ?? '',
    participants: call.participants.flatMap(({ person }) => (person === null ? [] : [person.subject])),
  };
}

function subjectOf({ participants }: Call, role: CallRole): string | null {
  return participants.find((participant) => participant.role === role)?.person?.subject ?? null;
}
