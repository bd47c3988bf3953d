import { CALL_LEASE_MS, RING_TIMEOUT_MS, ROOM_EMPTY_MS, type Call } from '@causerie/contracts';
import { describe, expect, it } from 'vitest';
import {
  admitToCall,
  askIn,
  attachCall,
  createShareToken,
  declineCall,
  endCall,
  getCall,
  inviteToCall,
  joinCall,
  leaveCall,
  listLiveCalls,
  listShareTokens,
  removeFromCall,
  revokeShareToken,
  settleDue,
  startCall,
  type Caller,
} from '../src/index.ts';
import { conversationOf, createCallHouse, dora, emil, paul, quinn, starting, stranger } from './calls-house.ts';

const asPaul = { person: paul };
const MINUTE_MS = 60_000;

/** Dora opens a room and rings Paul. */
async function dorasRoom(input: object = {}) {
  const house = createCallHouse();
  const { call } = await startCall(house.deps, dora, {
    ...starting({ mode: 'room', device: 'doras-desk', ...input }),
    invite: [paul.id],
  });
  return { house, deps: house.deps, callId: call.id, code: call.code ?? '' };
}

/** A guest who asked in by the code. */
async function withGuest(room: Awaited<ReturnType<typeof dorasRoom>>) {
  const { call, participantId } = await askIn(room.deps, null, { code: room.code }, ' Rose ');
  const guest: Caller = { guest: { callId: room.callId, participantId } };
  return { ...room, seen: call, guest, participantId };
}

const stateOf = (call: Call, name: string) => call.participants.find((one) => one.name === name)?.state;

