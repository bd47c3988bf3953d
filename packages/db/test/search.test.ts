import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMessageSearch, createRepositories, type Repositories } from '../src/index.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { command, committed, newPair, newPerson, openConversation, type Pair } from './scene.ts';

let database: TestDatabase;
let repositories: Repositories;
let search: ReturnType<typeof createMessageSearch>;
let pair: Pair;

beforeAll(async () => {
  database = await createTestDatabase(6);
  repositories = createRepositories(database.pool);
  search = createMessageSearch(database.pool);
});
afterAll(() => database.drop());
beforeEach(async () => {
  pair = await newPair(repositories);
});

const say = async (content: string, conversationId = pair.conversation.id, author = pair.client) => {
  const [outcome] = await repositories.messages.persist([command(conversationId, author, { content })]);
  return committed(outcome).message;
};

async function indexAll(): Promise<void> {
  while ((await search.index()).more);
}

const find = async (q: string, personId = pair.professional.id) => {
  const { items } = await search.search({ personId, q, limit: 50 });
  return items.map(({ message }) => message.content);
};

const TEXT =
  'L’infirmière a renouvelé vos ordonnances : rendez-vous à 14h30, cœur léger. Please bring your vaccinations!';

describe('searching messages', () => {
  it.each([
    'infirmiere',
    'INFIRMIÈRE',
    'ordonnance',
    'renouveler',
    'renouv',
    'rendez-vous',
    'rendez vous',
    'coeur leg',
    'vaccination',
    'bringing vacc',
    "l'infirmière",
    '  ordonnances,   rendez ',
    '14h30',
    '“cœur”',
  ])('finds with accents folded, stems of both languages and an unfinished last word: %s', async (q) => {
    await say(TEXT);
    await say('Tout autre chose');
    await indexAll();
    expect(await find(q)).toEqual([TEXT]);
  });

  it.each(['ordonnance chirurgie', 'donnance', 'i', 'renouv ordonnances'])(
    'finds nothing when a word is missing, unfinished in the middle, or only a letter: %s',
    async (q) => {
      await say(TEXT);
      await indexAll();
      expect(await find(q)).toEqual([]);
    },
  );

  it.each([
    '',
    ' ',
    '&',
    "'",
    '\\',
    ':*',
    '!',
    '( |',
    "a' | 'b",
    '<->',
    '"',
    '%',
    '🙂',
    '-',
    'a:*b',
    '0x',
    "';--",
    '&&&|||',
  ])('takes any input as mere words: %s', async (q) => {
    await say('Rien de tel');
    await indexAll();
    expect(await find(q)).toEqual([]);
  });

  it('marks what was found in a piece of the text around it', async () => {
    const long = `${'Avant cela, rien. '.repeat(30)}${TEXT} ${'Et après. '.repeat(30)}`;
    await say(long);
    await indexAll();
    const { items } = await search.search({ personId: pair.client.id, q: 'ordonnance renouv', limit: 5 });
    const { text, marks } = items[0]?.highlight ?? { text: '', marks: [] };
    expect(text.length).toBeLessThanOrEqual(160);
    expect(long).toContain(text);
    expect(marks.map(({ from, length }) => text.slice(from, from + length))).toEqual(['renouvelé', 'ordonnances']);
  });

  it.each([
    ['few', 0],
    ['very many', 30_000],
  ])('pages newest first, each exactly once, for somebody with %s messages', async (_few, more) => {
    const all: string[] = [];
    for (let batch = 0; batch < 3; batch++) {
      const { id } = pair.conversation;
      const messages = Array.from({ length: 3 }, (_, index) =>
        command(id, pair.client, { content: `vaccin ${batch} ${index}` }),
      );
      all.push(...(await repositories.messages.persist(messages)).map((one) => committed(one).message.id));
    }
    await indexAll();
    // The search asks how many messages there are by the tops.
    const { pool } = database;
    await pool.query('update conversations set last_seq = last_seq + $2 where id = $1', [pair.conversation.id, more]);
    const seen: Array<{ id: string; createdAt: string }> = [];
    let before: string | undefined;
    do {
      const page = await search.search({ personId: pair.client.id, q: 'vaccin', limit: 2, before });
      seen.push(...page.items.map(({ message }) => message));
      before = page.nextCursor ?? undefined;
    } while (before !== undefined);
    expect(seen.map(({ id }) => id).toSorted()).toEqual(all.toSorted());
    const times = seen.map(({ createdAt }) => createdAt);
    expect(times).toEqual(times.toSorted().toReversed());
    const broken = search.search({ personId: pair.client.id, q: 'vaccin', limit: 2, before: 'x' });
    await expect(broken).rejects.toMatchObject({ code: 'page_out_of_range' });
  });

  it('looks only into conversations in which the person is now, or into the one that is named', async () => {
    const other = await newPerson(repositories, 'client');
    const second = await openConversation(repositories, pair.professional, other);
    await say('vaccin un');
    await say('vaccin deux', second.id, other);
    await indexAll();
    expect((await find('vaccin')).toSorted()).toEqual(['vaccin deux', 'vaccin un']);
    expect(await find('vaccin', pair.client.id)).toEqual(['vaccin un']);
    const query = { personId: pair.professional.id, q: 'vaccin', limit: 5 };
    const { items } = await search.search({ ...query, conversationId: second.id });
    expect(items.map(({ message }) => message.content)).toEqual(['vaccin deux']);
    await database.pool.query('update participants set left_at = now() where person_id = $1', [pair.client.id]);
    expect(await find('vaccin', pair.client.id)).toEqual([]);
  });

  it('finds conversations by what was said in them, and not by what others said elsewhere', async () => {
    const stranger = await newPair(repositories);
    await say('Une intervention chirurgicale');
    await say('Une intervention chirurgicale', stranger.conversation.id, stranger.client);
    await indexAll();
    const query = { personId: pair.professional.id, search: 'interventions', limit: 5 };
    expect((await repositories.conversations.list(query)).items.map(({ id }) => id)).toEqual([pair.conversation.id]);
    expect((await repositories.conversationChanges.page({ ...query, page: 1 })).total).toBe(1);
    expect((await repositories.conversations.list({ ...query, search: 'radiologie' })).items).toEqual([]);
  });
});

