import { CALL_LEASE_MS, RING_TIMEOUT_MS, type Call } from '@causerie/contracts';
import { describe, expect, it } from 'vitest';
import {
  attachCall,
  declineCall,
  endCall,
  getCall,
  joinCall,
  leaveCall,
  listLiveCalls,
  ringCall,
  setCallMedia,
  settleDue,
  startCall,
} from '../src/index.ts';
import { conversationOf, createCallHouse, dora, paul, quinn, starting, stranger } from './calls-house.ts';

const asDora = { person: dora };
const asPaul = { person: paul };
const TOGETHER = conversationOf(dora, paul);

/** Dora calls Paul. */
async function dorasCall(options: Parameters<typeof createCallHouse>[0] = {}, input: object = {}) {
  const house = createCallHouse(options);
  const ask = starting({ conversationId: TOGETHER, device: 'doras-desk', ...input });
  const { call } = await startCall(house.deps, dora, ask);
  return { house, deps: house.deps, call, callId: call.id };
}

/** Dora calls Paul and he answers on his telephone. */
async function answeredCall() {
  const begun = await dorasCall();
  await joinCall(begun.deps, asPaul, { callId: begun.callId, device: 'pauls-phone' });
  return begun;
}

const stateOf = (call: Call, person: { id: string }) =>
  call.participants.find((one) => one.person?.id === person.id)?.state;

