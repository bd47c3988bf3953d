import { AuditQuery, CALL_LEASE_MS, type Call, type Conversation, type Person } from '@causerie/contracts';
import { endCall } from '@causerie/core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openCallStage, type CallStage, type Payload } from './call-stage.ts';

const PATIENCE_MS = 10_000;
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

const conversationId = (): string => conversation.id;
const ring = (device = 'cabinet-1') => stage.begin(doctor, { conversationId: conversationId(), device });
const isActive = ({ call }: { call: Call }): boolean => call.status === 'active';

/** A call in which the médecin and the patient's phone take part, over two replicas. */
async function connected() {
  const cabinet = await stage.device(doctor, { auth: { device: 'cabinet-1' } });
  const phone = await stage.device(patient, { replica: stage.second });
  const { call } = await ring();
  const { id: callId } = call;
  await phone.until('call.incoming');
  expect(await phone.ask('call.join', { callId, device: 'telephone' })).toMatchObject({ ok: true });
  await cabinet.until('call.updated', isActive);
  return {
    cabinet,
    phone,
    call,
    callId,
    toPatient: stage.partOf(call, patient).id,
    toDoctor: stage.partOf(call, doctor).id,
  };
}

describe('A ring', () => {
  it('CALL-2, CALL-3: two devices on two replicas ring, one answers, the other hears it and comes too late', async () => {
    const cabinet = await stage.device(doctor, { auth: { device: 'cabinet-1' } });
    const phone = await stage.device(patient);
    const laptop = await stage.device(patient, { replica: stage.second });
    const stranger = await stage.device((await stage.gateway.pair()).patient);
    const { call } = await ring();
    const callId = call.id;
    for (const [one, device] of [
      [phone, 'telephone'],
      [laptop, 'portable'],
    ] as const) {
      const [incoming] = await one.until('call.incoming');
      expect(incoming.call).toMatchObject({ id: callId, status: 'pending', code: call.code });
      expect(await one.ask('call.ring', { callId, device })).toMatchObject({ ok: true, ring: true });
    }
    await cabinet.until('call.updated', (told) => told.call.status === 'ringing');

    const answered = await phone.ask('call.join', { callId, device: 'telephone' });
    expect(answered).toMatchObject({ ok: true, call: { status: 'active' } });
    const told = (await laptop.until('call.updated', isActive)).find(isActive);
    expect(stage.partOf(told.call, patient)).toMatchObject({ state: 'joined', device: 'telephone' });
    const late = await laptop.ask('call.join', { callId, device: 'portable' });
    expect(late).toMatchObject({ ok: false, error: { code: 'conflict' } });
    expect(await laptop.ask('call.ring', { callId, device: 'portable' })).toEqual({
      ok: true,
      ring: false,
      ringUntil: null,
    });
    expect(stranger.heard.map(({ event }) => event)).toEqual(['session.ready']);
  });

  it('CALL-3: a device that asks after the end is told not to ring', async () => {
    const phone = await stage.device(patient);
    const cabinet = await stage.device(doctor);
    const { call } = await ring();
    expect(await cabinet.ask('call.end', { callId: call.id })).toMatchObject({ call: { endReason: 'cancelled' } });
    await phone.until('call.updated', (told) => told.call.status === 'ended');
    const asked = await phone.ask('call.ring', { callId: call.id, device: 'telephone' });
    expect(asked).toEqual({ ok: true, ring: false, ringUntil: null });
  });

  it('is told to a connection that comes while it rings, after its session is ready, and to none that comes later', async () => {
    const { call } = await ring();
    const phone = await stage.device(patient, { replica: stage.second });
    await phone.until('call.incoming');
    expect(phone.heard.map(({ event }) => event)).toEqual(['session.ready', 'call.incoming']);
    expect(await phone.ask('call.decline', { callId: call.id })).toMatchObject({ call: { endReason: 'declined' } });
    const laptop = await stage.device(patient);
    expect(await laptop.ask('call.sync', {})).toEqual({ ok: true, calls: [] });
    expect(laptop.of('call.incoming')).toEqual([]);
  });

  it('DOOR-11: is unknown to strangers, and input that is not of its form is refused', async () => {
    const { call } = await ring();
    const stranger = await stage.device((await stage.gateway.pair()).doctor);
    const ref = { callId: call.id };
    const signal = { type: 'restart' };
    for (const [event, payload, code] of [
      ['call.ring', { ...ref, device: 'etranger' }, 'not_found'],
      ['call.join', { ...ref, device: 'etranger' }, 'not_found'],
      ['call.attach', { ...ref, device: 'etranger' }, 'not_found'],
      ['call.decline', ref, 'not_found'],
      ['call.leave', ref, 'not_found'],
      ['call.end', ref, 'not_found'],
      ['call.media', { ...ref, media: { audio: true, video: true, screen: false } }, 'not_found'],
      ['call.signal', { ...ref, to: stage.partOf(call, patient).id, signal }, 'not_found'],
      ['call.join', { ...ref, device: 'x' }, 'invalid_input'],
      ['call.signal', { ...ref, to: call.id, signal: { type: 'gossip' } }, 'invalid_input'],
    ] as const) {
      expect(await stranger.ask(event, payload), event).toMatchObject({ ok: false, error: { code } });
    }
    expect(await stranger.ask('call.sync', {})).toEqual({ ok: true, calls: [] });
  });
});

