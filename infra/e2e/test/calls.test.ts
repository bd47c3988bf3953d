import { CANDIDATES_MAX, SDP_MAX_LENGTH } from '@causerie/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sessionParty, v1Party, type Party } from '../src/calls-party.ts';
import {
  aCandidate,
  anOffer,
  candidatesTo,
  connectCall,
  isOffer,
  meet,
  partOf,
  type Scene,
} from '../src/calls-scene.ts';
import { bystanders, lateness, SESSIONS, sessionCreated, type Side } from '../src/calls-meeting.ts';
import { openWorld, type Loose, type Somebody, type World } from '../src/world.ts';

const UNKNOWN = '01900000-0000-7000-8000-00000000dead';
/** As it is read aloud: 55 bits (CALL-9). */
const A_CODE = expect.stringMatching(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{3}$/);
const GLARES = 20;
const GLARES_TIMEOUT_MS = 60_000;

let world: World;
const parties: Party[] = [];
beforeAll(async () => {
  world = await openWorld(2, { RATE_CALL_START_PER_MINUTE: '0' });
}, 120_000);
afterEach(() => {
  for (const party of parties.splice(0)) party.close();
});
afterAll(() => world?.close());

async function v1(person: Somebody, replica?: number): Promise<Party> {
  const base = replica === undefined ? {} : { base: world.replicas[replica] ?? '' };
  const party = await v1Party(world, person, base);
  parties.push(party);
  return party;
}

async function documented(person: Somebody): Promise<Party> {
  const party = await sessionParty(world, person);
  parties.push(party);
  return party;
}

