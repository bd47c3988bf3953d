import type { StartCall } from '@causerie/contracts';
import {
  admitToCall,
  askIn,
  attachCall,
  declineCall,
  endCall,
  inviteToCall,
  joinCall,
  leaveCall,
  removeFromCall,
  ringCall,
  setCallMedia,
  settleDue,
  startCall,
} from '../src/index.ts';
import { conversationOf, dora, paul, quinn, starting } from './calls-house.ts';
import type { Actor, CallWorld } from './calls-world.ts';

/** Numbers that decide everything, one after another; 0 when they have run out. */
export type Tape = (below: number) => number;

/** Reads these bytes. */
export function tapeOf(bytes: Uint8Array): Tape & { isOver(): boolean } {
  let at = 0;
  const next = (below: number): number => (bytes[at++] ?? 0) % below;
  return Object.assign(next, { isOver: () => at >= bytes.length });
}

type Command = (world: CallWorld, tape: Tape) => Promise<void>;

const ROOM = starting({ mode: 'room' });
const RING: StartCall = { ...ROOM, mode: 'ring' };
const DORAS_DESK = 'dora-desk';
const PAUSES_MS = [1, 500, 3000, 9000, 15_000, 30_000, 45_000, 6 * 60_000];

/** How many operations somebody carries out before it is another's turn. */
const GO_ON = [1, 1, 2, 3, 8, 8];

/** Everything that may happen, as often as it stands here. */
const COMMANDS: readonly Command[] = [
  ...[start, start, ring, ring, join, join, join, join],
  ...[hangUp, attach, media, manage, guest, settle, cut],
  ...[pass, pass, die, goOn, goOn, goOn, goOn, goOn, goOn],
];

/** Does what comes next on the tape. */
export async function doNext(world: CallWorld, tape: Tape): Promise<void> {
  await COMMANDS[tape(COMMANDS.length)]?.(world, tape);
}

/** Somebody and a call: mostly one that lives, and mostly somebody who is in it. */
function someOne({ callIds, house, actors }: CallWorld, tape: Tape): { callId: string; actor: Actor } | null {
  const live = callIds.filter((id) => house.kept(id).status !== 'ended');
  const among = live.length === 0 || tape(8) === 0 ? callIds : live;
  const callId = among[tape(Math.max(1, among.length))];
  if (callId === undefined) return null;
  const { parties } = house.kept(callId);
  const inIt = actors.filter(({ caller, person }) =>
    parties.some((party) =>
      'guest' in caller ? party.id === caller.guest.participantId : party.person?.id === person?.id,
    ),
  );
  const who = inIt.length === 0 || tape(8) === 0 ? actors : inIt;
  return { callId, actor: who[tape(who.length)] as Actor };
}

async function start(world: CallWorld, tape: Tape): Promise<void> {
  const actor = world.actors[tape(world.actors.length)] as Actor;
  const { person, device } = actor;
  if (person === null) return;
  const other = person.id === dora.id ? (tape(3) === 0 ? quinn : paul) : dora;
  const conversationId = conversationOf(person, other);
  const kind = tape(6);
  const invite = person.id === dora.id ? [quinn.id] : [];
  const asked = kind < 4 ? { ...RING, conversationId } : kind === 4 ? { ...ROOM, conversationId } : { ...ROOM, invite };
  await world.act(async (deps) => (await startCall(deps, person, { ...asked, device })).call, actor, null);
}

async function ring(world: CallWorld, tape: Tape): Promise<void> {
  const some = someOne(world, tape);
  if (some === null) return;
  const { callId, actor } = some;
  const { caller, device } = actor;
  await world.ask(async (deps) => ringCall(deps, caller, { callId, device }), actor, callId);
}

