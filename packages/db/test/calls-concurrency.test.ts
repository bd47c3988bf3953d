import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCalls, createRepositories, createShareTokens } from '../src/index.ts';
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
  type CallPair,
} from './calls-scene.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { newPair } from './scene.ts';

/** Each race is run so often, for those that need luck to go wrong. */
const ROUNDS = 25;

let database: TestDatabase;
let calls: ReturnType<typeof createCalls>;
beforeAll(async () => {
  database = await createTestDatabase(8);
  calls = createCalls(database.pool);
});
afterAll(() => database.drop());

async function pair(): Promise<CallPair> {
  const { professional, client, conversation } = await newPair(createRepositories(database.pool));
  return { professional, client, conversationId: conversation.id };
}

const rounds = async (run: () => Promise<void>): Promise<void> => {
  for (let round = 0; round < ROUNDS; round++) await run();
};

it('two people who call each other at once are in one call (CALL-1)', () =>
  rounds(async () => {
    const { professional, client, conversationId } = await pair();
    const starts = [professional, client].map((person, index) =>
      callOf(conversationId, [
        partyOf(person, { state: 'joined' }),
        partyOf([client, professional][index] ?? client, { ringUntilMs: START_MS + 45_000 }),
      ]),
    );
    const results = await Promise.all(starts.map((start) => calls.create(start, NOTHING)));
    const given = results.map((result) => (result === 'busy' ? result : [result.state.id, result.created]));
    const live = await calls.liveIn(conversationId);
    expect(new Set(given)).toEqual(new Set(starts.map(({ id }) => [live?.id, id === live?.id])));
  }));

it('a call that ends while another begins in its conversation leaves one, or lets the new one in', () =>
  rounds(async () => {
    const people = await pair();
    const first = await created(calls, ringing(people));
    const second = callOf(people.conversationId, [partyOf(people.client, { state: 'joined' })]);
    const [end, begun] = await Promise.all([calls.save(ended(first), 1, NOTHING), calls.create(second, NOTHING)]);
    expect(end).toBe('saved');
    const live = await calls.liveIn(people.conversationId);
    expect(begun).toMatchObject(
      live === null ? { created: false, state: { id: first.id } } : { created: true, state: second },
    );
  }));

it('of two who save at once one is stale, and nothing of theirs is kept (CALL-2, CALL-12)', () =>
  rounds(async () => {
    const call = await created(calls, ringing(await pair()));
    const answers = ['laptop-1', 'phone-01', 'tablet-1'].map((device) =>
      withParty(next(call, { status: 'active', answeredAtMs: START_MS + 5 }), 1, { state: 'joined', device }),
    );
    const devices = answers.map((answer) => ({ ...answer, version: 2 }));
    const results = await Promise.all(
      devices.map((answer) => calls.save(answer, 1, [{ kind: 'joined', participantId: answer.parties[1]?.id ?? '' }])),
    );
    expect(results.toSorted()).toEqual(['saved', 'stale', 'stale']);
    expect(await calls.find(call.id)).toEqual(devices[results.indexOf('saved')]);
    const { rows } = await database.pool.query('select 1 from call_events where call_id = $1', [call.id]);
    expect(rows).toHaveLength(1);
  }));

it('a person who joins two calls at once is in one of them (CALL-7)', () =>
  rounds(async () => {
    const { professional, client } = await pair();
    const rooms = [1, 2, 3].map(() => callOf(null, [partyOf(professional), partyOf(client)], { mode: 'room' }));
    await Promise.all(rooms.slice(0, 2).map((room) => created(calls, room)));
    const [one, two, third] = rooms.map((room) => withParty(room, 1, { state: 'joined' as const }));
    if (one === undefined || two === undefined || third === undefined) throw new Error('There are three rooms');
    const results = await Promise.all([
      calls.save(one, 1, NOTHING),
      calls.save(two, 1, NOTHING),
      calls.create(third, NOTHING).then((result) => (result === 'busy' ? result : 'saved')),
    ]);
    expect(results.toSorted()).toEqual(['busy', 'busy', 'saved']);
    expect(await calls.liveOf(client.id)).toHaveLength(results[2] === 'saved' ? 3 : 2);
    const joined = (await calls.liveOf(client.id)).filter(({ parties }) => parties[1]?.state === 'joined');
    expect(joined.map(({ id }) => id)).toEqual([[one, two, third][results.indexOf('saved')]?.id]);
  }));

it('leases are renewed while calls change, and neither waits for the other for ever', async () => {
  const parties = Array.from({ length: 10 }, () => partyOf(null, { state: 'joined' }));
  const [first, ...rest] = parties;
  if (first === undefined) throw new Error('Nobody is there');
  let call = await created(calls, callOf(null, [first, ...rest], { mode: 'room' }));
  const changes = async () => {
    for (let step = 0; step < 100; step++) {
      const media = { audio: step % 2 === 0, video: true, screen: false };
      // Every other part: rows that are written move behind the others.
      const changed = call.parties.map((one, place) => (place % 3 === step % 3 ? { ...one, media } : one));
      call = await saved(calls, next(call, { parties: changed }));
    }
  };
  const renewals = async (ids: readonly string[]) => {
    for (let step = 0; step < 100; step++) await calls.renew(ids, START_MS + step);
  };
  const ids = parties.map(({ id }) => id);
  await Promise.all([changes(), renewals(ids), renewals(ids.toReversed()), renewals(ids.slice(3))]);
  const kept = await calls.find(call.id);
  expect(kept?.parties.map(({ leaseUntilMs }) => leaseUntilMs)).toEqual(ids.map(() => START_MS + 99));
});

it('a link that seats one seats one of two who come at once (CALL-9)', () =>
  rounds(async () => {
    const { professional } = await pair();
    const room = await created(calls, callOf(null, [partyOf(professional)], { mode: 'room' }));
    const tokens = createShareTokens(database.pool);
    const hash = randomBytes(32);
    const life = { createdAtMs: START_MS, expiresAtMs: START_MS + 1000, revokedAtMs: null };
    const seat = { id: randomUUID(), callId: room.id, createdById: professional.id, singleSeat: true, useCount: 0 };
    await tokens.add({ ...seat, ...life, hash });
    const uses = await Promise.all([1, 2, 3].map(() => tokens.use(hash, START_MS)));
    expect(uses.filter((use) => use !== null)).toEqual([{ callId: room.id, tokenId: seat.id }]);
  }));