describe('A client written from the documentation of médecins and patients', () => {
  it('calls a patient on v1: every event has exactly the documented members, and only the addressed person hears it (CALL-5)', async () => {
    const scene = await meet(world);
    const { doctor, patient } = scene;
    const [caller, callee, near] = [await documented(doctor), await v1(patient, 1), await bystanders(world)];
    const session = await scene.rest(doctor, 'POST', SESSIONS, { patientId: patient.subject });
    expect(session.status).toBe(201);
    const { sessionId, ...seen } = sessionCreated(session, A_CODE);
    const kept = { id: sessionId, medecinId: doctor.subject, patientId: patient.subject, status: 'pending' };
    expect(session.body).toStrictEqual({ ...seen, ...kept, createdAt: expect.any(String) });
    expect(await caller.hear('webrtc_session_created')).toStrictEqual(
      sessionCreated(session, session.body.conferenceCode),
    );

    const { call } = await callee.hear('call.incoming');
    expect(await callee.ask('call.ring', { callId: call.id, device: callee.device })).toMatchObject({ ring: true });
    const { call: joined } = await callee.ask('call.join', { callId: call.id, device: callee.device });
    const [theirs, mine] = [partOf(joined, doctor), partOf(joined, patient)];
    const ends = { sessionId, fromUserId: doctor.subject, toUserId: patient.subject };
    const offer = { type: 'offer', sdp: 'v=0 the doctor offers' };
    caller.say('webrtc_offer', { ...ends, offer });
    caller.say('webrtc_ice_candidates', { ...ends, candidates: [aCandidate(1), aCandidate(2)] });
    const told = { callId: sessionId, to: mine.id, toDevice: callee.device };
    const from = { participantId: theirs.id, device: null };
    const candidates = { type: 'candidates', candidates: [aCandidate(1), aCandidate(2)] };
    expect(await callee.hear('call.signal')).toStrictEqual({ ...told, from, signal: offer });
    expect(await callee.hear('call.signal', ({ signal }) => signal.type === 'candidates')).toStrictEqual({
      ...told,
      from,
      signal: candidates,
    });

    const answer = { type: 'answer', sdp: 'v=0 the patient answers' };
    for (const signal of [answer, candidates])
      expect(await callee.ask('call.signal', { callId: sessionId, to: theirs.id, signal })).toEqual({ ok: true });
    const back = { sessionId, fromUserId: patient.subject, toUserId: doctor.subject };
    expect(await caller.hear('webrtc_answer')).toStrictEqual({ ...back, answer });
    expect(await caller.hear('webrtc_ice_candidates')).toStrictEqual({ ...back, candidates: candidates.candidates });
    // What one sends, nobody hears back.
    expect(caller.aboutCalls()).toEqual(['webrtc_session_created', 'webrtc_answer', 'webrtc_ice_candidates']);
    expect(callee.aboutCalls().filter((name) => name === 'call.signal')).toHaveLength(2);
    expect(await near.misheard()).toEqual([]);
  });

  it('is called by a patient on v1, and takes part by answering the offer (CALL-2)', async () => {
    const scene = await meet(world);
    const { doctor, patient } = scene;
    const [caller, callee, near] = [await v1(patient, 0), await documented(doctor), await bystanders(world)];
    const call = await scene.start(patient, { device: caller.device });
    expect(await callee.hear('webrtc_session_created')).toStrictEqual(sessionCreated(call, A_CODE));
    const to = partOf(call.body, doctor).id;
    await caller.ask('call.attach', { callId: call.body.id, device: caller.device });
    await caller.ask('call.signal', anOffer(call.body.id, to, 'v=0 the patient offers'));
    const heard = { sessionId: call.body.id, fromUserId: patient.subject, toUserId: doctor.subject };
    const offer = { type: 'offer', sdp: 'v=0 the patient offers' };
    expect(await callee.hear('webrtc_offer')).toStrictEqual({ ...heard, offer });

    const ends = { sessionId: call.body.id, fromUserId: doctor.subject, toUserId: patient.subject };
    const answer = { type: 'answer', sdp: 'v=0 the doctor answers' };
    callee.say('webrtc_answer', { ...ends, answer });
    callee.say('webrtc_ice_candidates', { ...ends, candidates: [aCandidate()] });
    const active = await caller.hear('call.updated', ({ call: now }) => now.status === 'active');
    expect(partOf(active.call, doctor)).toMatchObject({ state: 'joined', device: null });
    expect(await caller.hear('call.signal')).toMatchObject({ from: { participantId: to }, signal: answer });
    await caller.hear('call.signal', ({ signal }) => signal.type === 'candidates');
    await caller.ask('call.signal', {
      callId: call.body.id,
      to,
      signal: { type: 'candidates', candidates: [aCandidate(7)] },
    });
    expect(await callee.hear('webrtc_ice_candidates')).toStrictEqual({ ...heard, candidates: [aCandidate(7)] });
    expect(await near.misheard()).toEqual([]);
  });

  it('talks with another one, who joins by REST, and its session is over when it says so', async () => {
    const scene = await meet(world);
    const { doctor, patient } = scene;
    const [caller, callee] = [await documented(patient), await documented(doctor)];
    const session = await scene.rest(patient, 'POST', SESSIONS, { medecinId: doctor.subject });
    expect(await callee.hear('webrtc_session_created')).toStrictEqual(sessionCreated(session, A_CODE));
    // Only a doctor may pass the code on.
    expect(await caller.hear('webrtc_session_created')).toStrictEqual(sessionCreated(session, A_CODE));
    const joined = await scene.rest(doctor, 'POST', `${SESSIONS}/${session.body.id}/join`);
    expect([joined.status, joined.body.status]).toEqual([200, 'active']);
    const between = (from: Somebody, to: Somebody): object => ({
      sessionId: session.body.id,
      fromUserId: from.subject,
      toUserId: to.subject,
    });
    const offer = { ...between(doctor, patient), offer: { type: 'offer', sdp: 'v=0 offer' } };
    const answer = { ...between(patient, doctor), answer: { type: 'answer', sdp: 'v=0 answer' } };
    callee.say('webrtc_offer', offer);
    expect(await caller.hear('webrtc_offer')).toStrictEqual(offer);
    caller.say('webrtc_answer', answer);
    expect(await callee.hear('webrtc_answer')).toStrictEqual(answer);
    caller.say('webrtc_offer', { ...offer, fromUserId: 'somebody-else' });
    expect(await caller.hear('error')).toMatchObject({ code: 'identity_mismatch' });
    await scene.rest(doctor, 'POST', `/v1/calls/${session.body.id}/end`);
    const over = await scene.rest(patient, 'GET', `${SESSIONS}/${session.body.id}`);
    expect(over.body).toMatchObject({ status: 'ended', endedAt: expect.any(String) });
    caller.say('webrtc_answer', answer);
    expect(await caller.hear('error', ({ code }) => code !== 'identity_mismatch')).toMatchObject({ code: 'conflict' });
  });
});