async function join(world: CallWorld, tape: Tape): Promise<void> {
  const some = someOne(world, tape);
  if (some === null) return;
  const { callId, actor } = some;
  const { caller, device } = actor;
  const kind = tape(16);
  const takeOver = kind < 4;
  // Somebody may say that they are at a device of somebody else.
  const named = kind === 4 ? DORAS_DESK : device;
  const input = { callId, device: named, takeOver };
  const how = takeOver ? 'takes over' : 'joins';
  await world.act(async (deps) => joinCall(deps, caller, input), { ...actor, device: named }, how);
}

async function hangUp(world: CallWorld, tape: Tape): Promise<void> {
  const some = someOne(world, tape);
  if (some === null) return;
  const { callId, actor } = some;
  const verb = [leaveCall, endCall, declineCall][tape(3)] ?? leaveCall;
  await world.act(async (deps) => verb(deps, actor.caller, { callId }), actor, null);
}

async function attach(world: CallWorld, tape: Tape): Promise<void> {
  const some = someOne(world, tape);
  if (some === null) return;
  const { callId, actor } = some;
  const { caller, device } = actor;
  await world.act(async (deps) => attachCall(deps, caller, { callId, device }), actor, null);
}

async function media(world: CallWorld, tape: Tape): Promise<void> {
  const some = someOne(world, tape);
  if (some === null) return;
  const { callId, actor } = some;
  const sends = { audio: tape(2) === 0, video: false, screen: false };
  await world.act(async (deps) => setCallMedia(deps, actor.caller, { callId, media: sends }), actor, null);
}

async function manage(world: CallWorld, tape: Tape): Promise<void> {
  const callId = someOne(world, tape)?.callId;
  if (callId === undefined) return;
  const { parties } = world.house.kept(callId);
  const participantId = parties[tape(parties.length)]?.id ?? '';
  const input = { callId, participantId };
  const whom = { callId, personId: [paul, quinn][tape(2)]?.id ?? '' };
  const verbs: Array<Parameters<CallWorld['serve']>[0]> = [
    async (deps) => inviteToCall(deps, dora, whom),
    async (deps) => admitToCall(deps, dora, input),
    async (deps) => removeFromCall(deps, dora, input),
  ];
  await world.serve(verbs[tape(verbs.length)] ?? (async () => undefined));
}

/** Somebody without an account comes to a room by its code, and is an actor from then on. */
async function guest(world: CallWorld, tape: Tape): Promise<void> {
  const callId = someOne(world, tape)?.callId;
  if (callId === undefined) return;
  const { code } = world.house.kept(callId);
  const device = `guest-phone-${world.actors.length}`;
  await world.serve(async (deps) => {
    const { participantId } = await askIn(deps, null, { code }, 'Guest');
    world.actors.push({ caller: { guest: { callId, participantId } }, person: null, device, isConnected: true });
  });
}

async function settle(world: CallWorld, tape: Tape): Promise<void> {
  const callId = someOne(world, tape)?.callId;
  if (callId !== undefined) await world.serve(async (deps) => settleDue(deps, callId, deps.clock.nowMs()));
}

/** The line of a device breaks, or is there again. */
async function cut(world: CallWorld, tape: Tape): Promise<void> {
  const actor = world.actors[tape(world.actors.length)] as Actor;
  actor.isConnected = !actor.isConnected;
}

async function pass(world: CallWorld, tape: Tape): Promise<void> {
  await world.pass(PAUSES_MS[tape(PAUSES_MS.length)] ?? 1);
}

async function goOn({ running }: CallWorld, tape: Tape): Promise<void> {
  const one = running[tape(Math.max(1, running.length))];
  if (one === undefined) return;
  for (let operations = GO_ON[tape(GO_ON.length)] ?? 1; operations > 0; operations--) await one.goOn();
  if (!one.isWaiting()) running.splice(running.indexOf(one), 1);
}

/** A service is killed: in front of an operation, or after one whose outcome it never hears. */
async function die({ running }: CallWorld, tape: Tape): Promise<void> {
  const [one] = running.splice(tape(Math.max(1, running.length)), 1);
  if (tape(2) === 0) one?.die();
  else await one?.dieAfter();
}
