import { randomUUID } from 'node:crypto';
import { ROOM_EMPTY_MS } from '@causerie/contracts';
import { describe, expect, it } from 'vitest';
import {
  callOf,
  created,
  ended,
  next,
  NOTHING,
  partyOf,
  ringing,
  saved,
  START_MS,
  withParty,
  type CallStage,
} from './calls-scene.ts';

/** What every implementation of the port of calls does, beside its history. */
export function describeCalls(stage: () => CallStage): void {
  describe('one call', () => describeOne(stage));
  describe('the calls of a person', () => describePeople(stage));
  describe('what is due', () => describeDue(stage));
}

function describeOne(stage: () => CallStage): void {
  it('comes back as it was kept, with every member set', async () => {
    const { calls, pair } = stage();
    const { professional, client, conversationId } = await pair();
    const times = {
      ringUntilMs: START_MS + 1,
      leaseUntilMs: START_MS + 2,
      joinedAtMs: START_MS + 3,
      leftAtMs: START_MS + 999,
    };
    const host = partyOf(professional, { ...times, state: 'joined', device: 'laptop-1' });
    const guest = partyOf(null, { ...times, guestName: 'Zoé', state: 'left', admittedById: professional.id });
    const call = callOf(conversationId, [host, partyOf(client), guest], {
      mode: 'room',
      kind: 'audio',
      topology: 'sfu',
      status: 'active',
      title: 'Consultation',
      version: 7,
      answeredAtMs: START_MS + 1001,
      emptySinceMs: START_MS + 1002,
    });
    expect(await calls.create(call, NOTHING)).toEqual({ state: call, created: true });
    expect(await calls.find(call.id)).toEqual(call);
    const over = ended(call, { endReason: 'failed', parties: call.parties.toReversed() });
    await saved(calls, over);
    expect(await calls.find(call.id)).toEqual(over);
  });

  it('is none for an unknown id, nor for what is no id', async () => {
    const { calls } = stage();
    for (const id of [randomUUID(), 'no-id']) {
      expect(await calls.find(id)).toBeNull();
      expect(await calls.liveIn(id)).toBeNull();
      expect(await calls.liveOf(id)).toEqual([]);
      expect(await calls.byCode(id)).toBeNull();
      expect(await calls.isElsewhere(id, null)).toBe(false);
    }
  });

  it('is saved by who knows its version, and by nobody else', async () => {
    const { calls, pair } = stage();
    const call = await created(calls, ringing(await pair()));
    const rings = withParty(next(call, { status: 'ringing' }), 1, { state: 'ringing' });
    expect(
      await calls.save({ ...rings, version: 2 }, 1, [{ kind: 'rang', participantId: call.parties[1]?.id ?? '' }]),
    ).toBe('saved');
    expect(await calls.save(ended({ ...call, version: 1 }), 1, NOTHING)).toBe('stale');
    expect(await calls.find(call.id)).toEqual({ ...rings, version: 2 });
    expect(await calls.save({ ...rings, id: randomUUID() }, 2, NOTHING)).toBe('stale');
  });

  it('is alone in its conversation while it lives (CALL-1)', async () => {
    const { calls, pair } = stage();
    const people = await pair();
    const first = await created(calls, ringing(people));
    const other = callOf(people.conversationId, [
      partyOf(people.client, { state: 'joined' }),
      partyOf(people.professional),
    ]);
    expect(await calls.create(other, NOTHING)).toEqual({ state: first, created: false });
    expect(await calls.find(other.id)).toBeNull();
    expect(await calls.liveIn(people.conversationId)).toEqual(first);
    await saved(calls, ended(first));
    expect(await calls.liveIn(people.conversationId)).toBeNull();
    expect(await calls.create(other, NOTHING)).toEqual({ state: other, created: true });
  });

  it('that was over before it began is kept beside a live one', async () => {
    const { calls, pair } = stage();
    const people = await pair();
    const live = await created(calls, ringing(people));
    const busy = callOf(
      people.conversationId,
      [partyOf(people.client, { state: 'left' }), partyOf(people.professional, { state: 'missed' })],
      {
        status: 'ended',
        endReason: 'busy',
        endedAtMs: START_MS,
      },
    );
    expect(await calls.create(busy, NOTHING)).toEqual({ state: busy, created: true });
    expect(await calls.liveIn(people.conversationId)).toEqual(live);
  });

  it('needs no conversation, and is found by its code while it is a live room', async () => {
    const { calls, pair } = stage();
    const { professional } = await pair();
    const room = await created(calls, callOf(null, [partyOf(professional)], { mode: 'room' }));
    await created(calls, callOf(null, [partyOf(professional)], { mode: 'room' }));
    const ring = await created(calls, ringing(await pair()));
    expect(await calls.byCode(room.code)).toBe(room.id);
    expect(await calls.byCode(ring.code)).toBeNull();
    await saved(calls, ended(room));
    expect(await calls.byCode(room.code)).toBeNull();
  });
}

