import { admitToCall, askIn, joinCall, ringCall, startCall } from '../src/index.ts';
import { conversationOf, dora, paul, quinn, starting } from './calls-house.ts';
import { createCallWorld, type CallWorld, type CallWorldStart } from './calls-world.ts';

const PAULS_PHONE = 'paul-phone';
const WITH_PAUL = { conversationId: conversationOf(dora, paul), device: 'dora-desk' };

/** Where worlds may begin: nothing has happened, or this has, without anybody in between. */
export async function beginnings(): Promise<CallWorldStart[]> {
  return Promise.all([async () => undefined, ...PRELUDES].map(after));
}

async function after(prelude: (world: CallWorld) => Promise<unknown>): Promise<CallWorldStart> {
  const world = createCallWorld();
  await prelude(world);
  world.check();
  const guests = world.actors.filter(({ person }) => person === null);
  return { states: [...world.house.memory.states.values()], guests };
}

const PRELUDES: ReadonlyArray<(world: CallWorld) => Promise<unknown>> = [
  ringing,
  answered,
  async (world) => room(world),
  async (world) => withGuest(world, await room(world)),
  async (world) => withGuest(world, await room(world), 'admitted'),
];

async function ringing({ house: { deps } }: CallWorld): Promise<string> {
  const { call } = await startCall(deps, dora, starting(WITH_PAUL));
  await ringCall(deps, { person: paul }, { callId: call.id, device: PAULS_PHONE });
  return call.id;
}

async function answered(world: CallWorld): Promise<void> {
  const callId = await ringing(world);
  await joinCall(world.house.deps, { person: paul }, { callId, device: PAULS_PHONE });
}

/** Dora and Paul are in it, and Quinn is rung. */
async function room({ house: { deps } }: CallWorld): Promise<{ callId: string; code: string }> {
  const asked = { ...starting({ ...WITH_PAUL, mode: 'room' }), invite: [quinn.id] };
  const { call } = await startCall(deps, dora, asked);
  await joinCall(deps, { person: paul }, { callId: call.id, device: PAULS_PHONE });
  return { callId: call.id, code: call.code ?? '' };
}

/** Somebody without an account waits in front of a room, or is in it. */
async function withGuest(
  { house: { deps }, actors }: CallWorld,
  { callId, code }: { callId: string; code: string },
  isAdmitted?: 'admitted',
): Promise<void> {
  const { participantId } = await askIn(deps, null, { code }, 'Guest');
  const caller = { guest: { callId, participantId } };
  const device = 'guest-phone-0';
  actors.push({ caller, person: null, device, isConnected: true });
  if (isAdmitted === undefined) return;
  await admitToCall(deps, dora, { callId, participantId });
  await joinCall(deps, caller, { callId, device });
}
