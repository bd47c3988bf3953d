import type { Call, Conversation, Person } from '@causerie/contracts';
import { MANUALS } from '@causerie/dialects';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openCallStage, type CallStage, type Device } from './call-stage.ts';

const manual = MANUALS.find(({ dialect }) => dialect.name === 'medecin-patient')?.manual;
const offer = { type: 'offer', sdp: 'v=0 offer' };
const answer = { type: 'answer', sdp: 'v=0 answer' };
const candidates = [{ candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host', sdpMid: '0', sdpMLineIndex: 0 }];

let stage: CallStage;
let doctor: Person;
let patient: Person;
let conversation: Conversation;
beforeAll(async () => {
  stage = await openCallStage();
});
beforeEach(async () => {
  ({ doctor, patient, conversation } = await stage.gateway.pair());
});
afterEach(() => stage.leaveAll());
afterAll(() => stage.close());

const sayTo = (from: Person, to: Person, sessionId: string) => ({
  sessionId,
  fromUserId: from.subject,
  toUserId: to.subject,
});
const names = ({ heard }: Device, prefix: string): string[] =>
  heard.map(({ event }) => event).filter((event) => event.startsWith(prefix));

describe('Sessions of médecins and patients', () => {
  it('are told to both, carry offer, answer and candidates exactly as documented, and become active by the answer', async () => {
    const mine = await stage.old(doctor);
    const theirs = await stage.old(patient, stage.second);
    const { call } = await stage.begin(doctor, { conversationId: conversation.id, mode: 'room' });
    const sessionId = call.id;
    const created = { sessionId, conferenceLink: call.link, participants: [doctor.subject, patient.subject] };
    expect(await mine.until('webrtc_session_created')).toEqual([{ ...created, conferenceCode: call.code }]);
    // Only who may let others in is told the code.
    expect(await theirs.until('webrtc_session_created')).toEqual([{ ...created, conferenceCode: call.code }]);

    const [there, back] = [sayTo(doctor, patient, sessionId), sayTo(patient, doctor, sessionId)];
    expect(await mine.ask('webrtc_offer', { ...there, offer })).toEqual({ ok: true });
    expect(await theirs.until('webrtc_offer')).toEqual([{ ...there, offer }]);
    expect(await theirs.ask('webrtc_answer', { ...back, answer, role: 'patient' })).toEqual({ ok: true });
    expect(await mine.until('webrtc_answer')).toEqual([{ ...back, answer }]);
    await theirs.ask('webrtc_ice_candidates', { session_id: sessionId, candidates });
    expect(await mine.until('webrtc_ice_candidates')).toEqual([{ ...back, candidates }]);
    expect(await stage.gateway.calls.find(sessionId)).toMatchObject({ status: 'active' });
    expect(names(mine, 'webrtc_')).toEqual(['webrtc_session_created', 'webrtc_answer', 'webrtc_ice_candidates']);
    expect(names(theirs, 'webrtc_')).toEqual(['webrtc_session_created', 'webrtc_offer']);
    for (const { event, payload } of [...mine.heard, ...theirs.heard]) {
      expect(manual?.says[event]?.payload.safeParse(payload).error, event).toBeUndefined();
    }
  });

  it('CALL-3: are told once to each connection, also to one that comes while it rings, and not to one that comes later', async () => {
    const first = await stage.old(patient);
    const { call } = await stage.begin(doctor, { conversationId: conversation.id });
    const state = await stage.gateway.calls.find(call.id);
    const again = { audience: [patient.id], event: { type: 'call.incoming' as const, call } };
    await first.until('webrtc_session_created');
    await stage.gateway.announcer.announce([again, again]);
    const second = await stage.old(patient, stage.second);
    await second.until('webrtc_session_created');
    const cabinet = await stage.device(doctor);
    await cabinet.ask('call.end', { callId: call.id });
    await stage.gateway.announcer.announce([again]);
    const third = await stage.old(patient);
    expect(state?.status).toBe('pending');
    // What was announced before a message was dealt with before it is heard.
    await third.ask('send_message', { conversationId: conversation.id, content: 'Plus tard' });
    for (const one of [first, second, third]) {
      await one.until('message_delivered');
      expect(one.of('webrtc_session_created')).toHaveLength(one === third ? 0 : 1);
    }
  });

  it('ID-7: refuse a sender who says to be somebody else, and tell nobody', async () => {
    const mine = await stage.old(doctor);
    const theirs = await stage.old(patient);
    const { call } = await stage.begin(doctor, { conversationId: conversation.id });
    const there = sayTo(doctor, patient, call.id);
    const forged = await mine.ask('webrtc_offer', { ...there, fromUserId: patient.subject, offer });
    expect(forged).toMatchObject({ ok: false, error: { code: 'identity_mismatch' } });
    expect(await mine.until('error')).toMatchObject([{ code: 'identity_mismatch' }]);
    const stranger = await stage.old((await stage.gateway.pair()).doctor);
    for (const [event, body] of [
      ['webrtc_offer', { offer }],
      ['webrtc_answer', { answer }],
      ['webrtc_ice_candidates', { candidates }],
    ] as const) {
      const foreign = await stranger.ask(event, { sessionId: call.id, toUserId: patient.subject, ...body });
      expect(foreign, event).toMatchObject({ ok: false, error: { code: 'not_found' } });
    }
    const early = await theirs.ask('webrtc_ice_candidates', { ...sayTo(patient, doctor, call.id), candidates });
    expect(early).toMatchObject({ ok: false, error: { code: 'conflict' } });
    expect(await mine.ask('webrtc_offer', { ...there, offer })).toEqual({ ok: true });
    expect(await theirs.until('webrtc_offer')).toEqual([{ ...there, offer }]);
    expect(mine.of('webrtc_ice_candidates')).toEqual([]);
  });
});

describe('A call between a client of today and one of médecins and patients', () => {
  const isActive = ({ call }: { call: Call }): boolean => call.status === 'active';

  it('rings, is answered and relays both ways', async () => {
    const cabinet = await stage.device(doctor, { auth: { device: 'cabinet-1' } });
    const theirs = await stage.old(patient, stage.second);
    const { call } = await stage.begin(doctor, { conversationId: conversation.id, device: 'cabinet-1' });
    const [callId, to] = [call.id, stage.partOf(call, patient).id];
    await theirs.until('webrtc_session_created');
    // The gateway asked for a client that cannot, so the caller sees that it rings.
    await cabinet.until('call.updated', (told) => told.call.status === 'ringing');
    expect(await cabinet.ask('call.signal', { callId, to, signal: offer })).toEqual({ ok: true });
    expect(await theirs.until('webrtc_offer')).toEqual([{ ...sayTo(doctor, patient, callId), offer }]);
    expect(await theirs.ask('webrtc_answer', { sessionId: callId, answer })).toEqual({ ok: true });
    await cabinet.until('call.updated', isActive);
    expect(await cabinet.until('call.signal')).toEqual([
      {
        callId,
        to: stage.partOf(call, doctor).id,
        toDevice: 'cabinet-1',
        from: { participantId: to, device: null },
        signal: answer,
      },
    ]);
    await cabinet.ask('call.signal', { callId, to, signal: { type: 'candidates', candidates } });
    expect(await theirs.until('webrtc_ice_candidates')).toEqual([{ ...sayTo(doctor, patient, callId), candidates }]);
  });

  it('hears of an offer that comes at once only after it heard of the session', async () => {
    const cabinet = await stage.device(doctor, { auth: { device: 'cabinet-1' } });
    const theirs = await stage.old(patient, stage.second);
    const { call } = await stage.begin(doctor, { conversationId: conversation.id, device: 'cabinet-1' });
    const signals = [offer, { type: 'candidates', candidates }];
    const to = stage.partOf(call, patient).id;
    await Promise.all(signals.map((signal) => cabinet.ask('call.signal', { callId: call.id, to, signal })));
    await theirs.until('webrtc_ice_candidates');
    expect(names(theirs, 'webrtc_')).toEqual(['webrtc_session_created', 'webrtc_offer', 'webrtc_ice_candidates']);
  });

  it('CALL-2: an answer that comes after another device of the same person answered is conflict', async () => {
    const theirs = await stage.old(patient);
    const phone = await stage.device(patient, { replica: stage.second });
    const { call } = await stage.begin(doctor, { conversationId: conversation.id, device: 'cabinet-1' });
    await theirs.until('webrtc_session_created');
    await phone.ask('call.join', { callId: call.id, device: 'telephone' });
    await phone.until('call.updated', isActive);
    const cabinet = await stage.device(doctor, { auth: { device: 'cabinet-1' } });
    const to = stage.partOf(call, patient).id;
    expect(await cabinet.ask('call.signal', { callId: call.id, to, signal: offer })).toEqual({ ok: true });
    await phone.until('call.signal');
    expect(theirs.of('webrtc_offer')).toEqual([]);
    expect(cabinet.of('call.signal')).toEqual([]);
  });
});
