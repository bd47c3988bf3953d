import type { EventOf, Signal } from '@causerie/contracts';
import { describe, expect, it } from 'vitest';
import {
  admitToCall,
  askIn,
  endCall,
  joinCall,
  relaySignal,
  startCall,
  type Caller,
  type RelaySignalInput,
} from '../src/index.ts';
import { conversationOf, createCallHouse, dora, paul, quinn, starting } from './calls-house.ts';

const asDora = { person: dora };
const asPaul = { person: paul };
const signal: Signal = { type: 'offer', sdp: 'v=0' };

/** The device that speaks for somebody, if nothing else is said. */
const deviceOf = (caller: Caller): string =>
  caller === asDora ? 'doras-desk' : caller === asPaul ? 'pauls-phone' : 'roses-phone';

/** Dora calls Paul, whose devices ring. */
async function stage(input: object = {}) {
  const house = createCallHouse();
  const asked = starting({ conversationId: conversationOf(dora, paul), device: 'doras-desk', ...input });
  const { call } = await startCall(house.deps, dora, asked);
  const [dorasPart = '', paulsPart = ''] = call.participants.map(({ id }) => id);
  return {
    house,
    deps: house.deps,
    callId: call.id,
    code: call.code ?? '',
    dorasPart,
    paulsPart,
    answer: async () => joinCall(house.deps, asPaul, { callId: call.id, device: 'pauls-phone' }),
    send: async (caller: Caller, to: RelaySignalInput['to'], more: Partial<RelaySignalInput> = {}) =>
      relaySignal(house.deps, caller, { callId: call.id, to, signal, device: deviceOf(caller), ...more }),
    signals: () =>
      house.announced
        .filter(({ event }) => event.type === 'call.signal')
        .map(({ audience, event }) => ({ audience, event: event as EventOf<'call.signal'> })),
  };
}

describe('CALL-5: a signal', () => {
  it('passes between two who take part, to the one device, and says from whom it really is', async () => {
    const { send, signals, answer, callId, dorasPart, paulsPart } = await stage();
    await answer();
    await send(asDora, { participantId: paulsPart });
    expect(signals()).toEqual([
      {
        audience: [paul.id],
        event: {
          type: 'call.signal',
          callId,
          to: paulsPart,
          toDevice: 'pauls-phone',
          from: { participantId: dorasPart, device: 'doras-desk' },
          fromPerson: dora,
          toPerson: paul,
          signal,
        },
      },
    ]);
  });

  it('reaches every device of somebody who is still rung, and comes only from who takes part', async () => {
    const { send, signals, dorasPart, paulsPart } = await stage();
    await send(asDora, { participantId: paulsPart });
    expect(signals()[0]).toMatchObject({ audience: [paul.id], event: { toDevice: null } });
    await expect(send(asPaul, { participantId: dorasPart })).rejects.toMatchObject({ code: 'conflict' });
    expect(signals()).toHaveLength(1);
  });

  it('passes to nobody outside, to nobody who went, from no other device, and not after the end', async () => {
    const { deps, send, signals, answer, callId, dorasPart, paulsPart } = await stage();
    await answer();
    const refused = async (sent: Promise<void>): Promise<string> =>
      sent.then(
        () => '',
        ({ code }) => code,
      );
    expect(await refused(send({ person: quinn }, { participantId: paulsPart }))).toBe('not_found');
    expect(await refused(send(asDora, { participantId: 'nobody' }))).toBe('not_found');
    expect(await refused(send(asDora, { participantId: dorasPart }))).toBe('not_found');
    expect(await refused(send(asDora, { participantId: callId }))).toBe('not_found');
    for (const device of ['pauls-desk', null]) {
      expect(await refused(send(asPaul, { participantId: dorasPart }, { device }))).toBe('conflict');
    }
    await endCall(deps, asDora, { callId });
    expect(await refused(send(asPaul, { participantId: dorasPart }))).toBe('conflict');
    expect(signals()).toEqual([]);
  });

  it('names people by their subject where the wire does, and nobody may speak for another (ID-7)', async () => {
    const { send, signals, answer } = await stage();
    await answer();
    await send(asDora, { subject: paul.subject }, { claimedFrom: dora.subject });
    await send(asPaul, { subject: null });
    expect(signals().map(({ audience }) => audience)).toEqual([[paul.id], [dora.id]]);
    const forged = send(asDora, { subject: null }, { claimedFrom: paul.subject });
    await expect(forged).rejects.toMatchObject({ code: 'identity_mismatch' });
    await expect(send(asDora, { subject: 'nobody' })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('of who is rung answers the call where the wire has no event for it', async () => {
    const { house, send, signals, callId } = await stage();
    await send(asPaul, { subject: dora.subject }, { joins: true });
    expect(house.kept(callId).status).toBe('active');
    expect(signals()).toHaveLength(1);
  });

  it('goes to the forwarding server by the id of the call', async () => {
    const { send, signals, callId } = await stage({ mode: 'room', topology: 'sfu' });
    await send(asDora, { participantId: callId });
    expect(signals()[0]).toMatchObject({ event: { to: callId, toPerson: null, fromPerson: dora } });
  });

  it('of and to guests names nobody', async () => {
    const { deps, send, signals, callId, code, dorasPart } = await stage({ mode: 'room' });
    const { participantId } = await askIn(deps, null, { code }, 'Rose');
    const guest = { guest: { callId, participantId } };
    await expect(send(asDora, { participantId })).rejects.toMatchObject({ code: 'conflict' });
    await admitToCall(deps, dora, { callId, participantId });
    await joinCall(deps, guest, { callId, device: 'roses-phone' });
    await send(asDora, { participantId });
    await send(guest, { participantId: dorasPart });
    expect(signals().map(({ audience, event }) => [audience, event.fromPerson, event.toPerson])).toEqual([
      [[participantId], null, null],
      [[dora.id], null, dora],
    ]);
  });

  it('that nobody could be told of is the sender’s to repeat, while a step of the call is not undone by it', async () => {
    const { house, send, answer, callId, paulsPart } = await stage();
    house.deps.announcer.announce = async () => Promise.reject(new Error('no bus'));
    await answer();
    expect(house.kept(callId).status).toBe('active');
    const sent = send(asDora, { participantId: paulsPart });
    await expect(sent).rejects.toMatchObject({ code: 'unavailable', retryable: true });
  });
});