function describePeople(stage: () => CallStage): void {
  it('take part in one call at a time (CALL-7), and what ended holds nobody', async () => {
    const { calls, pair } = stage();
    const one = await pair();
    const two = await pair();
    const first = await created(calls, ringing(one));
    const again = callOf(two.conversationId, [partyOf(one.professional, { state: 'joined' }), partyOf(two.client)]);
    expect(await calls.create(again, NOTHING)).toBe('busy');
    expect(await calls.find(again.id)).toBeNull();
    const theirs = await created(
      calls,
      callOf(two.conversationId, [partyOf(two.client, { state: 'joined' }), partyOf(one.professional)]),
    );
    const joins = withParty(theirs, 1, { state: 'joined' });
    expect(await calls.save({ ...joins, status: 'active' }, 1, NOTHING)).toBe('busy');
    expect(await calls.find(theirs.id)).toEqual(theirs);
    // The part itself says "joined" for ever; the end of the call is what sets the person free.
    await saved(calls, ended(first));
    await saved(calls, joins);
    await saved(calls, ended(joins));
    expect(await calls.create(again, NOTHING)).toMatchObject({ created: true });
  });

  it('may be asked for elsewhere', async () => {
    const { calls, pair } = stage();
    const { professional, client, ...people } = await pair();
    const call = await created(calls, ringing({ professional, client, ...people }));
    expect(await calls.isElsewhere(professional.id, null)).toBe(true);
    expect(await calls.isElsewhere(professional.id, randomUUID())).toBe(true);
    expect(await calls.isElsewhere(professional.id, call.id)).toBe(false);
    expect(await calls.isElsewhere(client.id, null)).toBe(false);
    await saved(calls, ended(call));
    expect(await calls.isElsewhere(professional.id, null)).toBe(false);
  });

  it('are the live ones in which their part is not over', async () => {
    const { calls, pair } = stage();
    const { client, professional } = await pair();
    const states = ['invited', 'ringing', 'waiting', 'joined', 'missed', 'declined', 'left', 'removed'] as const;
    const kept = [];
    for (const [index, state] of states.entries()) {
      const parties = [partyOf(professional), partyOf(client, { state })] as const;
      kept.push(await created(calls, callOf(null, parties, { mode: 'room', createdAtMs: START_MS + index })));
    }
    expect(await calls.liveOf(client.id)).toEqual(kept.slice(0, 4));
    await saved(calls, ended(kept[0] ?? ringing(await pair())));
    expect(await calls.liveOf(client.id)).toEqual(kept.slice(1, 4));
  });

  it('let a part of theirs begin again, under the same id or another', async () => {
    const { calls, pair } = stage();
    const { professional, client } = await pair();
    const room = await created(
      calls,
      callOf(null, [partyOf(professional), partyOf(client, { state: 'left' })], { mode: 'room' }),
    );
    const back = await saved(calls, withParty(room, 1, { state: 'joined', joinedAtMs: START_MS + 5 }));
    expect(await calls.find(room.id)).toEqual(back);
    const anew = await saved(calls, next(back, { parties: [...room.parties.slice(0, 1), partyOf(client)] }));
    expect(await calls.find(room.id)).toEqual(anew);
  });
}

