import { CALL_LEASE_MS, RING_TIMEOUT_MS } from '@causerie/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SESSIONS } from '../src/calls-meeting.ts';
import { plainParty, sessionParty, v1Party, type Party } from '../src/calls-party.ts';
import { anOffer, connectCall, isOffer, meet, partOf, wipeRedis, type Scene } from '../src/calls-scene.ts';
import { openWorld, type Loose, type World } from '../src/world.ts';

/** Signals pass again within this time of the return of a client. */
const BACK_WITHIN_MS = 5_000;
/** What is due is noticed within this time, on a machine that has other things to do. */
const NOTICED_WITHIN_MS = 5_000;
const GHOST_MAX_MS = 60_000;
const PATIENCE_MS = RING_TIMEOUT_MS + NOTICED_WITHIN_MS + 5_000;

/** Two people, their devices, and the call between them as one of the two saw it first. */
interface Pair {
  scene: Scene;
  doctor: Party;
  patient: Party;
  call: Loose;
}

/** Everything happens at once in one world, because half of it is waiting: these are begun first and looked at one after another. */
let world: World;
/** The replica that is killed. */
let victim: string;
let rung: Pair;
let wiped: Pair;
let sockets: Pair;
let mixed: Pair;
let lost: Pair;
let diedAtMs = 0;

beforeAll(async () => {
  world = await openWorld(2);
  const scenes = await Promise.all(Array.from({ length: 5 }, () => meet(world)));
  const [inSockets, inMixed, inLost, inRung, inWiped] = scenes as [Scene, Scene, Scene, Scene, Scene];
  const doctor = await v1Party(world, inSockets.doctor);
  victim = doctor.replica() ?? '';
  const survivor = urlOf([...world.stack.processes.keys()].find((name) => isGateway(name) && name !== victim));
  const away = (person: Scene['doctor']): Promise<Party> => v1Party(world, person, { base: survivor });
  sockets = await connected(inSockets, doctor, await away(inSockets.patient));
  lost = await connected(inLost, await away(inLost.doctor), await plain(inLost, aDeviceOf('lost')));
  mixed = await inSession(inMixed, await sessionParty(world, inMixed.doctor, urlOf(victim)));
  rung = await ringing(inRung, await away(inRung.doctor), await away(inRung.patient));
  wiped = { ...rung, scene: inWiped, doctor: await away(inWiped.doctor), patient: await away(inWiped.patient) };
}, 120_000);
afterAll(async () => {
  for (const { doctor, patient } of [rung, wiped, sockets, mixed, lost])
    for (const one of [doctor, patient]) one.close();
  await world?.close();
});

const isGateway = (name: string): boolean => name.startsWith('realtime-gateway');
const urlOf = (name: string | undefined): string => world.stack.processes.get(name ?? '')?.url ?? '';
const aDeviceOf = (name: string): string => `${name}-device`;

async function plain({ patient }: Scene, device: string): Promise<Party> {
  return plainParty(world, { token: await world.tokenOf(patient) }, device);
}

async function connected(scene: Scene, doctor: Party, patient: Party): Promise<Pair> {
  const call = await connectCall(scene, { by: scene.doctor, device: doctor, answeredOn: patient });
  return { scene, doctor, patient, call };
}

/** A session of médecins and patients, with a patient on the plain WebSocket. */
async function inSession(scene: Scene, doctor: Party): Promise<Pair> {
  const patient = await plain(scene, aDeviceOf('mixed'));
  const { body } = await scene.rest(scene.doctor, 'POST', SESSIONS, { patientId: scene.patient.subject });
  await patient.hear('call.incoming', ({ call }) => call.id === body.id);
  const { call } = await patient.ask('call.join', { callId: body.id, device: patient.device });
  return { scene, doctor, patient, call };
}

async function ringing(scene: Scene, doctor: Party, patient: Party): Promise<Pair> {
  const { body: call } = await scene.start(scene.doctor, { device: doctor.device });
  await doctor.ask('call.attach', { callId: call.id, device: doctor.device });
  await patient.hear('call.incoming', (payload) => payload.call.id === call.id);
  await patient.ask('call.ring', { callId: call.id, device: patient.device });
  return { scene, doctor, patient, call };
}

/** An offer in each direction. */
async function signalBothWays({ scene, doctor, patient, call }: Pair, sdp: string): Promise<void> {
  const theirs = partOf(call, scene.doctor).id;
  expect(await patient.ask('call.signal', anOffer(call.id, theirs, `${sdp} up`))).toEqual({ ok: true });
  const heard = await (doctor.device === '' ? fromSession : fromSocket)(scene, doctor, call, sdp);
  expect(heard).toBe(true);
  const told = await patient.hear('call.signal', isOffer(`${sdp} down`));
  expect(told.from.participantId).toBe(theirs);
}

/** The doctor hears the patient's offer and makes one. */
async function fromSocket({ patient }: Scene, doctor: Party, call: Loose, sdp: string): Promise<boolean> {
  const { ok } = await doctor.ask('call.signal', anOffer(call.id, partOf(call, patient).id, `${sdp} down`));
  return ok && (await doctor.hear('call.signal', isOffer(`${sdp} up`))) !== undefined;
}

async function fromSession(scene: Scene, doctor: Party, call: Loose, sdp: string): Promise<boolean> {
  const ends = { sessionId: call.id, fromUserId: scene.doctor.subject, toUserId: scene.patient.subject };
  doctor.say('webrtc_offer', { ...ends, offer: { type: 'offer', sdp: `${sdp} down` } });
  return (await doctor.hear('webrtc_offer', ({ offer }) => offer.sdp === `${sdp} up`)) !== undefined;
}