describe('Signals', () => {
  it('CALL-5: arrive in the order they were sent, at the one device that takes part and at nobody else', async () => {
    const { cabinet, phone, call, callId, toPatient } = await connected();
    const laptop = await stage.device(patient, { auth: { device: 'portable-1' } });
    const second = await stage.device(doctor, { replica: stage.second, auth: { device: 'cabinet-2' } });
    const stranger = await stage.device((await stage.gateway.pair()).patient);
    const signals = Array.from({ length: 60 }, (_, n) => ({ type: 'offer', sdp: `v=${n}` }));
    const answers = await Promise.all(
      signals.map((signal) => cabinet.ask('call.signal', { callId, to: toPatient, signal })),
    );
    expect(answers.every(({ ok }) => ok)).toBe(true);
    const arrived = await phone.until('call.signal', signals.length);
    expect(arrived.map(({ signal }) => signal)).toEqual(signals);
    expect(arrived[0]).toEqual({
      callId,
      to: toPatient,
      toDevice: 'telephone',
      from: { participantId: stage.partOf(call, doctor).id, device: 'cabinet-1' },
      signal: signals[0],
    });
    // What comes after in the same order would come behind what must not come.
    await cabinet.ask('call.media', { callId, media: { audio: false, video: true, screen: false } });
    for (const other of [cabinet, laptop, second]) {
      await other.until('call.updated', (told) => !stage.partOf(told.call, doctor).media.audio);
      expect(other.of('call.signal')).toEqual([]);
    }
    expect(stranger.heard.map(({ event }) => event)).toEqual(['session.ready']);
  });

  it('CALL-5: pass neither from a device that does not take part, nor outside a live call', async () => {
    const { cabinet, phone, callId, toPatient, toDoctor } = await connected();
    const laptop = await stage.device(patient, { auth: { device: 'portable-1' } });
    const signal = { type: 'restart' };
    const refused = { ok: false, error: { code: 'conflict' } };
    expect(await laptop.ask('call.signal', { callId, to: toDoctor, signal })).toMatchObject(refused);
    expect(await phone.ask('call.signal', { callId, to: toPatient, signal })).toMatchObject({
      error: { code: 'not_found' },
    });
    expect(await phone.ask('call.leave', { callId })).toMatchObject({ call: { endReason: 'completed' } });
    expect(await cabinet.ask('call.signal', { callId, to: toPatient, signal })).toMatchObject(refused);
    expect([...cabinet.of('call.signal'), ...phone.of('call.signal')]).toEqual([]);
  });

  it('CALL-5: whoever joins and signals without waiting takes part by then', async () => {
    const cabinet = await stage.device(doctor, { auth: { device: 'cabinet-1' } });
    const phone = await stage.device(patient, { replica: stage.second });
    const { call } = await ring();
    const callId = call.id;
    const signal = { type: 'offer', sdp: 'v=0' };
    const [joined, sent] = await Promise.all([
      phone.ask('call.join', { callId, device: 'telephone' }),
      phone.ask('call.signal', { callId, to: stage.partOf(call, doctor).id, signal }),
    ]);
    expect([joined.ok, sent]).toEqual([true, { ok: true }]);
    expect(await cabinet.until('call.signal')).toMatchObject([{ signal, from: { device: 'telephone' } }]);
  });

  it('go to the device that took the part over, on another replica', async () => {
    const { cabinet, phone, callId, toPatient } = await connected();
    const laptop = await stage.device(patient, { auth: { device: 'portable-1' } });
    expect(await laptop.ask('call.join', { callId, device: 'portable-1', takeOver: true })).toMatchObject({ ok: true });
    const signal = { type: 'restart' };
    expect(await cabinet.ask('call.signal', { callId, to: toPatient, signal })).toEqual({ ok: true });
    expect(await laptop.until('call.signal')).toMatchObject([{ toDevice: 'portable-1', signal }]);
    expect(phone.of('call.signal')).toEqual([]);
  });
});

