import { Call, CallList, CallMediaBody, CallParams, JoinCallBody, StartCall } from '@causerie/contracts';
import {
  declineCall,
  endCall,
  getCall,
  joinCall,
  leaveCall,
  listLiveCalls,
  setCallMedia,
  startCall,
} from '@causerie/core';
import { tellAudit, type HttpApp } from '@causerie/service-kit';
import { callerOf, personOf, starting, type CallDoor } from '../door.ts';

/** What the OpenAPI document says of a route about calls. */
export const described = (summary: string) => ({ tags: ['calls'], summary });

const SERVED = `Somebody who takes part is believed to be there for 30 seconds. A connection of the same device, Socket.IO or \`/ws/calls\`,
keeps them there from then on: it asks for \`call.sync\` or \`call.attach\`.`;

/** Calls of the v1 dialect: beginning, reading and taking part. Guests come with `Authorization: Guest <token>`. */
export function callRoutes(app: HttpApp, door: CallDoor): void {
  readingRoutes(app, door);
  joiningRoutes(app, door);
  goingRoutes(app, door);
}

function readingRoutes(app: HttpApp, door: CallDoor): void {
  app.post(
    '/calls',
    {
      schema: {
        ...described('Call somebody, or open a room; 200 when that call exists already'),
        body: StartCall,
        response: { 200: Call, 201: Call },
      },
    },
    async (request, reply) => {
      const person = await personOf(door, request);
      door.callLimits?.start(person.id);
      const { call, created } = await startCall(starting(door), person, request.body);
      tellAudit(request, { targetKind: 'call', targetId: call.id });
      return reply.code(created ? 201 : 200).send(call);
    },
  );

  app.get(
    '/calls',
    { schema: { ...described('My calls that have not ended'), response: { 200: CallList } } },
    async (request) => ({ items: await listLiveCalls(door, await callerOf(door, request)) }),
  );

  app.get(
    '/calls/:callId',
    { schema: { ...described('One call, as I may see it'), params: CallParams, response: { 200: Call } } },
    async (request) => getCall(door, await callerOf(door, request), request.params.callId),
  );
}

function joiningRoutes(app: HttpApp, door: CallDoor): void {
  for (const [path, summary] of [
    ['accept', 'Answer a call on this device; `conflict` when another device was first'],
    ['join', 'Take part on this device; `takeOver` moves my part here from another one'],
  ] as const) {
    app.post(
      `/calls/:callId/${path}`,
      {
        schema: {
          ...described(summary),
          description: SERVED,
          params: CallParams,
          body: JoinCallBody,
          response: { 200: Call },
        },
      },
      async (request) => joinCall(door, await callerOf(door, request), { ...request.params, ...request.body }),
    );
  }

  app.put(
    '/calls/:callId/media',
    {
      schema: {
        ...described('Say what I send now: sound, picture, screen'),
        params: CallParams,
        body: CallMediaBody,
        response: { 200: Call },
      },
    },
    async (request) => setCallMedia(door, await callerOf(door, request), { ...request.params, ...request.body }),
  );
}

function goingRoutes(app: HttpApp, door: CallDoor): void {
  for (const [path, go, summary] of [
    ['decline', declineCall, 'Refuse a call, on all my devices'],
    ['leave', leaveCall, 'Leave a call'],
    ['end', endCall, 'End a call for everybody: either of the two, or the host of a room'],
  ] as const) {
    app.post(
      `/calls/:callId/${path}`,
      { schema: { ...described(summary), params: CallParams, response: { 200: Call } } },
      async (request) => go(door, await callerOf(door, request), { callId: request.params.callId }),
    );
  }
}