describe('A patient with two devices on two replicas', () => {
  async function ringBoth(): Promise<{ scene: Scene; call: Loose; caller: Party; devices: [Party, Party] }> {
    const scene = await meet(world);
    const caller = await v1(scene.doctor);
    const devices: [Party, Party] = [await v1(scene.patient, 0), await v1(scene.patient, 1)];
    const { body: call } = await scene.start(scene.doctor, { device: caller.device });
    for (const party of devices) {
      await party.hear('call.incoming', (payload) => payload.call.id === call.id);
      const answer = await party.ask('call.ring', { callId: call.id, device: party.device });
      expect(answer).toMatchObject({ ok: true, ring: true });
    }
    return { scene, call, caller, devices };
  }

  it('CALL-2: both ring, one answers, the other is told at once and its late answer is a conflict', async () => {
    const { scene, call, caller, devices } = await ringBoth();
    const [phone, laptop] = devices;
    await phone.ask('call.join', { callId: call.id, device: phone.device });
    for (const party of [laptop, caller]) {
      const told = await party.hear('call.updated', ({ call: now }) => now.status === 'active');
      expect(partOf(told.call, scene.patient)).toMatchObject({
        state: 'joined',
        device: phone.device,
        ringUntil: null,
      });
    }
    const late = await laptop.ask('call.join', { callId: call.id, device: laptop.device });
    expect(late).toMatchObject({ ok: false, error: { code: 'conflict' } });
    const asked = await laptop.ask('call.ring', { callId: call.id, device: laptop.device });
    expect(asked).toMatchObject({ ok: true, ring: false, ringUntil: null });
  });

  it('CALL-3: after a cancel no device rings, neither one that asks again nor one that comes later', async () => {
    const { scene, call, caller, devices } = await ringBoth();
    await caller.ask('call.leave', { callId: call.id });
    for (const party of devices) {
      const told = await party.hear('call.updated', ({ call: now }) => now.status === 'ended');
      expect(told.call.endReason).toBe('cancelled');
    }
    const [latecomer, documentedOne] = [await v1(scene.patient), await documented(scene.patient)];
    for (const party of [...devices, latecomer]) {
      const answer = await party.ask('call.ring', { callId: call.id, device: party.device });
      expect(answer).toMatchObject({ ok: true, ring: false, ringUntil: null });
      expect(await party.ask('call.sync')).toMatchObject({ calls: [] });
      const late = await party.ask('call.join', { callId: call.id, device: party.device });
      expect(late).toMatchObject({ error: { code: 'conflict' } });
    }
    // The next call is the first that whoever came later hears of.
    const { body: next } = await scene.start(scene.doctor, { device: caller.device });
    const first = await documentedOne.hear('webrtc_session_created');
    const incoming = await latecomer.hear('call.incoming');
    expect([first.sessionId, incoming.call.id]).toEqual([next.id, next.id]);
  });
});

describe('Two people who call each other', () => {
  it(
    `CALL-1: ${GLARES} times at almost the same moment, and each time they are in one call`,
    async () => {
      const scene = await meet(world);
      const [doctorSide, patientSide] = [await v1(scene.doctor, 0), await v1(scene.patient, 1)];
      const sides: [Side, Side] = [
        [scene.doctor, doctorSide],
        [scene.patient, patientSide],
      ];
      for (let round = 0; round < GLARES; round++) {
        const [first, second] = round % 2 === 0 ? sides : ([sides[1], sides[0]] as const);
        const { wait, where } = lateness(round, second[1]);
        const begin = ([person, { device }]: Side): Promise<Loose> => scene.start(person, { device });
        const answers = await Promise.all([begin(first), wait().then(() => begin(second))]);
        expect(
          answers.map(({ status }) => status).toSorted((a, b) => a - b),
          where,
        ).toEqual([200, 201]);
        const [id, other] = answers.map(({ body }) => body.id);
        expect(other, where).toBe(id);
        for (const [person, { device }] of sides) {
          const { body } = await scene.rest(person, 'GET', '/v1/calls');
          expect(body.items, where).toMatchObject([{ id, status: 'active' }]);
          expect(partOf(body.items[0], person), where).toMatchObject({ state: 'joined', device });
        }
        await doctorSide.ask('call.end', { callId: id });
        await patientSide.hear('call.updated', ({ call }) => call.id === id && call.status === 'ended');
      }
      const { body } = await scene.rest(scene.patient, 'GET', '/v1/calls/history');
      expect(body.items.map(({ call }: Loose) => call.endReason)).toEqual(Array(GLARES).fill('completed'));
    },
    GLARES_TIMEOUT_MS,
  );
});