describe('A connection that comes back', () => {
  it('CALL-6: is told its live calls, attaches on another replica and hears signals there', async () => {
    const { cabinet, phone, callId, toPatient } = await connected();
    phone.socket.disconnect();
    const again = await stage.device(patient);
    const { calls } = await again.ask('call.sync', {});
    expect(calls.map(({ id, status }: Payload) => [id, status])).toEqual([[callId, 'active']]);
    expect(again.of('call.incoming')).toEqual([]);
    expect(await again.ask('call.attach', { callId, device: 'telephone' })).toMatchObject({
      ok: true,
      call: { id: callId },
    });
    const signal = { type: 'offer', sdp: 'v=1' };
    await cabinet.ask('call.signal', { callId, to: toPatient, signal });
    expect(await again.until('call.signal')).toMatchObject([{ signal }]);
  });

  it('hears anew of a call whose end was announced while the bus was away', async () => {
    const { cabinet, callId } = await connected();
    const { calls } = stage.gateway;
    const lost = { announce: async () => undefined };
    const deps = { calls, announcer: lost, timers: { at: async () => undefined }, clock: { nowMs: Date.now } };
    await endCall(deps, { person: patient }, { callId });
    stage.gateway.subscriber.emit('ready');
    await cabinet.until('call.updated', (told) => told.call.status === 'ended');
  });
});

describe('AUD-1: what is recorded of calls', () => {
  it('is who did what to which call, and of signals those that were refused', async () => {
    const { cabinet, callId, toPatient } = await connected();
    const signal = { type: 'offer', sdp: 'v=0 geheim' };
    expect(await cabinet.ask('call.signal', { callId, to: toPatient, signal })).toEqual({ ok: true });
    expect(await cabinet.ask('call.signal', { callId, to: callId, signal })).toMatchObject({ ok: false });
    await cabinet.ask('call.end', { callId });
    const query = AuditQuery.parse({ actorId: doctor.id });
    const records = async () =>
      (await stage.gateway.audit.list(query)).items
        .map(({ action, outcome, targetKind, targetId }) => [action, outcome, targetKind, targetId])
        .toReversed();
    await expect.poll(records, { timeout: PATIENCE_MS }).toEqual([
      ['socket connect', 'ok', null, null],
      ['socket call.signal', 'not_found', 'call', callId],
      ['socket call.end', 'ok', 'call', callId],
    ]);
  });
});

describe('CALL-6: leases', () => {
  it(
    'are renewed while a connection serves the part, in either dialect, and no more once it is gone',
    { timeout: 2 * CALL_LEASE_MS },
    async () => {
      const { cabinet, phone, callId } = await connected();
      const another = await stage.gateway.pair();
      const old = await stage.old(another.doctor, stage.second);
      const session = await stage.begin(another.doctor, { conversationId: another.conversation.id, mode: 'room' });
      await old.until('webrtc_session_created');
      phone.socket.disconnect();
      const leasesOf = async (id: string) =>
        (await stage.gateway.calls.find(id))?.parties.map(({ leaseUntilMs }) => leaseUntilMs ?? 0) ?? [];
      const [before, [theirs = 0]] = [await leasesOf(callId), await leasesOf(session.call.id)];
      const isRenewed = async () =>
        (await leasesOf(callId))
          .map((until, at) => until > (before[at] ?? 0))
          .concat((await leasesOf(session.call.id))[0] !== theirs);
      await expect.poll(isRenewed, { timeout: CALL_LEASE_MS, interval: 250 }).toEqual([true, false, true]);
      expect(cabinet.socket.connected && old.socket.connected).toBe(true);
    },
  );
});
