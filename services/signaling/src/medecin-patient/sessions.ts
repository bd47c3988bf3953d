import { AppError, Id, StartCall, type Person } from '@causerie/contracts';
import { getCall, joinCall, otherSide, startCall } from '@causerie/core';
import { MedecinPatientSession, MedecinPatientSessionBody, medecinPatientSession } from '@causerie/dialects';
import { tellAudit, type HttpApp } from '@causerie/service-kit';
import { z } from 'zod';
import { personOf, starting, type CallDoor } from '../door.ts';

const ById = z.object({ id: Id });
const tagged = (summary: string) => ({ tags: ['medecin-patient'], summary });

/** Sessions of médecins and patients: rooms of the two, whose first device takes the part of its person. */
export function medecinPatientSessionRoutes(app: HttpApp, door: CallDoor): void {
  app.post(
    '/sessions',
    {
      schema: {
        ...tagged('Open the session of a conversation, or of me and somebody (201), or get the one that lasts (200)'),
        body: MedecinPatientSessionBody,
        response: { 200: MedecinPatientSession, 201: MedecinPatientSession },
      },
    },
    async (request, reply) => {
      const person = await personOf(door, request);
      door.callLimits?.start(person.id);
      const whom = await whomOf(door, person, request.body);
      const input = StartCall.parse({ ...whom, mode: 'room', kind: 'video' });
      const { call, created } = await startCall(starting(door), person, input);
      tellAudit(request, { targetKind: 'call', targetId: call.id });
      return reply.code(created ? 201 : 200).send(medecinPatientSession(call));
    },
  );

  app.get(
    '/sessions/:id',
    { schema: { ...tagged('One session'), params: ById, response: { 200: MedecinPatientSession } } },
    async (request) => {
      const person = await personOf(door, request);
      return medecinPatientSession(await getCall(door, { person }, request.params.id));
    },
  );

  app.post(
    '/sessions/:id/join',
    { schema: { ...tagged('Join a session'), params: ById, response: { 200: MedecinPatientSession } } },
    async (request) => {
      const person = await personOf(door, request);
      const part = { callId: request.params.id, device: null, takeOver: false };
      return medecinPatientSession(await joinCall(door, { person }, part));
    },
  );
}

/** Whom a session is with. The caller's own id may be in the body, but must be the token's. */
async function whomOf(
  { directory }: Pick<CallDoor, 'directory'>,
  person: Person,
  { conversationId, medecinId, patientId }: z.output<typeof MedecinPatientSessionBody>,
): Promise<{ conversationId: string } | { personId: string }> {
  const [mine, other] = person.side === 'professional' ? [medecinId, patientId] : [patientId, medecinId];
  if (mine != null && mine !== person.subject) throw new AppError('identity_mismatch');
  if (conversationId != null) return { conversationId };
  if (other == null) throw new AppError('invalid_input', 'patientId or medecinId of the other person is required');
  const found = await directory.find(otherSide(person.side), other);
  // An unknown person and a stranger get the same answer.
  if (found === null) throw new AppError('not_linked');
  return { personId: found.id };
}
