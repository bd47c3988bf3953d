import { AppError, Id, StartCall, type Person } from '@causerie/contracts';
import { getCall, joinCall, leaveCall, listLiveCalls, otherSide, startCall } from '@causerie/core';
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
      const { call, created } = await instead(door, person, null, () => startCall(starting(door), person, input));
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
      return medecinPatientSession(await instead(door, person, part.callId, () => joinCall(door, { person }, part)));
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

/**
 * Documents of this dialect have no word for leaving: who opens or joins another session has left the one before. Parts that a device took
 * by another dialect stay (CALL-7).
 */
async function instead<T>(door: CallDoor, person: Person, callId: string | null, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const isBusy = error instanceof AppError && error.code === 'conflict';
    if (!isBusy || !(await leaveSessions(door, person, callId))) throw error;
    return work();
  }
}

/** Leaves the sessions in which this person takes part, but one. @returns whether there was any. */
async function leaveSessions(door: CallDoor, person: Person, exceptId: string | null): Promise<boolean> {
  let hasLeft = false;
  for (const { id, mode, participants } of await listLiveCalls(door, { person })) {
    const mine = participants.find((one) => one.person?.id === person.id);
    if (id === exceptId || mode !== 'room' || mine?.state !== 'joined' || mine.device !== null) continue;
    await leaveCall(door, { person }, { callId: id });
    hasLeft = true;
  }
  return hasLeft;
}
