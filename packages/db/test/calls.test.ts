import { randomBytes, randomUUID } from 'node:crypto';
import type { ShareToken } from '@causerie/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createAppointments,
  createCallAppointments,
  createCallCensus,
  createCalls,
  createRepositories,
  createShareTokens,
} from '../src/index.ts';
import { describeCallFigures, describeCallHistory } from './calls-history.contract.ts';
import { callOf, created, ended, partyOf, ringing, saved, START_MS, withParty, type CallStage } from './calls-scene.ts';
import { describeCalls } from './calls.contract.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { newPair, newPerson } from './scene.ts';

let database: TestDatabase;
let stage: CallStage;
beforeAll(async () => {
  database = await createTestDatabase();
  const repositories = createRepositories(database.pool);
  stage = {
    calls: createCalls(database.pool),
    async pair() {
      const { professional, client, conversation } = await newPair(repositories);
      return { professional, client, conversationId: conversation.id };
    },
  };
});
afterAll(() => database.drop());

describe('calls on Postgres', () => {
  describeCalls(() => stage);
  describe('history', () => describeCallHistory(() => stage));
  describe('figures', () => describeCallFigures(() => stage));

  it('are due once per call, what waited longest first, and no more than asked for', async () => {
    const { calls, pair } = stage;
    const { professional, client } = await pair();
    const longAgo = Date.UTC(2001, 0, 1);
    const lapsed = { state: 'joined', leaseUntilMs: longAgo } as const;
    const [second, first] = [
      callOf(null, [partyOf(professional, { ringUntilMs: longAgo + 1 })], { mode: 'room' }),
      callOf(null, [partyOf(professional, lapsed), partyOf(client, lapsed)], { mode: 'room', expiresAtMs: longAgo }),
    ];
    for (const call of [second, first]) await created(calls, call);
    expect(await calls.due(longAgo + 10, 10)).toEqual([first.id, second.id]);
    expect(await calls.due(longAgo + 10, 1)).toEqual([first.id]);
    for (const call of [second, first]) await saved(calls, ended(call));
  });

  it('call people what the directory says at the moment', async () => {
    const { calls, pair } = stage;
    const people = await pair();
    const call = await created(calls, ringing(people));
    const { directory } = createRepositories(database.pool);
    const renamed = await directory.put(randomUUID(), { ...people.client, name: 'Léa Martin' });
    expect((await calls.find(call.id))?.parties[1]?.person).toEqual(renamed);
  });

  it('write down what happened, in order', async () => {
    const { calls, pair } = stage;
    const call = ringing(await pair());
    const [caller, callee] = call.parties;
    if (caller === undefined || callee === undefined) throw new Error('Nobody is there');
    await calls.create(call, [{ kind: 'created', participantId: caller.id, device: 'laptop-1' }]);
    const over = withParty(call, 1, { state: 'declined' });
    await calls.save({ ...over, status: 'ended', endReason: 'declined', endedAtMs: START_MS }, 1, [
      { kind: 'declined', participantId: callee.id },
      { kind: 'ended', participantId: null, reason: 'declined' },
    ]);
    expect(await calls.save(over, 1, [{ kind: 'media', participantId: caller.id }])).toBe('stale');
    const { rows } = await database.pool.query(
      'select seq, kind, participant_id, device, detail from call_events where call_id = $1 order by seq',
      [call.id],
    );
    expect(rows).toEqual([
      { seq: 1, kind: 'created', participant_id: caller.id, device: 'laptop-1', detail: null },
      { seq: 2, kind: 'declined', participant_id: callee.id, device: null, detail: null },
      { seq: 3, kind: 'ended', participant_id: null, device: null, detail: { reason: 'declined' } },
    ]);
  });

  it('write only the parts that changed', async () => {
    const { calls, pair } = stage;
    const { client, professional } = await pair();
    const call = await created(calls, callOf(null, [partyOf(professional), partyOf(client)], { mode: 'room' }));
    const written = async () => {
      const rows = await database.pool.query<{ xmin: string }>(
        'select xmin from call_participants where call_id = $1 order by place',
        [call.id],
      );
      return rows.rows.map(({ xmin }) => xmin);
    };
    const before = await written();
    await saved(calls, withParty(call, 1, { media: { audio: false, video: false, screen: true } }));
    const after = await written();
    expect(after[0]).toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
  });
});

it('operators see how many calls there are at the moment', async () => {
  const { now } = createCallCensus(database.pool);
  const before = await now();
  const [one, two] = [await stage.pair(), await stage.pair()];
  const parties = [
    partyOf(one.professional),
    partyOf(null, { state: 'waiting' }),
    partyOf(one.client, { state: 'waiting' }),
  ] as const;
  const active = await created(stage.calls, callOf(null, parties, { mode: 'room', status: 'active' }));
  const rings = await created(stage.calls, ringing(two, { status: 'ringing' }));
  const { ringing: rung, active: under, guestsWaiting } = before;
  expect(await now()).toEqual({ ringing: rung + 1, active: under + 1, guestsWaiting: guestsWaiting + 1 });
  for (const call of [active, rings]) await saved(stage.calls, ended(call));
  expect(await now()).toEqual(before);
});

