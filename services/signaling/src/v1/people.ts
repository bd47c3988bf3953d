import { Call, CallParams, CallParticipantParams, InviteToCallBody } from '@causerie/contracts';
import { admitToCall, inviteToCall, removeFromCall } from '@causerie/core';
import type { HttpApp } from '@causerie/service-kit';
import { personOf, type CallDoor } from '../door.ts';
import { described } from './calls.ts';

/** Who is let into a room, and who is sent away. */
export function callPeopleRoutes(app: HttpApp, door: CallDoor): void {
  app.post(
    '/calls/:callId/invitations',
    {
      schema: {
        ...described('Ring somebody else into a room: host and professionals in it'),
        params: CallParams,
        body: InviteToCallBody,
        response: { 200: Call },
      },
    },
    async (request) => inviteToCall(door, await personOf(door, request), { ...request.params, ...request.body }),
  );

  for (const [path, change, summary] of [
    ['admit', admitToCall, 'Let in somebody who waits'],
    ['remove', removeFromCall, 'Send somebody away for good'],
  ] as const) {
    app.post(
      `/calls/:callId/participants/:participantId/${path}`,
      { schema: { ...described(summary), params: CallParticipantParams, response: { 200: Call } } },
      async (request) => change(door, await personOf(door, request), request.params),
    );
  }
}
