import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCalls, createNotificationRepositories, createRepositories } from '../src/index.ts';
import { created, ended, ringing, saved } from './calls-scene.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { newPair } from './scene.ts';

const LIMIT = 100;
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

it('CALL-3: what told of a ring is read once nothing rings any more, and what else was told stays', async () => {
  const { notifications, sweeps } = createNotificationRepositories(database.pool);
  const calls = createCalls(database.pool);
  const { professional, client, conversation } = await newPair(createRepositories(database.pool));
  const call = ringing({ professional, client, conversationId: conversation.id });
  const parties = call.parties.map((party) =>
    party.person?.id === client.id ? { ...party, ringUntilMs: Date.now() + 45_000 } : party,
  );
  const live = await created(calls, { ...call, parties });
  const tell = (kind: 'call' | 'missed-call') =>
    notifications.add({
      id: randomUUID(),
      personId: client.id,
      kind,
      dedupeKey: `${kind}:${live.id}`,
      conversationId: conversation.id,
      detail: { callId: live.id },
    });
  const rang = await tell('call');
  await tell('missed-call');
  expect(await sweeps.sweepRings(LIMIT)).toEqual([]);
  await saved(calls, ended(live));
  expect(await sweeps.sweepRings(LIMIT)).toEqual([{ personId: client.id, ids: [rang?.id], unread: 1 }]);
  expect(await sweeps.sweepRings(LIMIT)).toEqual([]);
});
