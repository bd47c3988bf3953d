import { randomUUID } from 'node:crypto';
import { AppError } from '@causerie/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRepositories, createUnreadChecks, type Repositories } from '../src/index.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { command, newPair, type Pair } from './scene.ts';

const RUNS = 25;
const DEVICES = 4;
const OPERATIONS_PER_DEVICE = 100;
/** A check of all that was touched lately, while other devices are busy. */
const CHECK_EVERY = 20;

let database: TestDatabase;
let repositories: Repositories;
let checks: ReturnType<typeof createUnreadChecks>;

beforeAll(async () => {
  database = await createTestDatabase(6);
  repositories = createRepositories(database.pool);
  checks = createUnreadChecks(database.pool);
});
afterAll(() => database.drop());

const VERBS = ['send', 'read', 'deliver', 'unsay', 'block', 'unblock', 'archive', 'unarchive', 'remove'] as const;
/** How often each verb comes: talk more than anything else, and conversations that live for a while. */
const WEIGHTS = { send: 12, read: 8, deliver: 3, unsay: 4, block: 1, unblock: 4, archive: 1, unarchive: 4, remove: 1 };

const operation = fc.record({
  verb: fc.oneof(...VERBS.map((verb) => ({ weight: WEIGHTS[verb], arbitrary: fc.constant(verb) }))),
  count: fc.integer({ min: 1, max: 3 }),
  place: fc.nat({ max: 60 }),
});
/** The even devices are the professional's, the odd ones the client's. */
const plans = fc.array(
  fc.array(operation, { minLength: OPERATIONS_PER_DEVICE, maxLength: OPERATIONS_PER_DEVICE, size: 'max' }),
  { minLength: DEVICES, maxLength: DEVICES },
);
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

/** The pair's conversation of the moment: whoever removes it opens the next one. */
interface Scene {
  pair: Pair;
  conversationId: string;
}

/** Opening meets a removal by another device now and then, which asks to try again. */
async function openAgain({ professional, client }: Pair): Promise<string> {
  const pair = { professionalId: professional.id, clientId: client.id, subject: null };
  for (;;) {
    try {
      return (await repositories.conversations.openPair({ id: randomUUID(), ...pair })).conversation.id;
    } catch (error) {
      if (!(error instanceof AppError) || !error.retryable) throw error;
    }
  }
}

async function act(scene: Scene, device: number, { verb, count, place }: Operation): Promise<void> {
  const { pair, conversationId } = scene;
  const person = device % 2 === 0 ? pair.professional : pair.client;
  const { messages, messageChanges, receipts, conversationChanges } = repositories;
  const ask = { conversationId, personId: person.id };
  switch (verb) {
    case 'send':
      await messages.persist(Array.from({ length: count }, () => command(conversationId, person)));
      return;
    case 'read':
      await receipts.markRead({ ...ask, upToSeq: place });
      return;
    case 'deliver':
      await receipts.markDelivered({ ...ask, upToSeq: place });
      return;
    case 'unsay': {
      const page = await messages.page({ ...ask, after: place, limit: 1 });
      const messageId = page?.items[0]?.id;
      if (messageId !== undefined) await messageChanges.delete({ messageId, personId: person.id });
      return;
    }
    case 'archive':
    case 'unarchive':
      await conversationChanges.update({ ...ask, status: verb === 'archive' ? 'archived' : 'active' });
      return;
    case 'block':
    case 'unblock':
      await conversationChanges[verb](ask);
      return;
    case 'remove': {
      await conversationChanges.remove(ask);
      scene.conversationId = await openAgain(pair);
    }
  }
}

it('unread equals a full count all along 10,000 random operations of two people on several devices (DEL-8)', async () => {
  let operations = 0;
  let checked = 0;
  await fc.assert(
    fc.asyncProperty(plans, async (devices) => {
      const pair = await newPair(repositories);
      const scene: Scene = { pair, conversationId: pair.conversation.id };
      await Promise.all(
        devices.map(async (plan, device) => {
          for (const [index, one] of plan.entries()) {
            await act(scene, device, one);
            operations++;
            if (index % CHECK_EVERY !== device) continue;
            const now = await checks.check();
            checked += now.checked;
            expect(now.drifted).toBe(0);
          }
        }),
      );
      for (const { id } of [pair.client, pair.professional]) {
        expect(await repositories.conversations.unread(id)).toEqual(await repositories.conversations.recountUnread(id));
      }
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
  expect(operations).toBe(RUNS * DEVICES * OPERATIONS_PER_DEVICE);
  expect(checked).toBeGreaterThan(0);
});

it('the self-check notices a count that has drifted', async () => {
  const pair = await newPair(repositories);
  await repositories.messages.persist([command(pair.conversation.id, pair.client)]);
  await database.pool.query('update participants set sent_count = sent_count + 1 where person_id = $1', [
    pair.client.id,
  ]);
  expect((await checks.check()).drifted).toBe(1);
});