describe('A call between two', () => {
  it('rings, is answered and ends: both hear each step, and the callee that somebody calls', async () => {
    const { house, deps, call, callId } = await dorasCall();
    expect([call.status, call.code, stateOf(call, dora), stateOf(call, paul)]).toEqual([
      'pending',
      expect.stringMatching(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{3}$/),
      'joined',
      'invited',
    ]);
    expect(house.heard(paul.id)).toEqual(['call.created', 'call.incoming']);
    const until = new Date(house.clock.ms + RING_TIMEOUT_MS).toISOString();
    expect(await ringCall(deps, asPaul, { callId, device: 'pauls-phone' })).toEqual({ ring: true, ringUntil: until });
    expect(house.heard(dora.id)).toEqual(['call.updated']);
    expect(house.kept(callId).status).toBe('ringing');

    house.clock.ms += 5000;
    const answered = await joinCall(deps, asPaul, { callId, device: 'pauls-phone' });
    expect([answered.status, answered.answeredAt]).toEqual(['active', new Date(house.clock.ms).toISOString()]);
    house.clock.ms += 60_000;
    const over = await leaveCall(deps, asPaul, { callId });
    expect([over.status, over.endReason, stateOf(over, dora), stateOf(over, paul)]).toEqual([
      'ended',
      'completed',
      'left',
      'left',
    ]);
    expect(await listLiveCalls(deps, asDora)).toEqual([]);
    expect((await getCall(deps, asDora, callId)).endReason).toBe('completed');
  });

  it('CALL-1: who calls back while it rings is in the same call, and answers it', async () => {
    const { house, deps, callId } = await dorasCall();
    const back = await startCall(deps, paul, starting({ conversationId: TOGETHER, device: 'pauls-phone' }));
    expect([back.created, back.call.id, back.call.status]).toEqual([false, callId, 'active']);
    const again = await startCall(deps, dora, starting({ personId: undefined, conversationId: TOGETHER }));
    expect([again.created, again.call.id]).toEqual([false, callId]);
    expect(house.memory.states.size).toBe(1);
  });

  it('CALL-1: a call that is over without anybody having noticed does not stand in the way of the next', async () => {
    const { house, deps, callId } = await dorasCall();
    house.clock.ms += RING_TIMEOUT_MS;
    const next = await startCall(deps, paul, starting({ conversationId: TOGETHER }));
    expect([next.created, house.kept(callId).endReason]).toEqual([true, 'missed']);
  });

  it('CALL-2: the first device that answers takes part, the second is told conflict, and may take over if it says so', async () => {
    const { house, deps, callId } = await answeredCall();
    const second = { callId, device: 'pauls-laptop' };
    await expect(joinCall(deps, asPaul, second)).rejects.toMatchObject({ code: 'conflict' });
    await expect(attachCall(deps, asPaul, second)).rejects.toMatchObject({ code: 'conflict' });
    expect(await ringCall(deps, asPaul, second)).toEqual({ ring: false, ringUntil: null });
    const { version } = house.kept(callId);
    await joinCall(deps, asPaul, { callId, device: 'pauls-phone' });
    expect(house.kept(callId).version).toBe(version);
    const moved = await joinCall(deps, asPaul, { ...second, takeOver: true });
    expect(moved.participants.map(({ device }) => device)).toEqual(['doras-desk', 'pauls-laptop']);
    await expect(attachCall(deps, asPaul, { callId, device: 'pauls-phone' })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('CALL-2: a device that takes part for one person takes part for nobody else', async () => {
    const { deps, callId } = await dorasCall();
    const stolen = joinCall(deps, asPaul, { callId, device: 'doras-desk' });
    await expect(stolen).rejects.toMatchObject({ code: 'conflict' });
  });

  it('CALL-2: a part that began without a device belongs to the first that attaches', async () => {
    const { house, deps, callId } = await dorasCall({}, { device: undefined });
    await attachCall(deps, asDora, { callId, device: 'doras-desk' });
    expect(house.kept(callId).parties[0]?.device).toBe('doras-desk');
    await expect(attachCall(deps, asDora, { callId, device: 'doras-phone' })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('CALL-3: after a cancel, a device that heard of the call late is told not to ring', async () => {
    const { house, deps, callId } = await dorasCall();
    const over = await endCall(deps, asDora, { callId });
    expect([over.endReason, stateOf(over, paul)]).toEqual(['cancelled', 'missed']);
    expect(await ringCall(deps, asPaul, { callId, device: 'pauls-phone' })).toEqual({ ring: false, ringUntil: null });
    await expect(joinCall(deps, asPaul, { callId, device: 'pauls-phone' })).rejects.toMatchObject({ code: 'conflict' });
    expect(house.kept(callId).status).toBe('ended');
  });

  it('CALL-3 and CALL-4: at the end of the ring nothing rings or answers any more, settled or not', async () => {
    const { house, deps, callId } = await dorasCall();
    house.clock.ms += RING_TIMEOUT_MS - 1;
    expect(await ringCall(deps, asPaul, { callId, device: 'pauls-phone' })).toMatchObject({ ring: true });
    house.clock.ms += 1;
    expect(await ringCall(deps, asPaul, { callId, device: 'pauls-phone' })).toMatchObject({ ring: false });
    await expect(joinCall(deps, asPaul, { callId, device: 'pauls-phone' })).rejects.toMatchObject({ code: 'conflict' });
    await settleDue(deps, callId, house.clock.ms);
    expect(house.kept(callId)).toMatchObject({ status: 'ended', endReason: 'missed' });
  });

  it('declining ends it, before the answer by whichever name', async () => {
    for (const verb of [declineCall, leaveCall, endCall]) {
      const { deps, callId } = await dorasCall();
      const over = await verb(deps, asPaul, { callId });
      expect([over.endReason, stateOf(over, paul), stateOf(over, dora)]).toEqual(['declined', 'declined', 'left']);
    }
    const { deps, callId } = await answeredCall();
    await expect(declineCall(deps, asPaul, { callId })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('CALL-6: who is not heard of for 30 s has left: cancelled before the answer, failed after it', async () => {
    const rings = await dorasCall();
    rings.house.clock.ms += CALL_LEASE_MS;
    await settleDue(rings.deps, rings.callId, rings.house.clock.ms);
    expect(rings.house.kept(rings.callId).endReason).toBe('cancelled');

    const { house, deps, callId } = await answeredCall();
    house.clock.ms += CALL_LEASE_MS - 1;
    await attachCall(deps, asPaul, { callId, device: 'pauls-phone' });
    await settleDue(deps, callId, house.clock.ms);
    expect(house.kept(callId).status).toBe('active');
    house.clock.ms += 1;
    await settleDue(deps, callId, house.clock.ms);
    expect(house.kept(callId)).toMatchObject({ status: 'ended', endReason: 'failed' });
  });

  it('CALL-7: who takes part cannot begin or join another call, and who calls them finds them busy', async () => {
    const { house, deps } = await answeredCall();
    const elsewhere = { conversationId: conversationOf(dora, quinn), device: 'doras-desk' };
    await expect(startCall(deps, dora, starting(elsewhere))).rejects.toMatchObject({ code: 'conflict' });
    const busy = await startCall(deps, quinn, starting({ ...elsewhere, device: 'quinns-phone' }));
    expect([busy.created, busy.call.status, busy.call.endReason, busy.call.version]).toEqual([
      true,
      'ended',
      'busy',
      1,
    ]);
    expect(stateOf(busy.call, dora)).toBe('missed');
    expect(house.heard(dora.id)).not.toContain('call.incoming');
  });

  it('CALL-7: a call of which nobody is heard any more keeps nobody busy', async () => {
    const { house, deps, callId } = await answeredCall();
    house.clock.ms += CALL_LEASE_MS;
    const conversationId = conversationOf(dora, quinn);
    const next = await startCall(deps, quinn, starting({ conversationId, device: 'quinns-phone' }));
    expect([next.call.status, house.kept(callId).endReason]).toEqual(['pending', 'failed']);
  });

  it('CALL-12: nothing that comes after the end changes it, and is told so', async () => {
    const { house, deps, callId } = await answeredCall();
    await leaveCall(deps, asDora, { callId });
    const ended = house.kept(callId);
    const media = { audio: false, video: false, screen: false };
    const late = [
      joinCall(deps, asPaul, { callId, device: 'pauls-phone', takeOver: true }),
      attachCall(deps, asPaul, { callId, device: 'pauls-phone' }),
      declineCall(deps, asPaul, { callId }),
      leaveCall(deps, asPaul, { callId }),
      endCall(deps, asDora, { callId }),
      setCallMedia(deps, asDora, { callId, media }),
    ];
    const codes = await Promise.all(late.map(async (one) => one.catch((error: { code: string }) => error.code)));
    expect(codes).toEqual(late.map(() => 'conflict'));
    house.clock.ms += 86_400_000;
    await settleDue(deps, callId, house.clock.ms);
    expect(house.kept(callId)).toBe(ended);
  });

  it('CALL-12: a call that lasts for half a day ends: it was answered, or it expired', async () => {
    const { house, deps, callId } = await answeredCall();
    house.clock.ms = Date.parse((await getCall(deps, asDora, callId)).expiresAt);
    await expect(attachCall(deps, asPaul, { callId, device: 'pauls-phone' })).rejects.toMatchObject({
      code: 'conflict',
    });
    await settleDue(deps, callId, house.clock.ms);
    expect(house.kept(callId).endReason).toBe('completed');
  });

  it('a stranger finds the same nothing as in an unknown call', async () => {
    const { deps, callId } = await dorasCall();
    for (const id of [callId, 'unknown']) {
      await expect(getCall(deps, { person: stranger }, id)).rejects.toMatchObject({ code: 'not_found' });
      await expect(ringCall(deps, { person: stranger }, { callId: id, device: 'x' })).rejects.toMatchObject({
        code: 'not_found',
      });
    }
  });
});
