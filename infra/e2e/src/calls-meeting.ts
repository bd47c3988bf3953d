import { randomInt } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { sessionParty, v1Party, type Party } from './calls-party.ts';
import { callsHeardOf, meet } from './calls-scene.ts';
import type { Loose, Somebody, World } from './world.ts';

/** Where sessions of médecins and patients are made. */
export const SESSIONS = '/api/messaging/medecin-patient/webrtc/sessions';

/** Turns of the event loop between two people who call each other. */
const TURNS_MAX = 500;

/** Somebody and the device they call from. */
export type Side = [person: Somebody, device: Party];

/** Two people nearby: `misheard` has a call of their own begin, and resolves to what they were told of any other call before it. */
export async function bystanders(world: World): Promise<{ misheard(): Promise<string[]> }> {
  const scene = await meet(world);
  const parties = [await sessionParty(world, scene.doctor), await v1Party(world, scene.patient)];
  const [colleague, neighbour] = parties;
  return {
    async misheard() {
      const { body } = await scene.rest(scene.doctor, 'POST', SESSIONS, { patientId: scene.patient.subject });
      await colleague?.hear('webrtc_session_created', ({ sessionId }) => sessionId === body.id);
      await neighbour?.hear('call.incoming', ({ call }) => call.id === body.id);
      for (const party of parties) party.close();
      return parties.flatMap((party) => [...callsHeardOf(party)].filter((id) => id !== body.id));
    },
  };
}

/** What `webrtc_session_created` says of a session, or of a call, to somebody who may know this code. */
export function sessionCreated({ body }: { body: Loose }, conferenceCode: string): Loose {
  return {
    sessionId: body.id,
    conferenceLink: `/conference/${body.id}`,
    conferenceCode,
    participants: body.participants.map((one: Loose) => one.person?.subject ?? one),
  };
}

/** When the second of two who call each other begins: at once, some turns of the event loop later, or as soon as it rings. */
export function lateness(round: number, party: Party): { wait(): Promise<unknown>; where: string } {
  const turns = randomInt(TURNS_MAX);
  const known = callsHeardOf(party);
  const ways = [
    { where: 'at once', wait: async () => undefined },
    { where: `${turns} turns later`, wait: async () => pass(turns) },
    { where: 'when it rings', wait: async () => party.hear('call.incoming', ({ call }) => !known.has(call.id)) },
  ] as const;
  const { where, wait } = ways[round % ways.length] ?? ways[0];
  return { where: `round ${round}, ${where}`, wait };
}

async function pass(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await setImmediate();
}