describe('links into calls (CALL-9)', () => {
  const tokens = () => createShareTokens(database.pool);
  const newToken = async (fields: Partial<ShareToken> = {}) => {
    const { professional, client } = await stage.pair();
    const call = await created(stage.calls, callOf(null, [partyOf(professional), partyOf(client)], { mode: 'room' }));
    const token: ShareToken = {
      id: randomUUID(),
      callId: call.id,
      createdById: professional.id,
      createdAtMs: START_MS,
      expiresAtMs: START_MS + 1000,
      revokedAtMs: null,
      singleSeat: false,
      useCount: 0,
      ...fields,
    };
    const hash = randomBytes(32);
    await tokens().add({ ...token, hash });
    return { token, hash };
  };

  it('open the call until they end, for as many as come', async () => {
    const { token, hash } = await newToken();
    const used = { callId: token.callId, tokenId: token.id };
    expect(await tokens().use(hash, START_MS)).toEqual(used);
    expect(await tokens().use(hash, START_MS + 999)).toEqual(used);
    expect(await tokens().use(hash, START_MS + 1000)).toBeNull();
    expect(await tokens().use(randomBytes(32), START_MS)).toBeNull();
    expect(await tokens().list(token.callId)).toEqual([{ ...token, useCount: 2 }]);
  });

  it('seat one if asked', async () => {
    const { token, hash } = await newToken({ singleSeat: true });
    expect(await tokens().use(hash, START_MS)).not.toBeNull();
    expect(await tokens().use(hash, START_MS)).toBeNull();
    expect(await tokens().list(token.callId)).toEqual([{ ...token, useCount: 1 }]);
  });

  it('are withdrawn once, and only by the call they are of', async () => {
    const { token, hash } = await newToken();
    expect(await tokens().revoke(randomUUID(), token.id, START_MS)).toBe(false);
    expect(await tokens().revoke(token.callId, 'no-id', START_MS)).toBe(false);
    expect(await tokens().revoke(token.callId, token.id, START_MS + 5)).toBe(true);
    expect(await tokens().revoke(token.callId, token.id, START_MS + 6)).toBe(false);
    expect(await tokens().use(hash, START_MS + 7)).toBeNull();
    expect(await tokens().list(token.callId)).toEqual([{ ...token, revokedAtMs: START_MS + 5 }]);
  });

  it('are listed newest first', async () => {
    const { token } = await newToken();
    const later = { ...token, id: randomUUID(), createdAtMs: START_MS + 1 };
    await tokens().add({ ...later, hash: randomBytes(32) });
    expect(await tokens().list(token.callId)).toEqual([later, token]);
    expect(await tokens().list('no-id')).toEqual([]);
  });
});

describe('the time of an appointment (CALL-11)', () => {
  it('is that of the conversation’s appointment, until it is cancelled', async () => {
    const appointments = createAppointments(database.pool);
    const { timeOf } = createCallAppointments(database.pool);
    const repositories = createRepositories(database.pool);
    const people = [await newPerson(repositories, 'professional'), await newPerson(repositories, 'client')] as const;
    const { appointment } = await appointments.book({
      appointmentId: 'rdv-1',
      professional: { subject: people[0].subject },
      client: { subject: people[1].subject },
      label: 'Consultation',
      startsAt: '2026-11-21T13:30:00.250Z',
      endsAt: undefined,
      locale: 'fr',
      conversationId: randomUUID(),
      professionalId: randomUUID(),
      clientId: randomUUID(),
      messageId: randomUUID(),
      words: { text: 'booked', facts: { kind: 'appointment.booked', appointmentId: 'rdv-1', startsAt: '' } },
    });
    const startsAtMs = Date.UTC(2026, 10, 21, 13, 30, 0, 250);
    expect(await timeOf(appointment.conversationId)).toEqual({ startsAtMs, endsAtMs: null });
    await database.pool.query(`update appointments set ends_at = starts_at + interval '30 minutes'`);
    expect(await timeOf(appointment.conversationId)).toEqual({ startsAtMs, endsAtMs: startsAtMs + 30 * 60_000 });
    await database.pool.query('update appointments set cancelled_at = now()');
    expect(await timeOf(appointment.conversationId)).toBeNull();
    expect(await timeOf((await stage.pair()).conversationId)).toBeNull();
    expect(await timeOf('no-id')).toBeNull();
  });
});