function describeDue(stage: () => CallStage): void {
  it('is a ring, a lease, an empty room or the end of a call, at its moment and not before (CALL-4, CALL-6)', async () => {
    const { calls, pair } = stage();
    const { professional, client, conversationId } = await pair();
    const at = START_MS + 60_000;
    const room = { mode: 'room', expiresAtMs: at + 1_000_000 } as const;
    const ring = await created(
      calls,
      callOf(conversationId, [partyOf(professional), partyOf(client, { ringUntilMs: at })], room),
    );
    const ringsOn = await created(
      calls,
      callOf(null, [partyOf(professional, { state: 'ringing', ringUntilMs: at })], room),
    );
    const lease = await created(calls, callOf(null, [partyOf(client, { state: 'joined', leaseUntilMs: at })], room));
    const empty = await created(
      calls,
      callOf(null, [partyOf(client)], { ...room, answeredAtMs: START_MS, emptySinceMs: at - ROOM_EMPTY_MS }),
    );
    const unused = await created(
      calls,
      callOf(null, [partyOf(client)], { ...room, emptySinceMs: START_MS - ROOM_EMPTY_MS }),
    );
    const expired = await created(calls, callOf(null, [partyOf(client)], { ...room, expiresAtMs: at }));
    const over = [partyOf(client, { state: 'missed' }), partyOf(professional, { state: 'left' })] as const;
    const quiet = await created(calls, callOf(null, over, room));
    const all = [ring, ringsOn, lease, empty, expired];
    const mine = new Set([...all, quiet, unused].map(({ id }) => id));
    const due = async (nowMs: number) => (await calls.due(nowMs, 10_000)).filter((id) => mine.has(id)).toSorted();
    expect(await due(at - 1)).toEqual([]);
    expect(await due(at)).toEqual(all.map(({ id }) => id).toSorted());
    for (const call of all) await saved(calls, ended(call));
    expect(await due(at)).toEqual([]);
  });

  it('is put off while somebody serves the participant; versions stay, and a save does not shorten it', async () => {
    const { calls, pair } = stage();
    const call = await created(calls, ringing(await pair()));
    const [caller, callee] = call.parties;
    if (caller === undefined || callee === undefined) throw new Error('Nobody is there');
    const later = START_MS + 40_000;
    await calls.renew([callee.id, caller.id, randomUUID()], later);
    await calls.renew([caller.id], later - 5000);
    await calls.renew([], later + 5000);
    const renewed = { ...call, parties: [{ ...caller, leaseUntilMs: later }, callee] };
    expect(await calls.find(call.id)).toEqual(renewed);
    expect(await calls.due(later - 1, 10_000)).not.toContain(call.id);
    // Made from what was read before the renewal.
    await saved(calls, withParty(call, 1, { state: 'ringing' }));
    expect((await calls.find(call.id))?.parties[0]?.leaseUntilMs).toBe(later);
    const left = await saved(calls, withParty({ ...call, version: 2 }, 0, { state: 'left', leaseUntilMs: null }));
    await calls.renew([caller.id], later);
    expect((await calls.find(call.id))?.parties[0]).toEqual(left.parties[0]);
  });

  it('is put off for a part that has no lease yet, and for none of a call that ended', async () => {
    const { calls, pair } = stage();
    const { client } = await pair();
    const call = await created(calls, callOf(null, [partyOf(client, { state: 'joined' })], { mode: 'room' }));
    const id = call.parties[0]?.id ?? '';
    await calls.renew([id], START_MS + 1);
    expect((await calls.find(call.id))?.parties[0]?.leaseUntilMs).toBe(START_MS + 1);
    await saved(
      calls,
      ended(call, { parties: [partyOf(client, { id, state: 'joined', leaseUntilMs: START_MS + 1 })] }),
    );
    await calls.renew([id], START_MS + 2);
    expect((await calls.find(call.id))?.parties[0]?.leaseUntilMs).toBe(START_MS + 1);
  });
}