/** How the call stands, in what must not change. */
async function standing({ scene, call }: Pair): Promise<Loose> {
  const { body } = await scene.rest(scene.doctor, 'GET', `/v1/calls/${call.id}`);
  const parts = body.participants.map(({ id, state, device, joinedAt }: Loose) => ({ id, state, device, joinedAt }));
  return { id: body.id, status: body.status, parts };
}

const isOver =
  ({ call: { id } }: Pair) =>
  ({ call }: Loose): boolean =>
    call.id === id && call.status === 'ended';

describe('The signaling service and a gateway are killed', () => {
  it('CALL-5: mid-call, and signals of the same calls pass again within 5 s of the return of their clients', async () => {
    const before = [await standing(sockets), await standing(mixed)];
    expect(before.map(({ status }) => status)).toEqual(['active', 'active']);
    await signalBothWays(mixed, 'before');
    const [first, established] = [sockets.doctor.replica(), mixed.doctor.heard.length];
    expect(first).toBe(victim);
    const readyBefore = new Set(sockets.doctor.heard.map(({ payload }) => payload?.connectionId));
    diedAtMs = Date.now();
    // One client ends with the services, and never comes back.
    lost.patient.close();
    world.stack.kill(victim, 'SIGKILL');
    world.stack.kill('signaling', 'SIGKILL');

    const returning = async (): Promise<void> => {
      await sockets.doctor.hear('session.ready', ({ connectionId }) => !readyBefore.has(connectionId));
      const backAtMs = Date.now();
      const answer = await sockets.doctor.ask('call.attach', {
        callId: sockets.call.id,
        device: sockets.doctor.device,
      });
      expect(answer).toMatchObject({ ok: true, call: { id: sockets.call.id, status: 'active' } });
      await signalBothWays(sockets, 'after');
      expect(Date.now() - backAtMs).toBeLessThan(BACK_WITHIN_MS);
    };
    const onOtherWires = async (): Promise<void> => {
      expect(await mixed.patient.closed).toBeGreaterThan(0);
      await world.stack.processes.get('signaling')?.untilReady();
      mixed.patient = await plain(mixed.scene, mixed.patient.device);
      const isNew = (payload: Loose): boolean =>
        mixed.doctor.heard.findIndex((one) => one.payload === payload) >= established;
      await mixed.doctor.hear('connection_established', isNew);
      const backAtMs = Date.now();
      await signalBothWays(mixed, 'after');
      expect(Date.now() - backAtMs).toBeLessThan(BACK_WITHIN_MS);
    };
    await Promise.all([returning(), onOtherWires()]);
    expect([await standing(sockets), await standing(mixed)]).toEqual(before);
    wiped = await ringing(wiped.scene, wiped.doctor, wiped.patient);
  }, 40_000);

  it(
    'CALL-4: while it rings, and the call is missed after 45 s all the same, and told as missed',
    async () => {
      const { call } = await rung.patient.hear('call.updated', isOver(rung), PATIENCE_MS);
      expect(call).toMatchObject({ status: 'ended', endReason: 'missed' });
      const rangMs = Date.parse(call.endedAt) - Date.parse(call.createdAt);
      expect(rangMs).toBeGreaterThanOrEqual(RING_TIMEOUT_MS);
      expect(rangMs).toBeLessThan(RING_TIMEOUT_MS + NOTICED_WITHIN_MS);
      await rung.doctor.hear('call.updated', isOver(rung));
      const asked = await rung.patient.ask('call.ring', { callId: call.id, device: rung.patient.device });
      expect(asked).toMatchObject({ ok: true, ring: false });
      const { body } = await rung.scene.rest(rung.scene.patient, 'GET', '/v1/calls/history?missed=true');
      expect(body.items).toMatchObject([{ call: { id: call.id }, direction: 'incoming', missed: true }]);
      await rung.patient.hear('notification.created', ({ notification }) => notification.kind === 'missed-call');
    },
    PATIENCE_MS + 10_000,
  );

  it(
    'CALL-4: Redis forgets everything while it rings, and the call is missed all the same',
    async () => {
      const { body } = await wiped.scene.rest(wiped.scene.patient, 'GET', `/v1/calls/${wiped.call.id}`);
      expect(body.status).toBe('ringing');
      await wipeRedis(world);
      const { call } = await wiped.patient.hear('call.updated', isOver(wiped), PATIENCE_MS);
      expect(call).toMatchObject({ endReason: 'missed' });
      const rangMs = Date.parse(call.endedAt) - Date.parse(call.createdAt);
      expect(rangMs).toBeLessThan(RING_TIMEOUT_MS + NOTICED_WITHIN_MS);
    },
    PATIENCE_MS + 10_000,
  );

  it('CALL-6: long after every lease of then, nobody was thrown out of either call, and signals pass', async () => {
    expect(Date.now() - diedAtMs).toBeGreaterThan(CALL_LEASE_MS + NOTICED_WITHIN_MS);
    for (const pair of [sockets, mixed]) {
      const now = await standing(pair);
      expect([now.status, ...now.parts.map(({ state }: Loose) => state)]).toEqual(['active', 'joined', 'joined']);
      const joinedAt = pair.call.participants.map((one: Loose) => one.joinedAt);
      expect(now.parts.map((one: Loose) => one.joinedAt)).toEqual(joinedAt);
      await signalBothWays(pair, 'at last');
    }
  });

  it('CALL-6: whoever did not come back has left, and the call did not stay active without them', async () => {
    const { call } = await lost.doctor.hear('call.updated', isOver(lost));
    expect(call.endReason).toBe('failed');
    expect(Date.parse(call.endedAt) - diedAtMs).toBeLessThan(GHOST_MAX_MS);
    expect(Date.parse(call.endedAt) - diedAtMs).toBeGreaterThan(CALL_LEASE_MS / 2);
  });
});