describe('A relay', () => {
  it('CALL-5: passes nothing of strangers, second devices and ended calls, nothing too large, and never a sender that somebody made up', async () => {
    const scene = await meet(world);
    const [caller, phone, laptop] = [await v1(scene.doctor, 0), await v1(scene.patient, 1), await v1(scene.patient, 0)];
    const { doctor: otherDoctor } = await world.couple();
    const [stranger, unnamed] = [await v1(otherDoctor), await v1(scene.patient)];
    const old = await documented(scene.patient);
    const call = await connectCall(scene, { by: scene.doctor, device: caller, answeredOn: phone });
    const [doctorPart, patientPart] = [partOf(call, scene.doctor), partOf(call, scene.patient)];
    await laptop.ask('call.ring', { callId: call.id, device: laptop.device });
    const refusals: Array<[Party, string, object]> = [
      [stranger, 'not_found', anOffer(call.id, doctorPart.id, 'stranger')],
      [stranger, 'not_found', anOffer(UNKNOWN, doctorPart.id, 'unknown')],
      [laptop, 'conflict', anOffer(call.id, doctorPart.id, 'second device')],
      [unnamed, 'conflict', anOffer(call.id, doctorPart.id, 'a device without a name')],
      [old, 'conflict', { sessionId: call.id, candidates: [aCandidate()] }],
      [phone, 'not_found', anOffer(call.id, patientPart.id, 'myself')],
      [phone, 'not_found', anOffer(call.id, call.id, 'no server forwards here')],
      [phone, 'not_found', anOffer(call.id, UNKNOWN, 'nobody')],
      [phone, 'invalid_input', anOffer(call.id, doctorPart.id, 'x'.repeat(SDP_MAX_LENGTH + 1))],
      [phone, 'invalid_input', candidatesTo(call.id, doctorPart.id, CANDIDATES_MAX + 1)],
      [phone, 'invalid_input', candidatesTo(call.id, doctorPart.id, 0)],
    ];
    for (const [party, code, signal] of refusals) {
      const event = party === old ? 'webrtc_ice_candidates' : 'call.signal';
      expect(await party.ask(event, signal)).toMatchObject({ ok: false, error: { code } });
    }
    const largest = 'x'.repeat(SDP_MAX_LENGTH);
    const claimed = { from: { participantId: doctorPart.id, device: caller.device }, toDevice: 'elsewhere' };
    await phone.ask('call.signal', candidatesTo(call.id, doctorPart.id, CANDIDATES_MAX));
    await phone.ask('call.signal', { ...anOffer(call.id, doctorPart.id, largest), ...claimed });
    const told = await caller.hear('call.signal', isOffer(largest));
    expect(told).toMatchObject({
      from: { participantId: patientPart.id, device: phone.device },
      toDevice: caller.device,
    });
    await caller.ask('call.end', { callId: call.id });
    const late = await phone.ask('call.signal', anOffer(call.id, doctorPart.id, 'late'));
    expect(late).toMatchObject({ ok: false, error: { code: 'conflict' } });
    await phone.hear('call.updated', ({ call: now }) => now.status === 'ended');
    expect(caller.aboutCalls().filter((name) => name === 'call.signal')).toHaveLength(2);
    for (const party of [phone, laptop, unnamed]) expect(party.aboutCalls()).not.toContain('call.signal');
    expect(stranger.aboutCalls()).toEqual([]);
  });
});