describe('the index of words', () => {
  const rows = async (): Promise<number> => {
    const text = 'select count(*) from message_search where conversation_id = $1';
    return Number((await database.pool.query<{ count: string }>(text, [pair.conversation.id])).rows[0]?.count);
  };

  it('never shows what was deleted or said before an edit, also before the job has run', async () => {
    const message = await say('vaccin contre la grippe');
    const removed = await say('vaccin contre la rage');
    await indexAll();
    await database.pool.query(`update messages set content = 'sérum', edited_at = now() where id = $1`, [message.id]);
    await database.pool.query('update messages set deleted_at = now() where id = $1', [removed.id]);
    expect(await find('vaccin')).toEqual([]);
    expect(await rows()).toBe(0);
    await indexAll();
    expect(await find('serum')).toEqual(['sérum']);
    expect(await rows()).toBe(1);
    await database.pool.query('delete from messages where id = $1', [message.id]);
    expect(await rows()).toBe(0);
  });

  it('indexes a message that was edited before it was ever indexed by its new words only', async () => {
    const message = await say('vaccin');
    await database.pool.query(`update messages set content = 'sérum' where id = $1`, [message.id]);
    await indexAll();
    expect([await find('vaccin'), await find('serum')]).toEqual([[], ['sérum']]);
  });

  it('forgets a conversation that is removed, with its notifications, and gives its files up for purging', async () => {
    await say('vaccin');
    await indexAll();
    await say('vaccin encore');
    const ask = { conversationId: pair.conversation.id, personId: pair.professional.id };
    const { pool } = database;
    await pool.query(
      `insert into notifications (id, person_id, kind, dedupe_key, conversation_id, payload)
       values (gen_random_uuid(), $1, 'message', 'one', $2, '{}')`,
      [pair.client.id, pair.conversation.id],
    );
    await pool.query(
      `insert into attachments (id, conversation_id, uploader_id, file_name, media_type)
       values (gen_random_uuid(), $1, $2, 'radio.png', 'image/png')`,
      [pair.conversation.id, pair.client.id],
    );
    expect(await repositories.conversationChanges.remove(ask)).toMatchObject({ ok: true });
    expect(await rows()).toBe(0);
    await indexAll();
    expect(await rows()).toBe(0);
    const left = await pool.query<{ told: string; kept: string }>(
      `select (select count(*) from notifications where conversation_id = $1) as told,
         (select count(*) from attachments where conversation_id = $1 and deleted_at is null) as kept`,
      [pair.conversation.id],
    );
    expect(left.rows).toEqual([{ told: '0', kept: '0' }]);
    expect(await find('vaccin')).toEqual([]);
  });

  it('takes a message whose commit came after that of a later number, and passes only what is settled', async () => {
    const mark = async (): Promise<number> =>
      Number((await database.pool.query<{ number: string }>('select number from search_progress')).rows[0]?.number);
    const slow = await database.pool.connect();
    try {
      const other = await newPair(repositories);
      await slow.query('begin');
      const late = command(other.conversation.id, other.client, { content: 'tardif' });
      const batch = [{ i: late.id, c: late.conversationId, a: late.author.id, k: late.id, t: 'text', x: late.content }];
      await slow.query('select * from persist_messages_v1($1)', [JSON.stringify(batch)]);
      const early = await say('pressé');
      await indexAll();
      expect(await find('presse')).toEqual(['pressé']);
      expect(await mark()).toBeLessThan(early.number - 1);
      await slow.query('commit');
      // Five seconds later it is looked back at what was passed over.
      const later = `update search_progress set looked_back_at = looked_back_at - interval '5 seconds'`;
      await database.pool.query(later);
      await indexAll();
      expect(await find('tardif', other.client.id)).toEqual(['tardif']);
      // Eleven seconds later the mark passes both, and nothing is looked at twice.
      await database.pool.query(`update messages set created_at = created_at - interval '11 seconds'`);
      await database.pool.query(later);
      expect(await search.index()).toEqual({ indexed: 0, redone: 0, more: false });
      expect(await mark()).toBe(early.number);
    } finally {
      slow.release();
    }
  });

  it('works a backlog off in steps, long messages too', async () => {
    const long = 'mot '.repeat(1999);
    const content = Array.from({ length: 60 }, () => command(pair.conversation.id, pair.client, { content: long }));
    await repositories.messages.persist(content);
    const steps: number[] = [];
    for (let more = true; more;) {
      const step = await search.index();
      steps.push(step.indexed);
      ({ more } = step);
    }
    expect(steps.length).toBeGreaterThan(1);
    expect(await rows()).toBe(60);
  });
});