describe('A room', () => {
  it('rings who is invited, is active while two are in it, and an unanswered ring ends nothing', async () => {
    const { house, deps, callId } = await dorasRoom();
    house.clock.ms += RING_TIMEOUT_MS;
    house.memory.renew(
      house.kept(callId).parties.map(({ id }) => id),
      house.clock.ms + CALL_LEASE_MS,
    );
    await settleDue(deps, callId, house.clock.ms);
    expect(house.kept(callId)).toMatchObject({
      status: 'pending',
      parties: [{ state: 'joined' }, { state: 'missed' }],
    });
    const joined = await joinCall(deps, asPaul, { callId, device: 'pauls-phone' });
    expect(joined.status).toBe('active');
    const alone = await leaveCall(deps, asPaul, { callId });
    expect([alone.status, stateOf(alone, 'paul')]).toEqual(['pending', 'left']);
    expect((await joinCall(deps, asPaul, { callId, device: 'pauls-phone' })).status).toBe('active');
  });

  it('ends five minutes after the last of those who met in it left, or when its host says so', async () => {
    const { house, deps, callId } = await dorasRoom();
    await joinCall(deps, asPaul, { callId, device: 'pauls-phone' });
    await expect(endCall(deps, asPaul, { callId })).rejects.toMatchObject({ code: 'forbidden' });
    for (const person of [dora, paul]) await leaveCall(deps, { person }, { callId });
    house.clock.ms += ROOM_EMPTY_MS - 1;
    await settleDue(deps, callId, house.clock.ms);
    expect(house.kept(callId).status).toBe('pending');
    house.clock.ms += 1;
    expect(house.memory.due(house.clock.ms)).toEqual([callId]);
    await settleDue(deps, callId, house.clock.ms);
    expect(house.kept(callId).endReason).toBe('completed');

    const other = await dorasRoom();
    const ended = await endCall(other.deps, { person: dora }, { callId: other.callId });
    expect([ended.endReason, stateOf(ended, 'paul')]).toEqual(['cancelled', 'missed']);
  });

  it('in which nobody ever met expires after a day', async () => {
    const { house, deps, callId } = await dorasRoom();
    house.clock.ms += 23 * 60 * MINUTE_MS;
    await settleDue(deps, callId, house.clock.ms);
    expect(house.kept(callId)).toMatchObject({ status: 'pending', parties: [{ state: 'left' }, { state: 'missed' }] });
    house.clock.ms += 60 * MINUTE_MS;
    await settleDue(deps, callId, house.clock.ms);
    expect(house.kept(callId).endReason).toBe('expired');
  });

  it('has four seats, or twelve where the server forwards', async () => {
    for (const [topology, seats] of [
      ['mesh', 4],
      ['sfu', 12],
    ] as const) {
      const { deps, callId, code } = await dorasRoom({ topology });
      const join = async (number: number): Promise<Call> => {
        const { participantId } = await askIn(deps, null, { code }, `Guest ${number}`);
        await admitToCall(deps, dora, { callId, participantId });
        return joinCall(deps, { guest: { callId, participantId } }, { callId, device: `guests-phone-${number}` });
      };
      for (let taken = 1; taken < seats; taken++) await join(taken);
      await expect(join(seats)).rejects.toMatchObject({ code: 'conflict', detail: 'the call is full' });
    }
  });

  it('is opened without a conversation, and people are rung for it, by professionals who are linked with them', async () => {
    const { deps, callId } = await dorasRoom();
    await expect(startCall(deps, paul, starting({ mode: 'room' }))).rejects.toMatchObject({ code: 'wrong_side' });
    const invite = { callId, personId: stranger.id };
    await expect(inviteToCall(deps, dora, invite)).rejects.toMatchObject({ code: 'not_linked' });
    await expect(inviteToCall(deps, paul, { callId, personId: dora.id })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(inviteToCall(deps, emil, { callId, personId: quinn.id })).rejects.toMatchObject({ code: 'not_found' });
    await declineCall(deps, asPaul, { callId });
    const again = await inviteToCall(deps, dora, { callId, personId: paul.id });
    expect([stateOf(again, 'paul'), again.participants.length]).toEqual(['invited', 2]);
  });

  it('of a conversation is entered by who calls there, and rings the other again who is not in it', async () => {
    const house = createCallHouse();
    const asked = starting({ conversationId: conversationOf(dora, paul), mode: 'room' });
    const first = await startCall(house.deps, paul, asked);
    expect(first.call.hostId).toBe(first.call.participants[1]?.id);
    house.clock.ms += RING_TIMEOUT_MS;
    await attachCall(house.deps, asPaul, { callId: first.call.id, device: 'pauls-phone' });
    await settleDue(house.deps, first.call.id, house.clock.ms);
    house.heard(dora.id);
    const again = await startCall(house.deps, paul, asked);
    expect([again.created, again.call.id, house.heard(dora.id)]).toEqual([
      false,
      first.call.id,
      ['call.updated', 'call.incoming'],
    ]);
    const doras = await startCall(house.deps, dora, asked);
    expect([doras.created, doras.call.status]).toEqual([false, 'active']);
  });
});

describe('CALL-8: guests', () => {
  it('wait without hearing or seeing anything, until a professional lets them in', async () => {
    const { house, deps, callId, guest, participantId, seen } = await withGuest(await dorasRoom());
    expect(seen.participants.map(({ name, person, state }) => [name, person, state])).toEqual([
      ['dora', null, 'joined'],
      ['Rose', null, 'waiting'],
    ]);
    expect([seen.title, seen.code, seen.conversationId]).toEqual([null, null, null]);
    const device = 'roses-phone';
    await expect(joinCall(deps, guest, { callId, device })).rejects.toMatchObject({ code: 'forbidden' });
    expect((await attachCall(deps, guest, { callId, device })).participants).toHaveLength(2);
    await expect(admitToCall(deps, paul, { callId, participantId })).rejects.toMatchObject({ code: 'forbidden' });
    house.heard(participantId);
    await joinCall(deps, asPaul, { callId, device: 'pauls-phone' });
    expect(house.heard(participantId)).toEqual([]);
    await admitToCall(deps, dora, { callId, participantId });
    expect(house.heard(participantId)).toEqual(['call.updated']);
    const inside = await joinCall(deps, guest, { callId, device });
    expect(inside.participants.map(({ name, person }) => [name, person])).toEqual([
      ['dora', null],
      ['paul', null],
      ['Rose', null],
    ]);
    expect(house.kept(callId).parties[2]?.admittedById).toBe(dora.id);
    expect(await listLiveCalls(deps, guest)).toHaveLength(1);
  });

  it('who left the waiting room do not come in by another door', async () => {
    const { deps, callId, guest } = await withGuest(await dorasRoom());
    const left = await leaveCall(deps, guest, { callId });
    expect(left.participants).toHaveLength(2);
    await expect(joinCall(deps, guest, { callId, device: 'roses-phone' })).rejects.toMatchObject({ code: 'forbidden' });
    expect((await getCall(deps, guest, callId)).participants).toHaveLength(2);
  });

  it('have a name, and nothing in any other call', async () => {
    const room = await withGuest(await dorasRoom());
    for (const name of [undefined, '', '  ']) {
      await expect(askIn(room.deps, null, { code: room.code }, name)).rejects.toMatchObject({ code: 'invalid_input' });
    }
    const forged = { guest: { callId: 'another', participantId: room.participantId } };
    await expect(getCall(room.deps, forged, room.callId)).rejects.toMatchObject({ code: 'not_found' });
    const asDora = { guest: { callId: room.callId, participantId: room.house.kept(room.callId).hostId } };
    await expect(getCall(room.deps, asDora, room.callId)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('and people who were sent away find nothing there any more', async () => {
    const { house, deps, callId, code, guest, participantId } = await withGuest(await dorasRoom());
    const paulId = house.kept(callId).parties[1]?.id ?? '';
    house.heard(participantId);
    for (const id of [participantId, paulId]) await removeFromCall(deps, dora, { callId, participantId: id });
    expect(house.heard(participantId)).toEqual(['call.updated']);
    for (const caller of [guest, asPaul]) {
      await expect(getCall(deps, caller, callId)).rejects.toMatchObject({ code: 'not_found' });
      await expect(joinCall(deps, caller, { callId, device: 'any-phone' })).rejects.toMatchObject({
        code: 'not_found',
      });
    }
    await expect(askIn(deps, paul, { code })).rejects.toMatchObject({ code: 'not_found' });
    await expect(inviteToCall(deps, dora, { callId, personId: paul.id })).rejects.toMatchObject({ code: 'conflict' });
    expect(await listLiveCalls(deps, guest)).toEqual([]);
    const host = house.kept(callId).hostId;
    await expect(removeFromCall(deps, dora, { callId, participantId: host })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});

describe('CALL-9: codes and links', () => {
  it('a code lets in who is linked with the host, however it is typed, and lets others wait', async () => {
    const { deps, code } = await dorasRoom();
    const typed = code.toLowerCase().replaceAll('-', ' ');
    expect(stateOf((await askIn(deps, quinn, { code: typed })).call, 'quinn')).toBe('invited');
    expect(stateOf((await askIn(deps, stranger, { code })).call, 'stranger')).toBe('waiting');
    expect(stateOf((await askIn(deps, paul, { code })).call, 'paul')).toBe('invited');
    for (const wrong of ['0000-0000-000', 'not a code']) {
      await expect(askIn(deps, quinn, { code: wrong })).rejects.toMatchObject({ code: 'not_found' });
    }
  });

  it('who waited in vain may ask again, and waits again', async () => {
    const { deps, callId, code } = await dorasRoom();
    await askIn(deps, stranger, { code });
    await leaveCall(deps, { person: stranger }, { callId });
    const asked = await askIn(deps, stranger, { code });
    expect([stateOf(asked.call, 'stranger'), asked.call.participants.length]).toEqual(['waiting', 2]);
  });

  it('a call between two has no code and no link that lets anybody in', async () => {
    const { deps } = createCallHouse();
    const asked = starting({ conversationId: conversationOf(dora, paul) });
    const { call } = await startCall(deps, dora, asked);
    await expect(askIn(deps, quinn, { code: call.code ?? '' })).rejects.toMatchObject({ code: 'not_found' });
    const share = { callId: call.id, expiresInSeconds: 60, singleSeat: false };
    await expect(createShareToken(deps, dora, share)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('a link works until it ends, is withdrawn, or its one seat is taken, and at most as long as the call', async () => {
    const { house, deps, callId } = await dorasRoom();
    const make = async (expiresInSeconds: number, singleSeat = false) =>
      createShareToken(deps, dora, { callId, expiresInSeconds, singleSeat });
    const [open, single, revoked, long] = [
      await make(600),
      await make(600, true),
      await make(600),
      await make(7 * 86_400),
    ];
    expect(open.link).toBe(`/conference/join/${open.token}`);
    expect(long.share.expiresAt).toBe(new Date(house.kept(callId).expiresAtMs).toISOString());
    await expect(
      createShareToken(deps, paul, { callId, expiresInSeconds: 60, singleSeat: false }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    await revokeShareToken(deps, dora, { callId, shareTokenId: revoked.share.id });
    await revokeShareToken(deps, dora, { callId, shareTokenId: revoked.share.id });
    const unknown = revokeShareToken(deps, dora, { callId, shareTokenId: 'unknown' });
    await expect(unknown).rejects.toMatchObject({ code: 'not_found' });

    const come = async (token: string) => askIn(deps, null, { token }, 'Rose');
    await come(open.token);
    await come(open.token);
    await come(single.token);
    await expect(come(single.token)).rejects.toMatchObject({ code: 'not_found' });
    await expect(come(revoked.token)).rejects.toMatchObject({ code: 'not_found' });
    house.clock.ms += 600_000;
    await expect(come(open.token)).rejects.toMatchObject({ code: 'not_found' });
    const listed = await listShareTokens(deps, dora, callId);
    expect(listed.map(({ useCount, revokedAt }) => [useCount, revokedAt !== null])).toEqual([
      [0, false],
      [0, true],
      [1, false],
      [2, false],
    ]);
    expect(JSON.stringify(listed)).not.toContain(open.token);
  });
});
