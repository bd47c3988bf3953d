import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRepositories, type Repositories } from '../src/index.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { command, newPair, newPerson, openConversation, type Pair } from './scene.ts';

let database: TestDatabase;
let repositories: Repositories;

beforeAll(async () => {
  database = await createTestDatabase(6);
  repositories = createRepositories(database.pool);
});
afterAll(() => database.drop());

/** What one device does: sends a few messages, or reads up to somewhere. `place` is relative to a log of unknown length. */
type Step =
  | { kind: 'send'; byClient: boolean; second: boolean; count: number }
  | { kind: 'read' | 'deliver'; byClient: boolean; second: boolean; place: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('send' as const),
    byClient: fc.boolean(),
    second: fc.boolean(),
    count: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({
    kind: fc.constantFrom('read' as const, 'read' as const, 'deliver' as const),
    byClient: fc.boolean(),
    second: fc.boolean(),
    place: fc.nat({ max: 40 }),
  }),
);
/** Four devices act at the same time, each in its own order. */
const devices = fc.array(fc.array(step, { maxLength: 12 }), { minLength: 4, maxLength: 4 });

async function act(pair: Pair, conversationIds: readonly string[], one: Step): Promise<number> {
  const person = one.byClient ? pair.client : pair.professional;
  const conversationId = conversationIds[one.second ? 1 : 0] ?? '';
  if (one.kind === 'send') {
    // The second conversation is the professional's with somebody else: the client is refused there, which counts nothing.
    await repositories.messages.persist(Array.from({ length: one.count }, () => command(conversationId, person)));
    return 0;
  }
  const input = { conversationId, personId: person.id, upToSeq: one.place };
  if (one.kind === 'deliver') {
    await repositories.receipts.markDelivered(input);
    return 0;
  }
  return (await repositories.receipts.markRead(input))?.updatedCount ?? 0;
}

describe('unread by arithmetic', () => {
  it('equals a full count after any interleaving of sends and reads from several devices (DEL-8)', async () => {
    await fc.assert(
      fc.asyncProperty(devices, async (plans) => {
        const pair = await newPair(repositories);
        const third = await newPerson(repositories, 'client');
        const second = await openConversation(repositories, pair.professional, third);
        const conversationIds = [pair.conversation.id, second.id];
        const counts = await Promise.all(
          plans.map(async (plan) => {
            const perPerson = { client: 0, professional: 0 };
            for (const one of plan) {
              perPerson[one.byClient ? 'client' : 'professional'] += await act(pair, conversationIds, one);
              const asked = one.byClient ? pair.client : pair.professional;
              // Also while others are busy, the arithmetic of one moment never goes below zero.
              expect((await repositories.conversations.unread(asked.id)).total).toBeGreaterThanOrEqual(0);
            }
            return perPerson;
          }),
        );
        for (const person of [pair.client, pair.professional, third]) {
          const unread = await repositories.conversations.unread(person.id);
          expect(unread).toEqual(await repositories.conversations.recountUnread(person.id));
        }
        // What the steps said they made read adds up to what is read now.
        const { rows } = await database.pool.query<{ read: string }>(
          `select count(*) as read from participants p
           join messages m on m.conversation_id = p.conversation_id and m.seq <= p.read_seq
             and m.author_id is distinct from p.person_id
           where p.person_id = $1`,
          [pair.professional.id],
        );
        const told = counts.reduce((sum, { professional }) => sum + professional, 0);
        expect(told).toBe(Number(rows[0]?.read));
      }),
      { numRuns: 25 },
    );
  });

  it('counts what the system says as a message of others', async () => {
    const { conversation, client } = await newPair(repositories);
    await database.pool.query(
      `with said as (
         insert into messages (id, conversation_id, seq, type, content, created_at)
         values (gen_random_uuid(), $1, 1, 'system', 'Bonjour', now())
       )
       update conversations set last_seq = 1, last_message_at = now() where id = $1`,
      [conversation.id],
    );
    const expected = { total: 1, conversations: [{ conversationId: conversation.id, unread: 1, lastSeq: 1 }] };
    expect(await repositories.conversations.unread(client.id)).toEqual(expected);
    expect(await repositories.conversations.recountUnread(client.id)).toEqual(expected);
    const page = await repositories.messages.page({ conversationId: conversation.id, personId: client.id, limit: 5 });
    expect(page?.items[0]).toMatchObject({ author: null, type: 'system', clientMessageId: null });
    expect((await repositories.conversations.get(conversation.id, client.id))?.lastMessage).toEqual(page?.items[0]);
  });
});
